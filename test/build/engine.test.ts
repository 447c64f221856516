import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { PipeFolder } from '../../electron/pipe-folder.ts';
import { entryPoint, entryPoints, fontFile, fontFiles, type EntryPoint } from '../../engine/program/own-files.ts';
import { EngineBundle } from '../support/engine-bundle.ts';
import { helpfulSource, simulatedReport } from '../support/models/simulated-report.ts';
import { addImages, temporaryProject } from '../support/project.ts';
import { ownFolders } from '../support/served-studio.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { finishReport } from '../../engine/work/reports/report-summary.ts';
import { keptReport } from '../support/screens/kept-report.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');

/** What a thread answers when it is started with this data and asked these messages. */
async function answerOf(script: string, workerData: unknown, asked: readonly unknown[] = []): Promise<unknown> {
  const worker = new Worker(script, { workerData, stderr: true });
  try {
    for (const message of asked) worker.postMessage(message);
    const [answer] = (await once(worker, 'message')) as [unknown];
    return answer;
  } finally {
    await worker.terminate();
  }
}

/** A document holds the time it was made at: of its bytes, only the beginning counts. */
const shown = (answer: unknown): unknown =>
  answer !== null && typeof answer === 'object' && 'bytes' in answer
    ? {
        ...answer,
        bytes: Buffer.from(answer.bytes as Uint8Array)
          .subarray(0, 5)
          .toString(),
      }
    : answer;

