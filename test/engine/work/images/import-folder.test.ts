import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { ImportReport, Progress } from '../../../../engine/contract/index.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import { DecodePool } from '../../../../engine/images/pool.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { importFolder, type ImportOrder } from '../../../../engine/work/images/import-folder.ts';
import { readSnapshot } from '../../../../engine/work/labels/snapshot.ts';
import { writeScene } from '../../../support/pictures.ts';
import { projectId, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

let pool: DecodePool;
before(() => {
  pool = new DecodePool();
});
after(() => pool.close());

type Choices = Partial<ImportOrder['request']> & {
  readonly paths?: string[];
  readonly pool?: ImportOrder['pool'];
  readonly signal?: AbortSignal;
  readonly onBatch?: () => void;
  readonly progress?: Progress[];
  readonly uploadFolder?: string;
};

function importInto(store: ProjectStore, paths: string | string[], choices: Choices = {}): Promise<ImportReport> {
  const { pool: otherPool, signal, onBatch, progress, uploadFolder, ...request } = choices;
  return importFolder({
    store,
    pool: otherPool ?? pool,
    uploadFolder,
    by: who.by,
    now: Date.now,
    request: { project: projectId, from: { paths: [paths].flat() }, labels: 'folders', copy: false, ...request },
    onProgress: (one) => progress?.push(one),
    onBatch: onBatch ?? (() => {}),
    signal: signal ?? new AbortController().signal,
  });
}

/** Scenes of their own at the given names below a new folder. */
async function folderOf(t: TestContext, ...names: string[]): Promise<string> {
  const folder = join(temporaryFolder(t), 'pictures');
  mkdirSync(folder);
  for (const [seed, name] of names.entries()) await writeScene(join(folder, name), seed);
  return folder;
}

/** Class names by file name. */
function labelsOf(store: ProjectStore): Record<string, string | null> {
  const names = new Map(store.classes.list().map(({ id, name }) => [id, name]));
  const { images } = store.images.page({ filter: {}, order: 'added', offset: 0, limit: 1000 });
  return Object.fromEntries(images.map((image) => [image.name, image.class === null ? null : (names.get(image.class) ?? null)]));
}
const codes = (report: ImportReport): Record<string, string> => Object.fromEntries(report.refused.map(({ file, code }) => [file, code]));

/** A pool that counts what it decodes and may refuse to go on. */
function spyPool(beforeFile: (decoded: number, file: string) => void = () => {}): ImportOrder['pool'] & { readonly decoded: string[] } {
  const decoded: string[] = [];
  return {
    decoded,
    workers: 1,
    hash: (file) => pool.hash(file),
    cutOut: (file, options) => pool.cutOut(file, options),
    prepare: async (file, options) => {
      beforeFile(decoded.length, file);
      decoded.push(file);
      return pool.prepare(file, options);
    },
  };
}

test('the folder that holds an image is its class, at any depth; images beside the class folders get none', async (t) => {
  const store = temporaryProject(t);
  const report = await importInto(store, await folderOf(t, 'loose.jpg', 'train/oak/a.jpg', 'test/oak/b.jpg', 'birch/c.jpg'));
  assert.deepEqual(labelsOf(store), { 'c.jpg': 'birch', 'loose.jpg': null, 'b.jpg': 'oak', 'a.jpg': 'oak' });
  assert.deepEqual([report.imported, report.classesAdded.toSorted()], [4, ['birch', 'oak']]);
});

/** How many images of each class lie in each part of the split. */
function partsOf(store: ProjectStore): Record<string, Record<string, number>> {
  return Object.fromEntries(store.classes.summaries().map(({ name, train, validation, test }) => [name, { train, validation, test }]));
}

const givenSplit = ['train', 'val', 'test'].flatMap((part, at) =>
  ['oak', 'birch'].flatMap((name) => Array.from({ length: 6 - 2 * at }, (_, number) => `${part}/${name}/${number}.jpg`)),
);

test('a split that the folders give is kept where that is wished, is one undo with the import, and is pooled and told of otherwise', async (t) => {
  const folder = await folderOf(t, ...givenSplit);
  const kept = temporaryProject(t);
  const report = await importInto(kept, folder, { split: 'keep' });
  assert.deepEqual(report.tree, { levels: 2, classLevel: 2, split: { kept: true, train: 12, validation: 8, test: 4 } });
  assert.deepEqual(partsOf(kept), { birch: { train: 6, validation: 4, test: 2 }, oak: { train: 6, validation: 4, test: 2 } });
  const before = readSnapshot(kept, 7).splits;
  assert.equal([...before.values()].filter((part) => part === 'test').length, 4, 'a training takes it as it is');
  kept.labels.undo(who);
  assert.equal(kept.images.get(1 as never).split, null);
  kept.labels.redo(who);
  assert.equal(kept.images.counts().labelled, 24);
  assert.deepEqual(partsOf(kept)['oak'], { train: 6, validation: 4, test: 2 });
  const pooled = temporaryProject(t);
  const other = await importInto(pooled, folder);
  assert.deepEqual(other.tree.split, { kept: false, train: 12, validation: 8, test: 4 });
  assert.deepEqual(partsOf(pooled)['oak'], { train: 0, validation: 0, test: 0 });
});

test('of a given split without images to choose by, a quarter of the training images is drawn for that; what is held out is tested on', async (t) => {
  for (const heldOut of ['test', 'val']) {
    const store = temporaryProject(t);
    await importInto(
      store,
      await folderOf(
        t,
        ...['train', heldOut].flatMap((part) =>
          ['oak', 'birch'].flatMap((name) => Array.from({ length: 8 }, (_, number) => `${part}/${name}/${number}.jpg`)),
        ),
      ),
      { split: 'keep' },
    );
    assert.deepEqual(partsOf(store)['oak'], { train: 6, validation: 2, test: 8 }, heldOut);
  }
});

test('content in several parts of a given split is held out, and a stopped import keeps the split of what came in', async (t) => {
  const folder = await folderOf(t, ...givenSplit);
  copyFileSync(join(folder, 'test/oak/0.jpg'), join(folder, 'train/oak/copy.jpg'));
  const store = temporaryProject(t);
  const report = await importInto(store, folder, { split: 'keep' });
  assert.deepEqual([report.duplicates.length, partsOf(store)['oak']], [1, { train: 6, validation: 4, test: 2 }]);
  const stopped = temporaryProject(t);
  const stopping = new AbortController();
  await assert.rejects(
    importInto(stopped, folder, {
      split: 'keep',
      signal: stopping.signal,
      pool: spyPool((decoded) => {
        if (decoded === 16) stopping.abort();
      }),
    }),
    { code: 'stopped' },
  );
  const { images } = stopped.images.page({ filter: {}, order: 'added', offset: 0, limit: 100 });
  assert.ok(images.length > 0 && images.every(({ split }) => split !== null));
});

test('folders of dates below those of classes name no class; a level that is chosen does', async (t) => {
  const folder = await folderOf(t, 'healthy/2023-05-01/a.jpg', 'healthy/2023-05-08/b.jpg', 'rust/2023-05-01/c.jpg', 'rust/d.jpg');
  const store = temporaryProject(t);
  const report = await importInto(store, folder);
  assert.deepEqual([report.classesAdded, report.tree], [['healthy', 'rust'], { levels: 2, classLevel: 1, split: null }]);
  assert.equal(labelsOf(store)['d.jpg'], 'rust');
  const byDate = temporaryProject(t);
  assert.deepEqual((await importInto(byDate, folder, { classLevel: 2 })).classesAdded, ['2023-05-01', '2023-05-08', 'rust']);
});

test('a dropped folder is read as a chosen one: its own name is no class', async (t) => {
  const [chosen, dropped] = [temporaryProject(t), temporaryProject(t)];
  const folder = await folderOf(t, 'leaves/a.jpg', 'leaves/b.jpg');
  await importInto(chosen, join(folder, 'leaves'));
  await importInto(dropped, [], { from: { upload: crypto.randomUUID() }, uploadFolder: folder });
  assert.deepEqual(labelsOf(dropped), labelsOf(chosen));
  assert.deepEqual(labelsOf(chosen), { 'a.jpg': null, 'b.jpg': null });
});

test('several folders imported at once are class folders themselves', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'oak/a.jpg', 'birch/b.jpg');
  await importInto(store, [join(folder, 'oak'), join(folder, 'birch')]);
  assert.deepEqual(labelsOf(store), { 'a.jpg': 'oak', 'b.jpg': 'birch' });
});

