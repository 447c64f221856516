import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { writeZip } from '../../../../engine/files/zip-file.ts';
import { learnerForTests, ownLibrary } from '../../../support/models/own-library.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { writeTinySource } from '../../../support/models/tiny-source.ts';

const learner = learnerForTests();
const lineage = { project: 'Mosses', run: 4, method: 'scratch', images: 200, classes: 2, from: null, accuracy: 0.9, baseline: 0.5 };

test('one file carries a model to a colleague: the same hash, card, lineage, licence and images seen', async (t) => {
  const [mine, theirs] = [ownLibrary(t, learner), ownLibrary(t, learner)];
  const given = await writeTinySource(join(mine.root, 'given'), {
    card: { lineage, licenceFile: 'LICENCE.txt', sourceTask: { dataset: 'mosses', classNames: 'classes.txt' } },
  });
  for (const name of ['LICENCE.txt', 'classes.txt', 'training-images.txt']) writeFileSync(join(given, name), `${name} of Größe 植物\n`);
  const source = await mine.add({ from: { path: given }, title: 'Größe' });
  const out = join(mine.root, 'moss.zip');
  assert.deepEqual(await mine.handlers['sources.export']({ source: source.id, out }), { file: out, bytes: statSync(out).size });
  const again = await theirs.add({ from: { path: out } });
  assert.deepEqual(again, { ...source, path: join(theirs.folder, source.id), from: 'moss.zip', default: again.default });
  for (const name of readdirSync(source.path).filter((file) => file !== 'source.json')) {
    assert.deepEqual(readFileSync(join(again.path, name)), readFileSync(join(source.path, name)), name);
  }
  const card = JSON.parse(Buffer.from(unzipSync(new Uint8Array(readFileSync(out)))[`${source.id}/source.json`]!).toString()) as Record<
    string,
    unknown
  >;
  assert.equal(card.library, undefined, 'where it came from on this computer stays here');
});

test('what has the name already is never replaced, and a folder that is not there is said', async (t) => {
  const own = ownLibrary(t, learner);
  const { id } = await own.add({ from: { path: await writeTinySource(join(own.root, 'given')) } });
  const taken = join(own.root, 'taken.zip');
  writeFileSync(taken, 'mine');
  await assert.rejects(Promise.resolve(own.handlers['sources.export']({ source: id, out: taken })), { code: 'output-exists' });
  await assert.rejects(Promise.resolve(own.handlers['sources.export']({ source: id, out: join(own.root, 'absent', 'a.zip') })), {
    code: 'folder-not-found',
  });
  await assert.rejects(Promise.resolve(own.handlers['sources.export']({ source: 'absent', out: join(own.root, 'a.zip') })), {
    code: 'source-not-found',
  });
  // Somebody writes a file of that name while the zip is made.
  const parts = [
    {
      name: 'a',
      content: {
        get text() {
          writeFileSync(join(own.root, 'late.zip'), 'mine');
          return 'a';
        },
      },
    },
  ];
  await assert.rejects(writeZip(join(own.root, 'late.zip'), parts), { code: 'output-exists' });
  assert.deepEqual(
    [taken, join(own.root, 'late.zip')].map((path) => readFileSync(path, 'utf8')),
    ['mine', 'mine'],
  );
  assert.deepEqual(
    readdirSync(own.root).filter((name) => name.includes('.part')),
    [],
  );
});

test('a card that names a file elsewhere takes nothing along from there', async (t) => {
  const own = ownLibrary(t, learner);
  writeFileSync(join(own.root, 'secret.txt'), 'secret');
  await writeTinySource(join(own.shipped, 'tiny'), { card: { licenceFile: '../../secret.txt' } });
  await assert.rejects(Promise.resolve(own.handlers['sources.export']({ source: 'tiny', out: join(own.root, 'a.zip') })), {
    code: 'source-card-damaged',
  });
  assert.equal(existsSync(join(own.root, 'a.zip')), false);
});

test('a zip holds texts and large files whole, readable by others', async (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'in'));
  const large = Buffer.alloc(3 * 2 ** 20 + 7, 'graft');
  writeFileSync(join(root, 'in', 'large'), large);
  const bytes = await writeZip(join(root, 'a.zip'), [
    { name: 'x/Größe.txt', content: { text: 'Größe' } },
    { name: 'x/large', content: { path: join(root, 'in', 'large') } },
    { name: 'empty', content: { text: '' } },
  ]);
  const found = unzipSync(new Uint8Array(readFileSync(join(root, 'a.zip'))));
  assert.equal(bytes, statSync(join(root, 'a.zip')).size);
  assert.deepEqual(Object.keys(found), ['x/Größe.txt', 'x/large', 'empty']);
  assert.equal(Buffer.from(found['x/Größe.txt']!).toString(), 'Größe');
  assert.ok(large.equals(found['x/large']!));
});
