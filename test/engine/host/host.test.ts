import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Handlers } from '../../../engine/contract/index.ts';
import { StudioError } from '../../../engine/domain/failure.ts';
import { OneTimeTokens, type Access } from '../../../engine/host/access.ts';
import { listen, type Listening } from '../../../engine/host/listen.ts';
import { Uploads } from '../../../engine/host/uploads.ts';
import { sessionOf } from '../../support/served-studio.ts';
import { EventBus } from '../../../engine/work/studio/event-bus.ts';

interface Served {
  readonly base: string;
  readonly tokens: OneTimeTokens;
  readonly bus: EventBus;
  readonly folder: string;
  readonly listening: Listening;
}

const handlers = {
  'projects.list': () => ({ projects: [], folder: '/projects' }),
  'projects.forget': () => {
    throw new TypeError('a defect with a stack');
  },
  'projects.open': ({ path }: { path: string }) => {
    throw new StudioError('project-not-found', { path });
  },
  'jobs.list': () => ({ jobs: [{ wrong: true }] }),
} as unknown as Handlers;

async function served(t: TestContext, how?: { access: Access; at: { pipe: string } }): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-host-'));
  const tokens = new OneTimeTokens();
  const bus = new EventBus();
  const file = join(folder, 'picture');
  await import('node:fs/promises').then(({ writeFile }) => writeFile(file, Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3])));
  const listening = await listen(
    {
      handlers,
      bus,
      uploads: new Uploads(join(folder, 'uploads')),
      screens: new Map(),
      classifiedPicture: (_, hash) =>
        hash === 'a'.repeat(64) ? Promise.resolve(Uint8Array.of(0xff, 0xd8, 0xff, 9)) : Promise.reject(new StudioError('image-not-found')),
      thumbnail: (_, image) =>
        image === 7 ? Promise.resolve(Uint8Array.of(0xff, 0xd8, 0xff, 1, 2, 3)) : Promise.reject(new StudioError('image-not-found')),
      thumbnails: (_, images, { areMade }) =>
        Promise.resolve(images.map((image) => (image === 9 && !areMade ? null : Uint8Array.of(image, image)))),
      picture: (_, image) => (image === 7 ? Promise.resolve(file) : Promise.reject(new StudioError('image-not-found'))),
    },
    how?.access ?? { kind: 'loopback', tokens },
    how?.at ?? { port: 0 },
  );
  t.after(async () => {
    await listening.close();
    await rm(folder, { recursive: true });
  });
  return { base: `http://127.0.0.1:${listening.port}`, tokens, bus, folder, listening };
}

/** Comes in as a browser does: with the token, keeping the cookie and the key. */
async function sessionHeaders({ base, tokens }: Served): Promise<{ cookie: string; 'x-graft-key': string }> {
  const response = await fetch(`${base}/?token=${tokens.current}`, { redirect: 'manual' });
  assert.equal(response.status, 303);
  const { cookie, key } = sessionOf(response);
  return { cookie, 'x-graft-key': key };
}

async function post(
  studio: Served,
  name: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${studio.base}/api/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: { ...(await sessionHeaders(studio)), ...headers },
  });
  return { status: response.status, body: await response.json() };
}

test('the token opens the studio once; its cookie opens every further request', async (t) => {
  const studio = await served(t);
  const token = studio.tokens.current;
  const { cookie } = await sessionHeaders(studio);
  assert.equal((await fetch(`${studio.base}/?token=${token}`, { redirect: 'manual' })).status, 403);
  const again = await fetch(`${studio.base}/?token=${token}`, { redirect: 'manual', headers: { cookie } });
  assert.equal(again.status, 303);
  assert.equal((await fetch(`${studio.base}/api/projects.list`, { method: 'POST', body: '{}' })).status, 403);
});

test('the cookie is for this site only and out of reach of scripts', async (t) => {
  const studio = await served(t);
  const response = await fetch(`${studio.base}/?token=${studio.tokens.current}`, { redirect: 'manual' });
  assert.match(response.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict/);
});

test('who holds the cookie alone, as every port of this machine may, sees screens and pictures, but asks, hears and sends nothing', async (t) => {
  const studio = await served(t);
  const { cookie } = await sessionHeaders(studio);
  const status = async (path: string, init: RequestInit = {}, headers: Record<string, string> = {}): Promise<number> => {
    const response = await fetch(`${studio.base}${path}`, { ...init, headers: { cookie, ...headers } });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await status('/images/p/7/thumbnail'), 200);
  const upload = '/uploads/11111111-2222-4333-8444-555555555555/a.jpg';
  for (const [path, init] of [
    ['/api/projects.list', { method: 'POST', body: '{}' }],
    ['/events', {}],
    ['/%65vents', {}],
    [upload, { method: 'PUT', body: 'x' }],
  ] as const) {
    assert.deepEqual([await status(path, init), await status(path, init, { 'x-graft-key': 'guessed' })], [403, 403], path);
  }
  assert.equal(existsSync(join(studio.folder, 'uploads')), false);
});

