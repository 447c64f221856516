import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { displayForTests, ShellUser, until, whyNoShell, type Shell } from '../support/shell/shell-app.ts';

displayForTests();

/** A foreign site on this machine, so that whoever reaches it needs no network, with the requests that arrived. */
async function foreignSite(t: TestContext): Promise<{ address: string; hits: string[] }> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('foreign');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, hits };
}

async function started(t: TestContext, more: readonly string[] = []): Promise<Shell> {
  const shell = await new ShellUser(t).start(more);
  await shell.projects();
  await shell.app.evaluate(({ BrowserWindow }) => {
    const begun: string[] = [];
    Object.assign(globalThis, { begun });
    BrowserWindow.getAllWindows()[0]!.webContents.on('did-start-navigation', (event, url) =>
      begun.push((event as { url?: string }).url ?? url),
    );
  });
  return shell;
}

/** Addresses that the window has begun to go to since it was started. */
const navigations = (shell: Shell): Promise<string[]> => shell.app.evaluate(() => (globalThis as unknown as { begun: string[] }).begun);
const windowCount = (shell: Shell): Promise<number> => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Marks the page that is shown; a page in its place would not have the mark. */
const mark = (shell: Shell): Promise<void> =>
  shell.page.evaluate(() => {
    Object.assign(globalThis, { mark: true });
  });
const isMarked = (shell: Shell): Promise<boolean> => shell.page.evaluate(() => 'mark' in globalThis).catch(() => false);

const isLoading = (shell: Shell): Promise<boolean> =>
  shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.isLoading());

/** Goes to an address as a link in the page does, and waits until that has come to an end. */
async function follow(shell: Shell, address: string): Promise<void> {
  await shell.page.evaluate((to) => {
    const link = document.createElement('a');
    link.href = to;
    document.body.append(link);
    link.click();
  }, address);
  await settled(shell);
}

/** A step inside the page, which is done after whatever was asked before. */
async function settled(shell: Shell): Promise<void> {
  const step = `graft://app/#/settled-${Math.random()}`;
  await shell.page.evaluate((to) => {
    location.href = to;
  }, step);
  await until('the page has gone on', async () => (await navigations(shell)).includes(step) && !(await isLoading(shell)));
}

test('a page does not go to a foreign address, and goes to our own', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const { address, hits } = await foreignSite(t);
  await mark(shell);
  await follow(shell, address);
  await follow(shell, 'graft://other/');
  assert.deepEqual([hits, await isMarked(shell), await shell.page.evaluate(() => location.host)], [[], true, 'app']);
  await shell.page.evaluate(() => {
    location.href = 'graft://app/?again';
  });
  await until('our own address is shown', () => shell.page.evaluate(() => location.search === '?again').catch(() => false));
  assert.equal(await isMarked(shell), false);
});

test('without the guard the page would leave', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const { address } = await foreignSite(t);
  await mark(shell);
  await shell.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    contents.removeAllListeners('will-navigate');
    contents.removeAllListeners('will-frame-navigate');
  });
  await shell.page
    .evaluate((to) => {
      location.href = to;
    }, address)
    .catch(() => {});
  await until('another page is in its place', async () => !(await isMarked(shell)));
});

test('no second window is opened, by a script or by a link', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const open = (): Promise<boolean> => shell.page.evaluate(() => window.open('graft://app/', '_blank') !== null);
  assert.equal(await open(), false);
  await shell.page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<a id="out" href="graft://app/" target="_blank">x</a>');
    document.getElementById('out')!.click();
  });
  await settled(shell);
  assert.equal(await windowCount(shell), 1);
  // The planted fault: a handler that allows it.
  await shell.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.webContents.setWindowOpenHandler(() => ({ action: 'allow' })),
  );
  assert.equal(await open(), true);
  await until('there is a second window', async () => (await windowCount(shell)) === 2);
});

/** Asks for what a page may ask the user for. */
async function permissions(shell: Shell): Promise<Record<string, string>> {
  return shell.page.evaluate(async () => {
    const outcome = (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'granted',
        (error: Error) => error.name,
      );
    return {
      notifications: await Notification.requestPermission(),
      position: (await navigator.permissions.query({ name: 'geolocation' })).state,
      camera: await outcome(navigator.mediaDevices.getUserMedia({ video: true })),
    };
  });
}

test('every permission that a page asks for is refused', { skip: whyNoShell }, async (t) => {
  const shell = await started(t, ['--use-fake-device-for-media-stream']);
  assert.deepEqual(await permissions(shell), { notifications: 'denied', position: 'denied', camera: 'NotAllowedError' });
  // The planted fault: handlers that grant.
  await shell.app.evaluate(({ session }) => {
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(true));
    session.defaultSession.setPermissionCheckHandler(() => true);
  });
  assert.deepEqual(await permissions(shell), { notifications: 'granted', position: 'granted', camera: 'granted' });
});

