import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { ImageDetail, ImportAnnotations, ImportReport } from '../../../../engine/contract/index.ts';
import type { ProjectId } from '../../../../engine/domain/ids.ts';
import { viewPath } from '../../../../engine/images/cache-paths.ts';
import { DecodePool } from '../../../../engine/images/pool.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { ensureViews, pictureFile, pictureOf } from '../../../../engine/work/images/project-pictures.ts';
import { importFolder } from '../../../../engine/work/images/import-folder.ts';
import { rasterOf, writeScene } from '../../../support/pictures.ts';
import { temporaryFolder, temporaryProject, who } from '../../../support/project.ts';

let pool: DecodePool;
before(() => {
  pool = new DecodePool({ workers: 2 });
});
after(() => pool.close());

type Box = readonly [className: string, x: number, y: number, width: number, height: number, score?: number];
const usual: ImportAnnotations['cut'] = { leastConfidence: 0, leastSide: 8, widen: 0, label: true };

/** A folder of scenes three quarters as high as wide, and a COCO file about them in its folder. */
async function photographs(
  t: TestContext,
  boxes: Readonly<Record<string, readonly Box[]>>,
  width = 300,
): Promise<{ folder: string; file: string }> {
  const folder = join(temporaryFolder(t), 'pictures');
  const names = Object.keys(boxes);
  for (const [index, name] of names.entries()) await writeScene(join(folder, name), index, width);
  const classes = [...new Set(names.flatMap((name) => boxes[name]!.map(([className]) => className)))];
  const document = {
    images: names.map((name, id) => ({ id, file_name: name, width, height: 0.75 * width })),
    categories: classes.map((name, id) => ({ id, name })),
    annotations: names.flatMap((name, image) =>
      boxes[name]!.map(([className, x, y, across, down, score]) => ({
        image_id: image,
        category_id: classes.indexOf(className),
        bbox: [x, y, across, down],
        ...(score === undefined ? {} : { score }),
      })),
    ),
  };
  writeFileSync(join(folder, 'boxes.json'), JSON.stringify(document));
  return { folder, file: join(folder, 'boxes.json') };
}

const importCuts = (
  store: ProjectStore,
  { folder, file }: { readonly folder: string; readonly file: string },
  { copy = false, ...cut }: Partial<ImportAnnotations['cut']> & { copy?: boolean } = {},
): Promise<ImportReport> =>
  importFolder({
    store,
    pool,
    uploadFolder: undefined,
    by: who.by,
    now: Date.now,
    request: {
      project: 'a project' as ProjectId,
      from: { paths: [folder] },
      labels: 'file',
      copy,
      split: 'new',
      annotations: { file, boxes: 'cut', together: 'group', cut: { ...usual, ...cut } },
    },
    onProgress: () => {},
    onBatch: () => {},
    signal: new AbortController().signal,
  });

function imagesOf(store: ProjectStore): ImageDetail[] {
  return store.images.ids({}, 'added').map((id) => store.images.get(id));
}
function labelsOf(store: ProjectStore): Record<string, string | null> {
  const names = new Map(store.classes.list().map(({ id, name }) => [id, name]));
  return Object.fromEntries(imagesOf(store).map((image) => [image.name, image.class === null ? null : (names.get(image.class) ?? null)]));
}