test('without labels the same folders give no classes', async (t) => {
  const store = temporaryProject(t);
  await importInto(store, await folderOf(t, 'oak/a.jpg'), { labels: 'none' });
  assert.deepEqual([labelsOf(store), store.classes.list().length], [{ 'a.jpg': null }, 0]);
});

test('folders whose names differ only in case are one class, and the report says so', async (t) => {
  const store = temporaryProject(t);
  const report = await importInto(store, await folderOf(t, 'x/Oak/a.jpg', 'y/oak/b.jpg', 'z/OAK/c.jpg'));
  assert.deepEqual(new Set(Object.values(labelsOf(store))), new Set(['Oak']));
  assert.deepEqual(report.classesJoined, [{ name: 'Oak', others: ['oak', 'OAK'] }]);
});

test('the first group of the pattern names the specimen; a pattern that is none is refused before anything is read', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'oak/tree7_leaf1.jpg', 'oak/tree7_leaf2.jpg', 'oak/other.jpg');
  await importInto(store, folder, { groupPattern: '(tree\\d+)_' });
  assert.deepEqual(
    store.images.labelled().map(({ group }) => group),
    [null, 'tree7', 'tree7'],
  );
  await assert.rejects(importInto(store, folder, { groupPattern: '(' }), { code: 'input-invalid' });
});

