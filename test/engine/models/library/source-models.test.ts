import assert from 'node:assert/strict';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { StudioError } from '../../../../engine/domain/failure.ts';
import { listSources, readSource } from '../../../../engine/models/library/source-models.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tinyLayers, writeTinySource } from '../../../support/models/tiny-source.ts';

const failing = (code: string, detail: RegExp) => (error: StudioError) => {
  assert.equal(error.code, code);
  assert.match(String(error.facts.detail), detail);
  return true;
};

test('a source is described by its card, with the features of each cut and the hash of its files', async (t) => {
  const folder = await writeTinySource(join(temporaryFolder(t), 'tiny'));
  const { model } = await readSource(folder);
  assert.deepEqual(
    { ...model, hash: model.hash.length },
    {
      id: 'tiny',
      title: 'Tiny tiny',
      task: 'random numbers',
      inputSize: 16,
      parameters: model.parameters,
      multiplyAdds: 2,
      cuts: [
        { layer: 'conv_bn', shape: [8, 8, 6], features: 6 },
        { layer: 'sum', shape: [8, 8, 6], features: 6 },
        { layer: 'pool', shape: [6], features: 6 },
      ],
      licence: 'CC0-1.0',
      hash: 64,
      path: folder,
      default: false,
      origin: 'folder',
      from: null,
      verified: true,
      removable: false,
      lineage: null,
      speed: null,
    },
  );
});

test('of two sources with one id the first counts and the other is reported, unless it is the same model again', async (t) => {
  const root = temporaryFolder(t);
  const first = await writeTinySource(join(root, 'first', 'one'), { id: 'one' });
  const layers = tinyLayers.map((layer) => (layer.name === 'pool' ? { ...layer, kind: 'GlobalMaxPooling2D' } : layer));
  const second = await writeTinySource(join(root, 'second', 'other'), { id: 'one', layers });
  await writeTinySource(join(root, 'second', 'same'), { id: 'one' });
  await writeTinySource(join(root, 'second', 'two'), { id: 'two' });
  const { sources, unusable } = await listSources([join(root, 'first'), join(root, 'second'), join(root, 'absent'), first]);
  assert.deepEqual(
    sources.map(({ id, path }) => [id, path === first]),
    [
      ['one', true],
      ['two', false],
    ],
  );
  assert.deepEqual(
    unusable.map(({ path, code }) => [path, code]),
    [[second, 'source-card-damaged']],
  );
});

test('the default is the first favourite that is there; a card makes its model the default of its own folder only', async (t) => {
  const root = temporaryFolder(t);
  const folders = [join(root, 'first'), join(root, 'second')];
  await writeTinySource(join(root, 'first', 'one'), { id: 'one' });
  await writeTinySource(join(root, 'first', 'two'), { id: 'two' });
  await writeTinySource(join(root, 'second', 'three'), { id: 'three', card: { default: true } });
  const defaultOf = async (searched: string[], ...favourites: string[]) =>
    (await listSources(searched, favourites)).sources.filter((source) => source.default).map(({ id }) => id);
  assert.deepEqual(await defaultOf(folders), ['one']);
  assert.deepEqual(await defaultOf(folders.toReversed()), ['three']);
  await writeTinySource(join(root, 'first', 'two'), { id: 'two', card: { default: true } });
  assert.deepEqual(await defaultOf(folders), ['two']);
  assert.deepEqual(await defaultOf(folders, 'absent', 'three', 'one'), ['three']);
  await writeFile(join(root, 'second', 'three', 'weights.bin'), '');
  assert.deepEqual(await defaultOf(folders, 'absent', 'three', 'one'), ['one'], 'a model that cannot be used is no default');
});

test('weights with one changed byte are found by the hash of the card, and cut-off weights by their size', async (t) => {
  const folder = await writeTinySource(join(temporaryFolder(t), 'tiny'));
  const path = join(folder, 'weights.bin');
  const bytes = await readFile(path);
  const changed = Buffer.from(bytes);
  changed[100] = (changed[100] ?? 0) ^ 1;
  await writeFile(path, changed);
  await assert.rejects(readSource(folder), failing('source-weights-damaged', /weights\.bin is not the file/));
  await writeFile(path, bytes.subarray(0, 50));
  await assert.rejects(readSource(folder), failing('source-weights-damaged', /50 bytes instead of/));
  await rename(path, join(folder, 'elsewhere.bin'));
  await assert.rejects(readSource(folder), failing('source-weights-damaged', /cannot be read/));
});

test('without hashes in the card, cut-off weights and values that are no numbers are found all the same', async (t) => {
  const folder = await writeTinySource(join(temporaryFolder(t), 'tiny'), { card: { files: undefined } });
  const path = join(folder, 'weights.bin');
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(4));
  await assert.rejects(readSource(folder), failing('source-weights-damaged', /instead of/));
  bytes.writeFloatLE(NaN, 400);
  await writeFile(path, bytes);
  await assert.rejects((await readSource(folder)).weights(), failing('source-weights-damaged', /not finite/));
});

test('a damaged card is refused with the entry that is wrong', async (t) => {
  const root = temporaryFolder(t);
  const card = (name: string, changes: Record<string, unknown>) => writeTinySource(join(root, name), { card: changes });
  await assert.rejects(
    readSource(await card('a', { inputSize: [16, 32] })),
    failing('source-card-damaged', /inputSize: the input is not square/),
  );
  await assert.rejects(readSource(await card('b', { colourOrder: 'BGR' })), failing('source-card-damaged', /colourOrder/));
  await assert.rejects(
    readSource(await card('c', { cutPoints: [{ layer: 'none', outputShape: [6] }] })),
    failing('source-card-damaged', /"none" is no layer/),
  );
  const broken = await card('d', {});
  await writeFile(join(broken, 'source.json'), '{"id":');
  await assert.rejects(readSource(broken), failing('source-card-damaged', /not JSON/));
  await assert.rejects(readSource(join(root, 'absent')), (error: StudioError) => error.code === 'source-not-found');
});

test('weights outside the folder are refused before they are read', async (t) => {
  const root = temporaryFolder(t);
  const folder = await writeTinySource(join(root, 'tiny'), { card: { files: undefined } });
  await copyFile(join(folder, 'weights.bin'), join(root, 'weights.bin'));
  const model = await readFile(join(folder, 'model.json'), 'utf8');
  await writeFile(join(folder, 'model.json'), model.replace('"weights.bin"', '"../weights.bin"'));
  await assert.rejects(readSource(folder), failing('source-card-damaged', /outside the folder/));
});

test('a layer that Graft does not know is named, and the other sources are still listed', async (t) => {
  const root = temporaryFolder(t);
  await writeTinySource(join(root, 'a'), { id: 'a' });
  const layers = tinyLayers.map((layer) => (layer.name === 'sum' ? { ...layer, kind: 'GroupNormalization' } : layer));
  const odd = await writeTinySource(join(root, 'b'), { id: 'b', layers });
  const { sources, unusable } = await listSources([root]);
  assert.deepEqual(
    sources.map(({ id }) => id),
    ['a'],
  );
  assert.deepEqual(unusable, [{ path: odd, code: 'source-unsupported', detail: 'GroupNormalization ("sum")' }]);
});

test('all source models of the shared folder can be used', { skip: withoutShared('models') }, async () => {
  const { sources, unusable } = await listSources([sharedPath('models') ?? '']);
  assert.deepEqual(unusable, []);
  assert.ok(sources.length >= 7);
  for (const source of sources) assert.equal(source.cuts.at(-1)?.layer, 'pool');
});