describe('importing boxes as images', () => {
  test('makes an image of each box, with its label, its place and its photograph; every label is counted', async (t) => {
    const given = await photographs(t, {
      'a.jpg': [
        ['elm', 10, 20, 100, 80],
        ['oak', 200, 120, 90, 90, 0.9],
        ['oak', 400, 0, 50, 50],
        ['oak', 0, 0, 4, 50],
        ['elm', 0, 0, 40, 50, 0.2],
      ],
      'b.jpg': [['oak', 10, 20, 100, 80]],
      'c.jpg': [],
    });
    const store = temporaryProject(t);
    const report = await importCuts(store, given, { leastConfidence: 0.5, widen: 0.2 });
    assert.deepEqual(labelsOf(store), { 'a.jpg #1': 'elm', 'a.jpg #2': 'oak', 'b.jpg #1': 'oak' });
    assert.deepEqual([report.imported, report.cuts], [3, { pictures: 2, without: 1 }]);
    assert.deepEqual(report.annotations, {
      format: 'COCO',
      labels: 6,
      carried: 3,
      left: [
        { reason: 'box-unsure', count: 1, examples: ['a.jpg'] },
        { reason: 'box-outside', count: 1, examples: ['a.jpg'] },
        { reason: 'box-too-small', count: 1, examples: ['a.jpg'] },
      ],
    });
    const [first, second] = imagesOf(store);
    assert.deepEqual(first?.cut?.box, { x: 10, y: 20, width: 100, height: 80 });
    assert.deepEqual(first.cut.region, { x: 0, y: 12, width: 120, height: 96 });
    assert.deepEqual([first.width, first.height, first.group], [120, 96, 'a.jpg']);
    assert.deepEqual(first.files, [{ path: join(given.folder, 'a.jpg'), class: null }]);
    assert.equal(second?.cut?.photograph.hash, first.cut.photograph.hash);
    assert.deepEqual(store.labels.pending().undo, { kind: 'import', images: 3, detail: 'pictures' });
    store.labels.undo(who);
    assert.deepEqual(new Set(Object.values(labelsOf(store))), new Set([null]));
  });

  test('again adds nothing, and a label given meanwhile stays', async (t) => {
    const given = await photographs(t, {
      'a.jpg': [
        ['elm', 10, 20, 100, 80],
        ['elm', 150, 20, 100, 80],
      ],
    });
    const store = temporaryProject(t);
    await importCuts(store, given);
    store.labels.set([imagesOf(store)[0]!.id], store.classes.add('oak', who), who);
    const report = await importCuts(store, given);
    assert.deepEqual([report.imported, report.present, labelsOf(store)], [0, 2, { 'a.jpg #1': 'oak', 'a.jpg #2': 'elm' }]);
    assert.deepEqual(report.annotations?.left, [{ reason: 'labelled-otherwise', count: 1, examples: ['a.jpg'] }]);
  });

  test('boxes of different classes in one place give one image without a label', async (t) => {
    const same = [10, 20, 100, 80] as const;
    const given = await photographs(t, {
      'a.jpg': [
        ['elm', ...same],
        ['oak', ...same],
      ],
      'b.jpg': [
        ['elm', ...same],
        ['elm', ...same],
      ],
    });
    const store = temporaryProject(t);
    const report = await importCuts(store, given);
    assert.deepEqual(labelsOf(store), { 'a.jpg #1': null, 'b.jpg #1': 'elm' });
    assert.deepEqual(report.annotations?.left, [{ reason: 'boxes-overlap', count: 2, examples: ['a.jpg', 'a.jpg'] }]);
    assert.equal(report.annotations.carried, 2);
  });

  test('a picture that cannot be read costs its own boxes only; no boxes at all stop the import', async (t) => {
    const given = await photographs(t, {
      'a.jpg': [['elm', 10, 20, 100, 80]],
      'b.jpg': [
        ['elm', 10, 20, 100, 80],
        ['elm', 9, 9, 50, 50],
      ],
    });
    writeFileSync(join(given.folder, 'b.jpg'), 'no picture');
    const store = temporaryProject(t);
    const report = await importCuts(store, given);
    assert.deepEqual(report.annotations?.left, [{ reason: 'picture-rejected', count: 2, examples: ['b.jpg'] }]);
    assert.deepEqual(
      report.refused.map(({ file, code }) => [file, code]),
      [['b.jpg', 'not-an-image']],
    );
    await assert.rejects(importCuts(store, given, { classes: ['ash'] }), { code: 'no-boxes' });
  });

  test('a cut is made again from its photograph, also from one that was copied into the project', async (t) => {
    for (const copy of [false, true]) {
      const given = await photographs(t, {
        'a.jpg': [
          ['elm', 10, 20, 100, 80],
          ['elm', 150, 20, 100, 80],
        ],
      });
      const store = temporaryProject(t);
      await importCuts(store, given, { copy });
      if (copy) {
        rmSync(given.folder, { recursive: true });
        assert.equal(
          readdirSync(store.imagesFolder, { recursive: true }).filter((name) => String(name).endsWith('.jpg')).length,
          1,
          'the photograph is copied once',
        );
      }
      const [image] = imagesOf(store);
      const view = viewPath(store.cacheFolder, image!.hash);
      const made = readFileSync(view);
      rmSync(store.cacheFolder, { recursive: true });
      await ensureViews(pool, store, [pictureOf(store, image!)], {
        signal: new AbortController().signal,
        progress: () => {},
      } as never);
      assert.ok(made.equals(readFileSync(view)));
      const full = await rasterOf(readFileSync(await pictureFile(pool, store, image!.id, 'full')));
      assert.deepEqual([full.width, full.height], [100, 80], 'not the whole photograph');
    }
  });

  test('the full picture of a large cut has the resolution of its photograph; of a small one, or of a photograph that is gone, it is the view', async (t) => {
    const given = await photographs(
      t,
      {
        'a.jpg': [
          ['elm', 10, 20, 700, 560],
          ['elm', 150, 20, 400, 512],
        ],
      },
      1200,
    );
    const store = temporaryProject(t);
    await importCuts(store, given);
    const [large, small] = imagesOf(store);
    const file = await pictureFile(pool, store, large!.id, 'full');
    const full = await rasterOf(readFileSync(file));
    assert.deepEqual([full.width, full.height], [700, 560]);
    const photograph = await rasterOf(readFileSync(join(given.folder, 'a.jpg')));
    const apart = full.pixels.map((value, at) => {
      const [column, row] = [Math.floor(at / 3) % 700, Math.floor(at / 3 / 700)];
      return Math.abs(value - photograph.pixels[3 * ((20 + row) * 1200 + 10 + column) + (at % 3)]!);
    });
    assert.ok(apart.reduce((sum, value) => sum + value, 0) / apart.length < 3, 'it is that place of the photograph');
    assert.equal(await pictureFile(pool, store, small!.id, 'full'), viewPath(store.cacheFolder, small!.hash));
    rmSync(join(given.folder, 'a.jpg'));
    assert.equal(await pictureFile(pool, store, large!.id, 'full'), file, 'it is made once');
    rmSync(file);
    assert.equal(await pictureFile(pool, store, large!.id, 'full'), viewPath(store.cacheFolder, large!.hash));
  });

  test('a photograph that is gone makes its cuts missing, and is found again by an import', async (t) => {
    const given = await photographs(t, { 'a.jpg': [['elm', 10, 20, 100, 80]] });
    const store = temporaryProject(t);
    await importCuts(store, given);
    const elsewhere = `${given.folder} elsewhere`;
    renameSync(given.folder, elsewhere);
    store.images.lookForFiles(null, 10);
    assert.equal(store.images.counts().missing, 1);
    const report = await importCuts(store, { folder: elsewhere, file: join(elsewhere, 'boxes.json') });
    assert.deepEqual([report.present, store.images.counts().missing, store.images.counts().images], [1, 0, 1]);
  });
});