test('the same pixels in files that differ in date, format or compression are a conflict between classes, and none within one', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'first.jpg', 'oak/other.jpg');
  const first = sharp(readFileSync(join(folder, 'first.jpg')));
  mkdirSync(join(folder, 'elm'));
  await first
    .clone()
    .png({ compressionLevel: 0 })
    .toFile(join(folder, 'oak', 'a.png'));
  await first
    .clone()
    .withExif({ IFD0: { DateTime: '2024:05:01 10:00:00' } })
    .png()
    .toFile(join(folder, 'oak', 'b.png'));
  await first
    .clone()
    .tiff({ compression: 'lzw' })
    .toFile(join(folder, 'elm', 'c.tif'));
  const { data, info } = await first.clone().raw().toBuffer({ resolveWithObject: true });
  data[0] = data[0]! ^ 1;
  await sharp(data, { raw: info })
    .png()
    .toFile(join(folder, 'elm', 'one-sample-differs.png'));
  rmSync(join(folder, 'first.jpg'));
  const report = await importInto(store, folder);
  assert.deepEqual([report.imported, report.duplicates.length], [5, 0]);
  const of = (file: string, name: string) => ({ file, class: name });
  const [a, b, c] = [of('oak/a.png', 'oak'), of('oak/b.png', 'oak'), of('elm/c.tif', 'elm')];
  assert.deepEqual(
    report.conflicts.map(({ files }) => files).toSorted((one, other) => (one[0]!.file < other[0]!.file ? -1 : 1)),
    [
      [c, a, b],
      [a, c, b],
      [b, c, a],
    ],
  );
  assert.deepEqual(labelsOf(store), { 'c.tif': null, 'one-sample-differs.png': 'elm', 'a.png': null, 'b.png': null, 'other.jpg': 'oak' });
  const again = await importInto(store, folder);
  assert.deepEqual([again.imported, again.present, store.images.counts().conflicts], [0, 5, 3]);
});

test(
  'the same photo in roses and tulips is one image in conflict, left unlabelled',
  { skip: withoutShared('data', 'flowers') },
  async (t) => {
    const store = temporaryProject(t);
    const folder = await folderOf(t, 'daisy/a.jpg');
    for (const flower of ['roses', 'tulips']) {
      mkdirSync(join(folder, flower));
      copyFileSync(
        sharedPath('data', 'flowers', flower, '15922772266_1167a06620.jpg') ?? '',
        join(folder, flower, '15922772266_1167a06620.jpg'),
      );
    }
    const report = await importInto(store, folder);
    const [conflict] = report.conflicts;
    assert.deepEqual(
      conflict?.files,
      ['roses', 'tulips'].map((flower) => ({ file: `${flower}/15922772266_1167a06620.jpg`, class: flower })),
    );
    assert.deepEqual([report.imported, report.duplicates, labelsOf(store)['15922772266_1167a06620.jpg']], [2, [], null]);
  },
);