test('the cookie of one studio neither opens another nor takes the place of its cookie', async (t) => {
  const one = await served(t),
    other = await served(t);
  const [first, second] = [await sessionHeaders(one), await sessionHeaders(other)];
  assert.notEqual(first.cookie.split('=')[0], second.cookie.split('=')[0]);
  const status = async ({ base }: Served, headers: Record<string, string>) =>
    (await fetch(`${base}/api/projects.list`, { method: 'POST', body: '{}', headers })).status;
  const cookie = `${first.cookie}; ${second.cookie}`;
  assert.deepEqual([await status(one, { ...first, cookie }), await status(other, { ...second, cookie })], [200, 200]);
  assert.deepEqual([await status(one, second), await status(other, first), await status(other, { ...first, cookie })], [403, 403, 403]);
});

test('a request from a page of another site is refused, also with the cookie', async (t) => {
  const studio = await served(t);
  assert.equal((await post(studio, 'projects.list', {}, { origin: 'http://evil.example' })).status, 403);
  assert.equal((await post(studio, 'projects.list', {}, { origin: studio.base })).status, 200);
});

test('a foreign name that resolves to this machine is refused', async (t) => {
  const studio = await served(t);
  const session = await sessionHeaders(studio);
  const status = await new Promise((resolve) => {
    request(`${studio.base}/api/projects.list`, { method: 'POST', headers: { host: 'evil.example', ...session } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end('{}');
  });
  assert.equal(status, 403);
});

test('a message longer than any request is refused before it is read as one', async (t) => {
  const studio = await served(t);
  const headers = await sessionHeaders(studio);
  const response = await fetch(`${studio.base}/api/projects.list`, {
    method: 'POST',
    body: `{"more":"${'x'.repeat(33 * 2 ** 20)}"}`,
    headers,
  });
  assert.deepEqual([response.status, ((await response.json()) as { failure: { code: string } }).failure.code], [413, 'input-invalid']);
});

test('answers carry the value, or the failure with its facts', async (t) => {
  const studio = await served(t);
  assert.deepEqual((await post(studio, 'projects.list', {})).body, { ok: true, value: { projects: [], folder: '/projects' } });
  assert.deepEqual((await post(studio, 'projects.open', { path: '/x' })).body, {
    ok: false,
    failure: { code: 'project-not-found', facts: { path: '/x' } },
  });
});

test('wrong input, unknown requests and names of object methods are refused before any handler runs', async (t) => {
  const studio = await served(t);
  const codes = [];
  for (const [name, input] of [
    ['projects.open', { path: 7 }],
    ['projects.open', undefined],
    ['nothing.here', {}],
    ['toString', {}],
  ] as const) {
    codes.push(((await post(studio, name, input)).body as { failure: { code: string } }).failure.code);
  }
  assert.deepEqual(codes, ['input-invalid', 'input-invalid', 'input-invalid', 'input-invalid']);
});

test('a defect is answered without its stack, and an answer that breaks the contract is a defect', async (t) => {
  t.mock.method(console, 'error', () => {});
  const studio = await served(t);
  const { body } = await post(studio, 'projects.forget', { path: '/x' });
  assert.deepEqual(body, { ok: false, failure: { code: 'unexpected', facts: { detail: 'a defect with a stack' } } });
  assert.equal(((await post(studio, 'jobs.list', {})).body as { failure: { code: string } }).failure.code, 'unexpected');
});

test('every answer carries the strict content security policy', async (t) => {
  const studio = await served(t);
  const response = await fetch(`${studio.base}/api/projects.list`, { method: 'POST', body: '{}', headers: await sessionHeaders(studio) });
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
});

test('pictures come with their type and can be kept for ever; an unknown one is a failure in words', async (t) => {
  const studio = await served(t);
  const headers = await sessionHeaders(studio);
  const found = await fetch(`${studio.base}/images/p/7/thumbnail?h=abc`, { headers });
  assert.deepEqual([found.headers.get('content-type'), (await found.arrayBuffer()).byteLength], ['image/jpeg', 6]);
  assert.match(found.headers.get('cache-control') ?? '', /immutable/);
  const missing = await fetch(`${studio.base}/images/p/8/view`, { headers });
  assert.deepEqual([missing.status, ((await missing.json()) as { failure: { code: string } }).failure.code], [404, 'image-not-found']);
});

test('a page of thumbnails is one answer: their lengths, 0 for one that is not at hand, then their bytes', async (t) => {
  const studio = await served(t);
  const headers = await sessionHeaders(studio);
  const page = async (of: string) => fetch(`${studio.base}/images/p/thumbnails?of=${of}`, { headers });
  const answer = await page('7,9,8');
  assert.deepEqual([...new Uint8Array(await answer.arrayBuffer())], [2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 7, 7, 8, 8]);
  assert.equal(answer.headers.get('cache-control'), 'no-store', 'what is not at hand now may be there the next time');
  assert.deepEqual([...new Uint8Array(await (await page('9&made')).arrayBuffer())], [2, 0, 0, 0, 9, 9]);
  for (const wrong of ['7,x', '1.5', Array.from({ length: 501 }, (_, at) => at).join(',')]) assert.equal((await page(wrong)).status, 404);
  assert.equal((await fetch(`${studio.base}/images/p/thumbnails?of=7`)).status, 403, 'only with the cookie');
});

test('events reach a listening window with their name', async (t) => {
  const studio = await served(t);
  const response = await fetch(`${studio.base}/events`, { headers: await sessionHeaders(studio) });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader?.read())?.value ?? '', /event: hello/);
  studio.bus.emit('jobs.changed', { job: { id: 'j' } } as never);
  assert.match((await reader?.read())?.value ?? '', /event: jobs\.changed\ndata: {"job":{"id":"j"}}/);
  await reader?.cancel();
});

