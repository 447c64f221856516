import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { test, type TestContext } from 'node:test';
import { contentPolicy } from '../../electron/content-policy.ts';
import { PipeFolder } from '../../electron/pipe-folder.ts';
import type { Endpoint } from '../../electron/pipe-request.ts';
import { declareScheme, isOwnAddress, serveScheme } from '../../electron/scheme.ts';
import { words } from '../../engine/words/words.ts';
import { FakeProtocol } from '../support/shell/fake-electron.ts';
import { doorTo, pipeStudio } from '../support/shell/pipe-studio.ts';

async function served(t: TestContext, listener: RequestListener): Promise<FakeProtocol> {
  return handling((await pipeStudio(t, listener)).endpoint);
}

function handling(endpoint: Endpoint | null, settled = endpoint): FakeProtocol {
  const protocol = new FakeProtocol();
  serveScheme(protocol.asElectron(), doorTo(endpoint, settled));
  return protocol;
}

test('the scheme is an origin of its own and does not get around the content security policy', () => {
  const protocol = new FakeProtocol();
  declareScheme(protocol.asElectron());
  assert.deepEqual(protocol.schemes, [
    { scheme: 'graft', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
});

test('only graft://app is an own address', () => {
  const foreign = [
    'graft://other/',
    'http://app/',
    'graft://app.example/',
    'graft://app:80/',
    'graft://app@other/',
    'file:///app',
    'about:blank',
    'graft',
    '',
  ];
  assert.deepEqual(foreign.filter(isOwnAddress), []);
  assert.ok(isOwnAddress('graft://app/') && isOwnAddress('graft://app/images/1/2/view?x=1'));
});

test('a request reaches the studio with its method, path, query, headers and body, and with the secret of the pipe', async (t) => {
  const protocol = await served(t, (request, response) => {
    const parts: Buffer[] = [];
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const { 'x-graft-secret': secret, 'content-type': type, host } = request.headers;
        response.end(
          JSON.stringify({ method: request.method, url: request.url, secret, type, host, body: Buffer.concat(parts).toString() }),
        );
      });
  });
  const answer = await protocol.ask('graft://app/api/labels.set?a=%2F', {
    method: 'POST',
    body: '{"class":1}',
    headers: { 'content-type': 'application/json', 'x-graft-secret': 'guessed by the page' },
  });
  assert.deepEqual(await answer.json(), {
    method: 'POST',
    url: '/api/labels.set?a=%2F',
    secret: 'the secret',
    type: 'application/json',
    host: 'app',
    body: '{"class":1}',
  });
});

test('a large body arrives whole although the studio reads slowly', async (t) => {
  const protocol = await served(t, (request, response) => {
    let bytes = 0;
    setTimeout(
      () =>
        request
          .on('data', (part: Buffer) => {
            bytes += part.length;
          })
          .on('end', () => response.end(String(bytes))),
      100,
    );
  });
  const piece = new Uint8Array(1_000_000);
  let pieces = 5;
  const body = new ReadableStream({ pull: (controller) => (pieces-- > 0 ? controller.enqueue(piece) : controller.close()) });
  const answer = await protocol.ask('graft://app/uploads/u/a.png', { method: 'PUT', body, duplex: 'half' } as RequestInit);
  assert.equal(await answer.text(), '5000000');
});

test('an answer is streamed as it is written, and a page that goes away ends the request', async (t) => {
  let ended!: () => void;
  const gone = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const protocol = await served(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    response.on('close', ended);
  });
  const reader = (await protocol.ask('graft://app/events')).body!.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), 'data: 1\n\n');
  await reader.cancel();
  await gone;
});

test('an answer that breaks off is an error to the page, not an end', async (t) => {
  const protocol = await served(t, (_request, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('half', () => response.destroy());
  });
  const answer = await protocol.ask('graft://app/page.js');
  await assert.rejects(answer.text());
});

test('the strict policy is added where the studio sent none, and its own is kept', async (t) => {
  const protocol = await served(t, (request, response) => {
    if (request.url === '/own') response.setHeader('content-security-policy', "default-src 'none'");
    response.end('x');
  });
  const policies = await Promise.all(
    ['/own', '/none'].map(async (path) => (await protocol.ask(`graft://app${path}`)).headers.get('content-security-policy')),
  );
  assert.deepEqual(policies, ["default-src 'none'", contentPolicy]);
  assert.doesNotMatch(contentPolicy, /unsafe|http|\*/);
});

test('status and emptiness are passed on', async (t) => {
  const protocol = await served(t, (request, response) => void response.writeHead(request.url === '/empty' ? 204 : 404).end());
  const answers = await Promise.all(['/empty', '/missing'].map((path) => protocol.ask(`graft://app${path}`)));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [204, 404],
  );
  assert.equal(answers[0]!.body, null);
});

test('while the studio is away a request fails at once with the failure that has words, and the page with those words', async () => {
  const protocol = handling(null);
  const answer = await protocol.ask('graft://app/api/projects.list', { method: 'POST', body: '{}' });
  assert.equal(answer.status, 503);
  assert.deepEqual(await answer.json(), { ok: false, failure: { code: 'studio-unreachable', facts: {} } });
  const page = await protocol.ask('graft://app/');
  const html = await page.text();
  assert.equal(page.status, 503);
  assert.ok(html.includes(words.shell.unreachablePage.safe) && html.includes('http-equiv="refresh"'));
  assert.equal(page.headers.get('content-security-policy'), contentPolicy);
});

test('the pages of the shell itself are there without a studio, under the same policy, and look as they should', async () => {
  const protocol = handling(null);
  const page = await protocol.ask('graft://app/shell/example');
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('content-security-policy'), contentPolicy);
  const [, style] = /href="([^"]+)"/.exec(await page.text()) ?? [];
  const sheet = await protocol.ask(`graft://app${style}`);
  assert.deepEqual([sheet.status, sheet.headers.get('content-type')], [200, 'text/css; charset=utf-8']);
  assert.equal((await protocol.ask('graft://app/shell/other')).status, 503);
});

test('a studio that vanished without a word is as unreachable as one that is known to be gone', async (t) => {
  const pipes = new PipeFolder();
  t.after(() => pipes.remove());
  const answer = await handling({ pipe: pipes.next(), secret: 's' }).ask('graft://app/api/projects.list', { method: 'POST', body: '{}' });
  assert.equal(answer.status, 503);
});

test('the page waits for a studio that is starting', async (t) => {
  const pipes = new PipeFolder();
  const endpoint = { pipe: pipes.next(), secret: 's' };
  let settle!: (endpoint: Endpoint) => void;
  const protocol = new FakeProtocol();
  serveScheme(protocol.asElectron(), {
    endpoint: null,
    whenSettled: () =>
      new Promise((resolve) => {
        settle = resolve;
      }),
  });
  const page = protocol.ask('graft://app/');
  const server = createServer((_request, response) => response.end('the screens')).listen(endpoint.pipe, () => settle(endpoint));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    pipes.remove();
  });
  assert.equal(await (await page).text(), 'the screens');
});

test('an address of another host under the scheme is not answered', async (t) => {
  const protocol = await served(t, (_request, response) => response.end('x'));
  assert.equal((await protocol.ask('graft://other/')).status, 404);
});