for (const copy of [false, true]) {
  test(
    `the three conflicts of the trash set are found when importing ${copy ? 'by copy' : 'in place'}, and found present again`,
    { skip: withoutShared('data', 'trash') },
    async (t) => {
      const store = temporaryProject(t);
      const folder = await folderOf(t, 'paper/only-here.jpg');
      const names = [
        'glass/glass115.jpg',
        'metal/metal91.jpg',
        'glass/glass176.jpg',
        'plastic/plastic152.jpg',
        'glass/glass389.jpg',
        'plastic/plastic332.jpg',
      ];
      for (const name of names) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        copyFileSync(sharedPath('data', 'trash', name) ?? '', join(folder, name));
      }
      const report = await importInto(store, folder, { copy });
      assert.deepEqual(
        report.conflicts.map(({ files }) => files.map(({ file, class: name }) => [file, name])),
        [
          [
            ['glass/glass115.jpg', 'glass'],
            ['metal/metal91.jpg', 'metal'],
          ],
          [
            ['glass/glass176.jpg', 'glass'],
            ['plastic/plastic152.jpg', 'plastic'],
          ],
          [
            ['glass/glass389.jpg', 'glass'],
            ['plastic/plastic332.jpg', 'plastic'],
          ],
        ],
      );
      const again = await importInto(store, folder, { copy });
      assert.deepEqual([again.imported, again.present, store.images.counts().conflicts], [0, 7, 3]);
    },
  );
}

test('an exact duplicate in a folder of the same class is reported with the file that came first', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'oak/a.jpg');
  copyFileSync(join(folder, 'oak/a.jpg'), join(folder, 'oak/b.jpg'));
  const report = await importInto(store, folder);
  assert.deepEqual([report.imported, report.duplicates, report.conflicts], [1, [{ file: 'oak/b.jpg', of: 'oak/a.jpg' }], []]);
});

test('importing a folder again decodes only what is new or has changed', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'oak/a.jpg', 'oak/b.jpg');
  await importInto(store, folder);
  await writeScene(join(folder, 'oak/b.jpg'), 50);
  await writeScene(join(folder, 'oak/c.jpg'), 51);
  const spy = spyPool();
  const report = await importInto(store, folder, { pool: spy });
  assert.deepEqual(spy.decoded.map((file) => basename(file)).toSorted(), ['b.jpg', 'c.jpg']);
  assert.deepEqual([report.imported, report.present], [2, 1]);
});

test('an import by copy keeps the images when their folder is gone', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'oak/a.jpg', 'oak/b.jpg');
  const bytes = readFileSync(join(folder, 'oak/a.jpg'));
  await importInto(store, folder, { copy: true });
  rmSync(folder, { recursive: true });
  const [first] = store.images.ids({}, 'added');
  const kept = first === undefined ? null : store.images.locate(first);
  assert.ok(kept !== null && kept.startsWith(store.imagesFolder));
  assert.ok(readFileSync(kept).equals(bytes));
});

test('an upload is kept in the project, with the names that the files had', async (t) => {
  const store = temporaryProject(t);
  const uploadFolder = await folderOf(t, 'leaves/oak/a.jpg');
  const report = await importFolder({
    store,
    pool,
    uploadFolder,
    by: who.by,
    now: Date.now,
    onProgress: () => {},
    onBatch: () => {},
    signal: new AbortController().signal,
    request: { project: projectId, from: { upload: '00000000-0000-4000-8000-000000000009' }, labels: 'folders', copy: false },
  });
  rmSync(uploadFolder, { recursive: true });
  const [image] = store.images.ids({}, 'added');
  assert.ok(image !== undefined && store.images.locate(image) !== null);
  assert.deepEqual([report.imported, labelsOf(store)], [1, { 'a.jpg': 'oak' }]);
});

test('every file gets its verdict and nothing stops the batch', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'oak/good.jpg', 'oak/cut.jpg', 'oak/last.jpg', 'oak/shut.jpg');
  truncateSync(join(folder, 'oak/cut.jpg'), 400);
  writeFileSync(join(folder, 'oak/empty.png'), '');
  writeFileSync(join(folder, 'oak/drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'oak/notes.txt'), 'not counted as a picture');
  mkdirSync(join(folder, 'oak/folder.jpg'));
  symlinkSync(join(folder, 'nowhere.jpg'), join(folder, 'oak/dangling.jpg'));
  const report = await importInto(store, folder);
  assert.deepEqual(codes(report), {
    'oak/folder.jpg': 'a-folder',
    'oak/cut.jpg': 'cut-short',
    'oak/dangling.jpg': 'vanished',
    'oak/drawing.svg': 'unsupported-format',
    'oak/empty.png': 'empty-file',
  });
  assert.deepEqual([report.imported, report.skipped, store.refusals.count()], [3, 1, 5]);
});