test('dropped files arrive with their folders; nothing can be written outside the upload', async (t) => {
  const studio = await served(t);
  const headers = await sessionHeaders(studio);
  const upload = '11111111-2222-4333-8444-555555555555';
  const put = async (path: string): Promise<number> =>
    (await fetch(`${studio.base}/uploads/${path}`, { method: 'PUT', body: 'bytes', headers })).status;
  assert.equal(await put(`${upload}/Rosen%20%26%20mehr/%231.jpg`), 200);
  assert.equal(await readFile(join(studio.folder, 'uploads', upload, 'Rosen & mehr', '#1.jpg'), 'utf8'), 'bytes');
  assert.deepEqual(
    await Promise.all([`${upload}/..%2Foutside.jpg`, `${upload}/%2e%2e%2foutside.jpg`, `nonsense/a.jpg`, `${upload}/a%00.jpg`].map(put)),
    [400, 400, 400, 400],
  );
  assert.equal(await put(`${upload}/Rosen%20%26%20mehr/%231.jpg`), 400, 'a file that has arrived is never overwritten');
});

test(
  'on a pipe only the secret opens',
  { skip: process.platform === 'win32' ? 'pipes are named differently on Windows' : false },
  async (t) => {
    const pipeFolder = await mkdtemp(join(tmpdir(), 'graft-pipe-'));
    t.after(() => rm(pipeFolder, { recursive: true, force: true }));
    const pipe = join(pipeFolder, 'studio');
    await served(t, { access: { kind: 'pipe', secret: 'right' }, at: { pipe } });
    const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ socketPath: pipe, path: '/api/projects.list', method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end('{}');
      });
    assert.deepEqual(
      [await statusWith({}), await statusWith({ 'x-graft-secret': 'wrong' }), await statusWith({ 'x-graft-secret': 'right' })],
      [403, 403, 200],
    );
  },
);

test('pictures of a classified folder are asked for by their content alone: a path is nowhere to be given', async (t) => {
  const studio = await served(t);
  const headers = await sessionHeaders(studio);
  const answered = async (path: string, init: RequestInit = { headers }) =>
    (await fetch(`${studio.base}/classified/p/${path}`, init)).status;
  const given = await fetch(`${studio.base}/classified/p/${'a'.repeat(64)}/thumbnail`, { headers });
  assert.deepEqual([given.status, given.headers.get('content-type'), (await given.arrayBuffer()).byteLength], [200, 'image/jpeg', 4]);
  assert.equal(await answered(`${'a'.repeat(64)}/thumbnail`, {}), 403, 'only with the cookie');
  for (const path of [
    `${'b'.repeat(64)}/thumbnail`,
    `${'a'.repeat(64)}/original`,
    '%2Fetc%2Fpasswd/full',
    '..%2F..%2Fetc%2Fpasswd/full',
    `${'a'.repeat(63)}/full`,
  ])
    assert.equal(await answered(path), 404, path);
});