describe('the bundle of the engine, away from the sources', () => {
  let bundle: EngineBundle;
  before(() => {
    bundle = new EngineBundle();
  });
  after(() => bundle.remove());
  const files = (): string[] =>
    readdirSync(bundle.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(bundle.folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

  test('holds its programs, what they share, what they read, and nothing else', () => {
    const own = [...entryPoints.map((name) => `${name}.mjs`), 'program/own-files.mjs'];
    const programs = files().filter((file) => !/^(chunks|resources)\//.test(file));
    assert.deepEqual(programs.toSorted(), own.toSorted());
    const read = files().filter((file) => file.startsWith('resources/'));
    for (const file of ['LICENSE', 'models/starter/weights.bin', ...fontFiles.map((font) => `fonts/${font.split('/').at(-1)}`)])
      assert.ok(read.includes(`resources/${file}`), file);
    for (const file of files()) assert.doesNotMatch(file, /\.(map|ts|svelte)$|(^|\/)tests?(\/|$)/);
  });

  test('names no folder of this computer and no source map', () => {
    for (const file of files().filter((name) => name.endsWith('.mjs'))) {
      const code = readFileSync(join(bundle.folder, file), 'utf8');
      assert.ok(!code.includes(root), file);
      assert.doesNotMatch(code, /sourceMappingURL|devDependencies/, file);
    }
  });

  /** Both run the same code, so they must give the same answer; each order makes the thread load everything that it uses. */
  async function compare(name: EntryPoint, order: (place: string) => { data?: unknown; asked?: unknown[] }): Promise<unknown> {
    const [ofSources, ofBundle] = ['sources', 'bundle'].map((place) => order(place)) as [
      ReturnType<typeof order>,
      ReturnType<typeof order>,
    ];
    const expected = await answerOf(entryPoint(name), ofSources.data, ofSources.asked);
    const answer = await answerOf(bundle.entry(name), ofBundle.data, ofBundle.asked);
    assert.deepEqual(shown(answer), shown(expected));
    return answer;
  }

  test('groups images by their names in a thread', async () => {
    const asked = [{ pattern: '^(\\d+)_', names: ['12_a.jpg', 'b.jpg'] }];
    assert.deepEqual(await compare('work/images/group-worker', () => ({ asked })), ['12', null]);
  });

  test('finds and reads annotation files in threads', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'labels.csv');
    writeFileSync(file, 'file,label\na.jpg,elm\nb.jpg,oak\n');
    const found = (await compare('work/images/annotation-finder', () => ({ data: [folder] }))) as { files: { file: string }[] };
    assert.deepEqual(
      found.files.map((one) => one.file),
      [file],
    );
    const order = { file, choices: { boxes: 'largest', together: true }, pictures: ['a.jpg', 'b.jpg'] };
    const { read } = (await compare('work/images/annotation-thread', () => ({ data: order }))) as { read: { seen: { labels: number } } };
    assert.equal(read.seen.labels, 2);
  });

  test('reads a backup back in a thread', async (t) => {
    const store = temporaryProject(t);
    addImages(store, 3);
    store.close();
    const folder = temporaryFolder(t);
    const copyFor = (place: string): string => {
      const copy = join(folder, `${place}.db`);
      copyFileSync(join(store.folder, 'project.db'), copy);
      return copy;
    };
    assert.deepEqual(await compare('store/sound-copy-thread', (place) => ({ data: copyFor(place) })), { isSound: true });
  });

  test('takes in a Keras model in a thread', async (t) => {
    const folder = temporaryFolder(t);
    const orderFor = (place: string): unknown => ({
      path: join(root, 'test', 'fixtures', 'keras', 'sequential.h5'),
      wishes: { id: 'taken', from: 'sequential.h5' },
      folder: join(folder, place),
    });
    assert.deepEqual(await compare('models/intake/take-in-thread', (place) => ({ data: orderFor(place) })), { failure: null });
    assert.deepEqual(readFileSync(join(folder, 'bundle', 'weights.bin')), readFileSync(join(folder, 'sources', 'weights.bin')));
  });

  test('computes a report and makes a PDF of it in threads', async (t) => {
    const data = simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 12, trainPerClass: 10 });
    assert.ok(((await compare('work/reports/report-worker', () => ({ data }))) as object).hasOwnProperty('figures'));
    const store = temporaryProject(t);
    const summary = await finishReport(store, keptReport(store, data), 61);
    const pdf = (await compare('work/reports/document/pdf/worker', () => ({ data: { summary, project: 'Flowers' } }))) as object;
    assert.deepEqual(shown(pdf), { bytes: '%PDF-', undrawn: [] });
  });

  test('has the fonts that the sources use', () => {
    for (const font of fontFiles)
      assert.deepEqual(readFileSync(join(bundle.folder, 'resources', 'fonts', font.split('/').at(-1)!)), readFileSync(fontFile(font)));
  });

  test('serves its screens from the studio process and ends with its standard input', async (t) => {
    const folder = temporaryFolder(t);
    const screens = join(bundle.folder, 'resources', 'screens');
    mkdirSync(screens, { recursive: true });
    if (!existsSync(join(screens, 'index.html'))) writeFileSync(join(screens, 'index.html'), '<html lang="en"><title>Graft</title></html>');
    const pipes = new PipeFolder();
    t.after(() => pipes.remove());
    const pipe = pipes.next();
    const child = spawn(process.execPath, [bundle.entry('host/studio'), '--pipe', pipe], {
      cwd: folder,
      env: { ...process.env, GRAFT_HOME: join(folder, 'home'), GRAFT_PIPE_SECRET: 'the secret' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    assert.match(String((await once(child.stdout, 'data'))[0]), /"ready":true/);
    const [answer] = (await once(
      request({ socketPath: pipe, path: '/', agent: false, headers: { host: 'app', 'x-graft-secret': 'the secret' } }).end(),
      'response',
    )) as [NodeJS.ReadableStream];
    assert.match(await text(answer), /<title>Graft<\/title>/);
    const gone = once(child, 'exit');
    child.stdin.end();
    assert.deepEqual(await gone, [0, null]);
  });

  test('imports, trains, exports and classifies by the command, and loads the export in a separate process', async (t) => {
    const folder = temporaryFolder(t);
    const { GRAFT_SHIPPED_MODELS: _ofSources, ...own } = ownFolders(folder);
    const { stdout } = await run(process.execPath, [bundle.entry('cli/graft'), 'example', '--json'], {
      cwd: folder,
      env: { ...process.env, GRAFT_MODELS: '', ...own },
    });
    const { reloaded, trained } = JSON.parse(stdout) as { reloaded: { same: number; images: number }; trained: { source: string } };
    assert.deepEqual(reloaded, { same: 160, images: 160 });
    assert.ok(existsSync(join(bundle.folder, 'resources', 'models', trained.source)), trained.source);
  });
});
