import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { ElectronApplication, Page } from 'playwright';
import type { Input, Output, RequestName } from '../../../engine/contract/index.ts';
import { words } from '../../../engine/words/words.ts';
import { endNow, everyProcess, processTree } from '../processes/process-tree.ts';
import { findElectron, launch, openDisplay, root, type Display } from '../real-electron.ts';
import { ownFolders } from '../served-studio.ts';

/** A machine with two busy cores may take this long for what usually takes a second. */
const patienceMs = 60_000;

const found = findElectron();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || hasXvfb();
const bundles = [join(root, 'dist', 'electron', 'main.cjs'), join(root, 'dist', 'renderer', 'index.html')];

function hasXvfb(): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'Xvfb')));
}

/** The reason to skip tests in a real Electron; false if they can run. For the `skip` option of a test. */
export const whyNoShell: string | false =
  'missing' in found
    ? found.missing
    : !hasDisplay
      ? 'no display: DISPLAY is not set and Xvfb is not installed'
      : bundles.every((file) => existsSync(file))
        ? false
        : 'the shell or the screens are not built: dist/ is missing';

/** The reason to skip a test that also lists or kills processes. */
export const whyNoProcesses: string | false =
  whyNoShell || (process.platform === 'win32' ? 'listing and killing processes needs ps and signals' : false);

let display: Display | null = null;

/** One display for all tests of a file. */
export function displayForTests(): void {
  if (whyNoShell) return;
  before(async () => {
    const opened = await openDisplay();
    if ('missing' in opened) throw new Error(opened.missing);
    display = opened;
  });
  after(async () => {
    await display?.end();
  });
}

/** The folders of one user, who may start the shell any number of times. Everything is ended and removed with the test. */
export class ShellUser {
  readonly folder = mkdtempSync(join(tmpdir(), 'graft-shell-test-'));
  /** Temporary files of the shell and the studio; empty again when both have ended. */
  readonly temporary = join(this.folder, 'tmp');
  /** The folder for new projects. */
  readonly projects = join(this.folder, 'projects');
  readonly #appFolder: string;
  readonly #shells: Shell[] = [];

  /** `layOut` creates the app to start in the user's folder; by default it is this checkout. */
  constructor(t: TestContext, layOut: (folder: string) => string = () => root) {
    this.#appFolder = layOut(this.folder);
    for (const folder of [this.temporary, this.projects]) mkdirSync(folder);
    t.after(async () => {
      // Of Node; its types do not know it yet.
      const { passed } = t as TestContext & { readonly passed: boolean };
      for (const shell of passed ? [] : this.#shells) console.log(await shell.shown());
      for (const shell of this.#shells) await shell.kill();
      // Processes left behind by a failed test have a folder of this user in their command line.
      for (const { pid } of process.platform === 'win32' ? [] : everyProcess().filter(({ command }) => command.includes(this.folder)))
        endNow(pid);
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    });
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...display?.environment,
      ...ownFolders(this.folder),
      GRAFT_PROJECTS: this.projects,
      TMPDIR: this.temporary,
      // Desktop settings of the machine would affect themes and dialogs.
      XDG_CONFIG_HOME: join(this.folder, 'config'),
    };
  }

  get executable(): string {
    if ('missing' in found) throw new Error(found.missing);
    return found.executable;
  }

  /** The settings for a second start by the same user. */
  get setting(): Parameters<typeof launch>[0] {
    return {
      executable: this.executable,
      appFolder: this.#appFolder,
      dataFolder: join(this.folder, 'data'),
      environment: this.environment,
    };
  }

  async start(more: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Shell> {
    const { app, page } = await launch(this.setting, more, environment);
    page.setDefaultTimeout(patienceMs);
    const shell = new Shell(app, page);
    this.#shells.push(shell);
    return shell;
  }
}

/** Polls until a condition holds. @throws after the time limit, with the given description */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = patienceMs): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(50);
  }
}

/** A running shell, and the actions of a user in its window. */
export class Shell {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly #main: ChildProcess;

  constructor(app: ElectronApplication, page: Page) {
    this.app = app;
    this.page = page;
    this.#main = app.process();
  }

  get pid(): number {
    return this.#main.pid!;
  }

  get hasEnded(): boolean {
    return this.#main.exitCode !== null || this.#main.signalCode !== null;
  }

  /** The process id of this shell's studio; null if there is none. */
  get studioPid(): number | null {
    return processTree(this.pid).find(({ command }) => /engine[\\/]host[\\/]studio\.ts --pipe/.test(command))?.pid ?? null;
  }