test('a refused file leaves the list of refusals once it has been repaired and imported', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'a.jpg', 'b.jpg');
  truncateSync(join(folder, 'b.jpg'), 300);
  await importInto(store, folder);
  assert.deepEqual(
    store.refusals.list().map(({ file }) => file),
    [join(folder, 'b.jpg')],
  );
  await writeScene(join(folder, 'b.jpg'), 8);
  await importInto(store, folder);
  assert.equal(store.refusals.count(), 0);
});

test('a file that vanishes between listing and reading is refused and the rest is imported', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, 'a.jpg', 'b.jpg', 'c.jpg');
  const spy = spyPool((_, file) => {
    if (file.endsWith('b.jpg')) rmSync(file);
  });
  const report = await importInto(store, folder, { pool: spy });
  assert.deepEqual([codes(report), report.imported], [{ 'b.jpg': 'vanished' }, 2]);
});

test('a drive that is disconnected mid-way loses nothing: what came in stays, the rest is named, and importing again brings it', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, ...manyNames);
  const spy = spyPool((decoded) => {
    if (decoded === 15) renameSync(folder, `${folder} away`);
  });
  const report = await importInto(store, folder, { pool: spy });
  assert.ok(report.imported > 0 && report.imported < 30, `${report.imported} imported`);
  assert.equal(report.imported + report.refused.length, 30);
  assert.deepEqual([...new Set(report.refused.map(({ code }) => code))], ['vanished']);
  assert.equal(store.images.counts().images, report.imported);
  renameSync(`${folder} away`, folder);
  const again = await importInto(store, folder);
  assert.deepEqual([again.present, again.imported, again.refused], [report.imported, 30 - report.imported, []]);
  assert.equal(store.refusals.count(), 0);
});

test(
  'files and folders that this user may not read are refused, not passed over',
  { skip: process.getuid?.() === 0 ? 'root may read everything' : process.platform === 'win32' && 'needs POSIX permissions' },
  async (t) => {
    const folder = await folderOf(t, 'a.jpg', 'b.jpg', 'shut/c.jpg');
    chmodSync(join(folder, 'b.jpg'), 0);
    chmodSync(join(folder, 'shut'), 0);
    t.after(() => chmodSync(join(folder, 'shut'), 0o700));
    const report = await importInto(temporaryProject(t), folder);
    assert.deepEqual([codes(report), report.imported], [{ shut: 'unreadable', 'b.jpg': 'unreadable' }, 1]);
    const nothing = await importInto(temporaryProject(t, temporaryFolder(t)), join(folder, 'shut'));
    assert.deepEqual([codes(nothing), nothing.imported], [{ shut: 'unreadable' }, 0]);
  },
);

test(
  'a pipe under an image name is refused without waiting for it',
  { skip: process.platform === 'win32' && 'needs mkfifo' },
  async (t) => {
    const folder = await folderOf(t, 'a.jpg');
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    const report = await importInto(temporaryProject(t), folder);
    assert.deepEqual([codes(report), report.imported], [{ 'pipe.jpg': 'unreadable' }, 1]);
  },
);

test('links in a circle, hidden files, system files and projects inside the folder do no harm', async (t) => {
  const folder = await folderOf(t, 'oak/a.jpg', '.hidden.jpg', '.trash/b.jpg', 'inner.graft/images/c.jpg', '@eaDir/d.jpg');
  symlinkSync(folder, join(folder, 'oak/again'), 'junction');
  writeFileSync(join(folder, 'Thumbs.db'), 'x');
  const report = await importInto(temporaryProject(t), folder);
  assert.deepEqual([report.imported, report.duplicates, report.refused, report.skipped], [1, [], [], 0]);
});

test('a folder without images, and one that is not there, fail with words of their own', async (t) => {
  const store = temporaryProject(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'notes.txt'), 'nothing to see');
  await assert.rejects(importInto(store, folder), { code: 'no-images', facts: { path: folder } });
  await assert.rejects(importInto(store, join(folder, 'gone')), { code: 'folder-not-found' });
});

const manyNames = Array.from({ length: 30 }, (_, index) => `oak/${index}.jpg`);

test('when the disk is full mid-way, what was imported stays', async (t) => {
  const store = temporaryProject(t);
  const spy = spyPool((decoded) => {
    if (decoded === 20) throw new StudioError('disk-full', { path: 'x' });
  });
  await assert.rejects(importInto(store, await folderOf(t, ...manyNames), { pool: spy }), { code: 'disk-full' });
  assert.equal(store.images.counts().images, 20);
});

