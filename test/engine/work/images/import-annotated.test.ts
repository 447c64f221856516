import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { ImportAnnotations, ImportReport } from '../../../../engine/contract/index.ts';
import { DecodePool } from '../../../../engine/images/pool.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import { importHandlers } from '../../../../engine/work/images/import-images.ts';
import { importFolder } from '../../../../engine/work/images/import-folder.ts';
import { writeScene } from '../../../support/pictures.ts';
import { projectId, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';

let pool: DecodePool;
before(() => {
  pool = new DecodePool();
});
after(() => pool.close());

/** A folder with scenes of their own at these names, and a COCO file: boxes and classes by image name. */
async function annotated(
  t: TestContext,
  names: readonly string[],
  said: readonly { file: string; classes?: string[]; boxes?: string[] }[],
): Promise<{ folder: string; file: string }> {
  const folder = join(temporaryFolder(t), 'pictures');
  for (const [seed, name] of names.entries()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    await writeScene(join(folder, name), seed);
  }
  const classes = [...new Set(said.flatMap(({ classes: whole = [], boxes = [] }) => [...whole, ...boxes]))];
  const annotations = said.flatMap(({ classes: whole = [], boxes = [] }, image) => [
    ...whole.map((name) => ({ image_id: image, category_id: classes.indexOf(name) })),
    ...boxes.map((name) => ({ image_id: image, category_id: classes.indexOf(name), bbox: [1, 1, 5, 5] })),
  ]);
  const file = join(folder, 'instances.json');
  writeFileSync(
    file,
    JSON.stringify({
      images: said.map(({ file: name }, id) => ({ id, file_name: name })),
      categories: classes.map((name, id) => ({ id, name })),
      annotations: annotations.map((one, id) => ({ id, ...one })),
    }),
  );
  return { folder, file };
}

const usualCut: ImportAnnotations['cut'] = { leastConfidence: 0, leastSide: 1, widen: 0, label: true };

const importInto = (
  store: ProjectStore,
  folder: string,
  choice: Partial<ImportAnnotations> & { file: string },
  split: 'keep' | 'new' = 'new',
): Promise<ImportReport> =>
  importFolder({
    store,
    pool,
    uploadFolder: undefined,
    by: who.by,
    now: Date.now,
    request: {
      project: projectId,
      from: { paths: [folder] },
      labels: 'file',
      copy: false,
      split,
      annotations: { boxes: 'agree', together: 'group', cut: usualCut, ...choice },
    },
    onProgress: () => {},
    onBatch: () => {},
    signal: new AbortController().signal,
  });

function labelsOf(store: ProjectStore): Record<string, string | null> {
  const names = new Map(store.classes.list().map(({ id, name }) => [id, name]));
  const { images } = store.images.page({ filter: {}, order: 'added', offset: 0, limit: 1000 });
  return Object.fromEntries(images.map((image) => [image.name, image.class === null ? null : (names.get(image.class) ?? null)]));
}

describe('looking for annotation files', () => {
  const find = importHandlers({} as unknown as StudioParts)['annotations.find'];

  test('finds those beside images, and says which folder is not there', async (t) => {
    const { folder, file } = await annotated(t, ['1.jpg'], [{ file: '1.jpg', classes: ['elm'] }]);
    assert.deepEqual(
      (await find({ paths: [folder] })).files.map((one) => one.file),
      [file],
    );
    const gone = join(folder, 'gone');
    await assert.rejects(async () => find({ paths: [folder, gone] }), { code: 'folder-not-found', facts: { path: gone } });
  });
});

describe('importing images with an annotation file', () => {
  test('labels new images in the name of who gave the label, where the file says who', async (t) => {
    const { folder } = await annotated(t, ['a.jpg', 'b.jpg'], []);
    const file = join(folder, 'labels.csv');
    writeFileSync(file, 'file,class,annotated by\na.jpg,elm,Ben\nb.jpg,oak,\n');
    const store = temporaryProject(t);
    await importInto(store, folder, { file });
    assert.deepEqual(
      store.images.sheet().map(({ name, labelled }) => [name, labelled?.by]),
      [
        ['a.jpg', 'Ben'],
        ['b.jpg', who.by],
      ],
    );
  });

  test('gives each image the label of the file, not that of its folder, and counts every label as used or not', async (t) => {
    const { folder, file } = await annotated(
      t,
      ['x/a.jpg', 'x/b.jpg', 'x/c.jpg', 'x/d.jpg', 'x/e.jpg', 'x/unnamed.jpg'],
      [
        { file: 'x/a.jpg', classes: ['elm'] },
        { file: 'b.jpg', boxes: ['oak', 'oak'] },
        { file: 'c.jpg', boxes: ['oak', 'elm'] },
        { file: 'd.jpg', classes: ['oak', 'elm'] },
        { file: 'gone.jpg', classes: ['elm'] },
        { file: 'e.jpg', classes: ['elm'] },
      ],
    );
    writeFileSync(join(folder, 'x', 'e.jpg'), 'no picture');
    const store = temporaryProject(t);
    const report = await importInto(store, folder, { file });
    assert.deepEqual(labelsOf(store), { 'a.jpg': 'elm', 'b.jpg': 'oak', 'c.jpg': null, 'd.jpg': null, 'unnamed.jpg': null });
    assert.deepEqual(report.annotations, {
      format: 'COCO',
      labels: 9,
      carried: 3,
      left: [
        { reason: 'boxes-disagree', count: 2, examples: ['x/c.jpg'] },
        { reason: 'several-classes', count: 2, examples: ['x/d.jpg'] },
        { reason: 'picture-missing', count: 1, examples: ['gone.jpg'] },
        { reason: 'picture-rejected', count: 1, examples: ['x/e.jpg'] },
      ],
    });
    assert.deepEqual(
      store.images.get(store.images.ids({}, 'added')[0]!).history.map(({ how, kind }) => [how, kind]),
      [['imported-file', 'label']],
    );
    assert.deepEqual(store.labels.pending().undo, { kind: 'import', images: 2, detail: 'pictures' });
    store.labels.undo(who);
    assert.deepEqual(new Set(Object.values(labelsOf(store))), new Set([null]));
  });

  test('boxes can be ignored', async (t) => {
    const { folder, file } = await annotated(t, ['a.jpg'], [{ file: 'a.jpg', boxes: ['elm'] }]);
    const store = temporaryProject(t);
    const report = await importInto(store, folder, { file, boxes: 'leave' });
    assert.deepEqual(
      [labelsOf(store), report.annotations?.left],
      [{ 'a.jpg': null }, [{ reason: 'boxes-left', count: 1, examples: ['a.jpg'] }]],
    );
  });

  test('a label that an image already has is kept, and a copy with another class waits for a decision', async (t) => {
    const { folder, file } = await annotated(
      t,
      ['a.jpg', 'b.jpg'],
      [
        { file: 'a.jpg', classes: ['elm'] },
        { file: 'b.jpg', classes: ['oak'] },
        { file: 'copy of b.jpg', classes: ['elm'] },
      ],
    );
    const store = temporaryProject(t);
    await importInto(store, folder, { file });
    const oak = store.classes.find('oak')!.id;
    store.labels.set([1 as never], oak, who);
    await writeScene(join(folder, 'copy of b.jpg'), 1);
    const report = await importInto(store, folder, { file });
    assert.deepEqual(labelsOf(store), { 'a.jpg': 'oak', 'b.jpg': null });
    assert.deepEqual(report.annotations?.left, [
      { reason: 'undecided', count: 2, examples: ['b.jpg', 'copy of b.jpg'] },
      { reason: 'labelled-otherwise', count: 1, examples: ['a.jpg'] },
    ]);
    assert.equal(report.annotations.carried, 0);
  });

  test('a damaged file stops the import before anything happens', async (t) => {
    const { folder, file } = await annotated(t, ['a.jpg'], [{ file: 'a.jpg', classes: ['elm'] }]);
    writeFileSync(file, '{"images":[{"id":1,"file_name":"a.jpg"');
    const store = temporaryProject(t);
    await assert.rejects(importInto(store, folder, { file }), {
      code: 'annotations-unreadable',
      facts: { path: file, file: '', reason: 'cut-short', at: '' },
    });
    assert.equal(store.images.counts().images, 0);
    await assert.rejects(importInto(store, folder, { file: join(folder, 'a.jpg') }), { code: 'annotations-unknown' });
    await assert.rejects(importInto(store, folder, { file: join(folder, 'none.json') }), { code: 'folder-not-found' });
  });
});