  /** What the window shows, as text. */
  shown(): Promise<string> {
    return this.page
      .locator('body')
      .innerText({ timeout: 2000 })
      .then(
        (text) => `The window shows:\n${text}`,
        () => 'The window shows nothing any more.',
      );
  }

  /** Waits until the main process has ended. */
  ended(): Promise<void> {
    return until('the shell has ended', () => this.hasEnded);
  }

  /** Quits as the menu does, and waits for the end. */
  async quit(): Promise<void> {
    // The connection ends with the process, often before the call returns.
    await this.app.evaluate(({ app }) => app.quit()).catch(() => {});
    await this.ended();
  }

  /** Kills the main process, like a crash. */
  async kill(): Promise<void> {
    this.#main.kill('SIGKILL');
    await this.ended();
  }

  /** Sends a request to the studio as the page does. @throws with the failure code */
  async ask<N extends RequestName>(name: N, input: Input<N>): Promise<Output<N>> {
    return (await this.page.evaluate(
      async ([address, body]) => {
        const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        const answer = (await response.json()) as { ok: boolean; value: unknown; failure: { code: string } };
        if (!answer.ok) throw new Error(answer.failure.code);
        return answer.value;
      },
      [`/api/${name}`, JSON.stringify(input)] as const,
    )) as Output<N>;
  }

  /** Waits for the Projects screen. */
  async projects(): Promise<void> {
    await this.page.getByRole('heading', { name: words.projects.title, level: 1 }).waitFor();
    await this.page.getByRole('button', { name: words.projects.create }).first().waitFor();
  }

  /** Creates a project through the dialog, which leads to the Images screen. */
  async createProject(name: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: words.projects.create, exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: words.projects.createDialog.title });
    await dialog.getByLabel(words.projects.createDialog.name).fill(name);
    await dialog.getByRole('button', { name: words.projects.createDialog.create }).click();
    await this.images();
  }

  async images(): Promise<void> {
    await this.page.getByRole('heading', { name: words.images.title, level: 1 }).waitFor();
  }

  /** Chooses a menu item as a click would. @throws if there is no such item */
  async menu(menu: string, item: string): Promise<void> {
    await this.app.evaluate(
      ({ BrowserWindow, Menu }, [top, label]) => {
        const chosen = Menu.getApplicationMenu()
          ?.items.find((one) => one.label === top)
          ?.submenu?.items.find((one) => one.label === label);
        if (!chosen) throw new Error(`no ${label} in ${top}`);
        const window = BrowserWindow.getAllWindows()[0];
        chosen.click({}, window, window?.webContents);
      },
      [menu, item] as const,
    );
  }

  zoom(): Promise<number> {
    return this.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getZoomFactor());
  }

  /** Answers the next folder dialog with this folder instead of showing it. */
  async chooseNext(folder: string): Promise<void> {
    await this.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, folder);
  }

  /** Answers message boxes with this button, and records their texts. */
  async answerBoxes(button: number): Promise<void> {
    await this.app.evaluate(({ dialog }, response) => {
      const kept = globalThis as { boxes?: unknown[] };
      kept.boxes ??= [];
      dialog.showMessageBox = (...values: unknown[]) => {
        kept.boxes!.push(values.at(-1));
        return Promise.resolve({ response, checkboxChecked: false });
      };
    }, button);
  }

  /** Leaves message boxes unanswered until the test answers them. */
  async holdBoxes(): Promise<void> {
    await this.app.evaluate(({ dialog }) => {
      const kept = globalThis as { boxes?: unknown[]; held?: (response: number) => void };
      kept.boxes ??= [];
      dialog.showMessageBox = (...values: unknown[]) => {
        kept.boxes!.push(values.at(-1));
        return new Promise((resolve) => {
          kept.held = (response) => resolve({ response, checkboxChecked: false });
        });
      };
    });
  }

  async answerHeldBox(button: number): Promise<void> {
    await this.app.evaluate((_electron, response) => (globalThis as { held?: (response: number) => void }).held?.(response), button);
  }

  /** The message boxes recorded so far. */
  boxes(): Promise<{ message: string; detail: string; buttons: string[] }[]> {
    return this.app.evaluate(
      () => ((globalThis as { boxes?: unknown[] }).boxes ?? []) as { message: string; detail: string; buttons: string[] }[],
    );
  }
}