/** Opens a hidden window with the shell's own preload script and calls for the folder dialog from it, or from a frame in it. */
async function callFrom(shell: Shell, address: string, fromFrame = false): Promise<string> {
  return shell.app.evaluate(
    async ({ app, BrowserWindow }, [to, inFrame]) => {
      const preload = `${app.getAppPath()}/dist/electron/preload.cjs`;
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegrationInSubFrames: true },
      });
      const contents = window.webContents;
      await window.loadURL(to);
      if (inFrame)
        await contents.executeJavaScript(
          `new Promise((done) => document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: 'x', onload: () => done() })))`,
        );
      const frame = inFrame ? contents.mainFrame.frames[0]! : contents.mainFrame;
      const answer = (await frame.executeJavaScript('window.desktop.chooseFolder().then(String, (error) => error.message)')) as string;
      window.destroy();
      return answer;
    },
    [address, fromFrame] as const,
  );
}

test('a message from a foreign page or from a frame is refused before any dialog is shown', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  await shell.chooseNext('/chosen');
  assert.equal(await callFrom(shell, 'data:text/html,<title>foreign</title>'), 'not-allowed');
  assert.equal(await callFrom(shell, 'about:blank'), 'not-allowed');
  assert.equal(await callFrom(shell, 'graft://app/', true), 'not-allowed');
  // The same call from a page of ours is answered.
  assert.equal(await callFrom(shell, 'graft://app/'), '/chosen');
});

test('a message that is no desktop call is refused', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const outcome = await shell.page.evaluate(() =>
    window.desktop!.showInFolder('relative/path').then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );
  assert.equal(outcome, 'input-invalid');
});

/** What a script that got into a page would try; run from a timer, since what a test evaluates itself stands above the policy. */
async function breaches(page: Shell['page'], foreign: string): Promise<Record<string, boolean>> {
  return page.evaluate(
    (address) =>
      new Promise<Record<string, boolean>>((resolve) => {
        setTimeout(() => {
          const tried = (act: () => unknown): boolean => {
            try {
              act();
              return true;
            } catch {
              return false;
            }
          };
          const loads = (element: HTMLElement): Promise<boolean> =>
            new Promise((done) => {
              element.onload = () => done(true);
              element.onerror = () => done(false);
              document.head.append(element);
            });
          const marked = globalThis as { inline?: boolean };
          const script = document.createElement('script');
          script.textContent = 'globalThis.inline = true';
          document.head.append(script);
          // eslint-disable-next-line no-new-func -- whether the policy refuses it is what is asked
          const code = tried(() => new Function('return 1')());
          void Promise.all([
            fetch(address).then(
              () => true,
              () => false,
            ),
            loads(Object.assign(new Image(), { src: `${address}image` })),
            loads(Object.assign(document.createElement('script'), { src: `${address}script` })),
            loads(Object.assign(new Image(), { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })),
          ]).then(([fetched, image, foreignScript]) => resolve({ inline: marked.inline === true, code, fetched, image, foreignScript }));
        });
      }),
    foreign,
  );
}

test('the content security policy lets no foreign or inline code run and nothing leave', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const { address, hits } = await foreignSite(t);
  assert.deepEqual(await breaches(shell.page, address), { inline: false, code: false, fetched: false, image: false, foreignScript: false });
  const policy = await shell.page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'));
  for (const strict of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]) {
    assert.ok(policy?.includes(strict), `${strict} is not in ${policy}`);
  }
  assert.doesNotMatch(policy ?? '', /unsafe|\*|https?:/);
  assert.deepEqual(hits, []);
});

test('without the policy the same code would run', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const [open] = await Promise.all([
    shell.app.waitForEvent('window'),
    shell.app.evaluate(({ BrowserWindow }) => {
      void new BrowserWindow({ show: false }).loadURL('data:text/html,<title>open</title>');
    }),
  ]);
  await open.waitForLoadState();
  const { inline, code } = await breaches(open, 'graft://other/');
  assert.deepEqual([inline, code], [true, true]);
});

/** Asks for an address from the main process, past every guard of a page. */
const askFromMain = (shell: Shell, address: string): Promise<string> =>
  shell.app.evaluate(
    ({ BrowserWindow }, to) =>
      new BrowserWindow({ show: false }).loadURL(to).then(
        () => 'shown',
        (error: Error) => error.message,
      ),
    address,
  );

test('no part of Chromium reaches an address, even with every other guard gone', { skip: whyNoShell }, async (t) => {
  const shell = await started(t);
  const { address, hits } = await foreignSite(t);
  assert.match(await askFromMain(shell, address), /ERR_BLOCKED_BY_CLIENT/);
  await shell.app.evaluate(({ session }) => session.defaultSession.webRequest.onBeforeRequest(null));
  assert.match(await askFromMain(shell, address), /ERR_NAME_NOT_RESOLVED/);
  assert.deepEqual(hits, []);
  assert.equal(await (await fetch(address)).text(), 'foreign', 'the address can be reached from this test');
  assert.deepEqual(hits, ['/']);
});