test('stopping keeps what is done, and importing again brings the rest', async (t) => {
  const store = temporaryProject(t);
  const folder = await folderOf(t, ...manyNames);
  const stop = new AbortController();
  const spy = spyPool((decoded) => {
    if (decoded === 15) stop.abort();
  });
  await assert.rejects(importInto(store, folder, { pool: spy, signal: stop.signal }), { code: 'stopped' });
  const kept = store.images.counts().images;
  assert.ok(kept > 0 && kept < 30, `${kept} kept`);
  const report = await importInto(store, folder);
  assert.deepEqual([report.imported, report.present], [30 - kept, kept]);
});

test('an import is one action: one undo takes all its labels back', async (t) => {
  const store = temporaryProject(t);
  let batches = 0;
  await importInto(store, await folderOf(t, ...Array.from({ length: 120 }, (_, index) => `${index % 2 ? 'oak' : 'birch'}/${index}.jpg`)), {
    onBatch: () => {
      batches += 1;
    },
  });
  assert.ok(batches > 1);
  store.labels.undo(who);
  assert.equal(store.images.counts().labelled, 0);
});

test('progress counts first, then rises to the total', async (t) => {
  const progress: Progress[] = [];
  await importInto(temporaryProject(t), await folderOf(t, ...manyNames), { progress });
  const reading = progress.filter(({ stage }) => stage === 'reading');
  assert.ok(reading.every(({ total }) => total === 30));
  assert.deepEqual(
    reading.map(({ done }) => done),
    reading.map(({ done }) => done).toSorted((one, other) => one - other),
  );
  assert.equal(reading.at(-1)?.done, 30);
});

test(
  'files and folders whose names are not UTF-8 are refused for that reason',
  { skip: process.platform !== 'linux' && 'names are Unicode here' },
  async (t) => {
    const folder = await folderOf(t, 'good.jpg');
    const named = (...parts: (string | number[])[]): Buffer =>
      Buffer.concat([folder, '/', ...parts].map((part) => Buffer.from(part as string)));
    copyFileSync(join(folder, 'good.jpg'), named('Bl', [0xe4], 'tter.jpg'));
    mkdirSync(named('M', [0xfc], 'nchen'));
    copyFileSync(join(folder, 'good.jpg'), named('M', [0xfc], 'nchen/1.jpg'));
    writeFileSync(named('notes ', [0xe4], '.txt'), 'x');
    const report = await importInto(temporaryProject(t, temporaryFolder(t)), folder);
    assert.deepEqual(
      [report.imported, codes(report), report.skipped],
      [1, { 'Bl\ufffdtter.jpg': 'name-not-unicode', 'M\ufffdnchen': 'name-not-unicode' }, 1],
    );
    rmSync(join(folder, 'good.jpg'));
    const nothing = await importInto(temporaryProject(t, temporaryFolder(t)), folder);
    assert.deepEqual(
      [nothing.imported, codes(nothing)],
      [0, { 'Bl\ufffdtter.jpg': 'name-not-unicode', 'M\ufffdnchen': 'name-not-unicode' }],
      'also where there is nothing else to import',
    );
  },
);

test('a file of several pages is imported by its first, which the report says', async (t) => {
  const folder = await folderOf(t, 'one.jpg');
  const pages = await sharp({ create: { width: 20, height: 60, channels: 3, background: '#336699', pageHeight: 20 } })
    .tiff()
    .toBuffer();
  writeFileSync(join(folder, 'stack.tif'), pages);
  const report = await importInto(temporaryProject(t, temporaryFolder(t)), folder);
  assert.deepEqual([report.imported, report.severalFrames], [2, [{ file: 'stack.tif', frames: 3 }]]);
});

test('images that were removed from the project stay removed when their folder is imported again, and are counted', async (t) => {
  const folder = await folderOf(t, 'a.jpg', 'b.jpg');
  const store = temporaryProject(t);
  assert.equal((await importInto(store, folder)).removed, 0);
  store.labels.remove(store.images.ids({ text: 'a.jpg' }, 'added'), true, who);
  await writeScene(join(folder, 'c.jpg'), 7);
  const { imported, present, removed } = await importInto(store, folder);
  assert.deepEqual([imported, present, removed], [1, 2, 1]);
  assert.deepEqual(Object.keys(labelsOf(store)), ['b.jpg', 'c.jpg']);
});
