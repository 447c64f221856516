import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { formatOf, gatherAnnotations, type GatheredImage } from '../../../../../engine/annotations/read-annotations.ts';
import { AnnotationSource } from '../../../../../engine/annotations/reading/annotation-source.ts';
import type { Region } from '../../../../../engine/domain/labels/cut-region.ts';
import type { LabelExportFormat } from '../../../../../engine/domain/labels/label-export.ts';
import { DecodePool } from '../../../../../engine/images/pool.ts';
import { cutPicture } from '../../../../../engine/work/images/cut-picture.ts';
import { labelledSet, type LabelledSet, type SetImage } from '../../../../../engine/work/labels/export/labelled-set.ts';
import { labelWriters } from '../../../../../engine/work/labels/export/writers.ts';
import { rasterOf, writeScene } from '../../../../support/pictures.ts';
import { hashOf, projectId, temporaryFolder, temporaryProject, who } from '../../../../support/project.ts';
import { setImage as image } from '../../../../support/set-image.ts';

const region = (x: number, y: number, width: number, height: number): Region => ({ x, y, width, height });
const photograph = { hash: hashOf('field.jpg'), width: 800, height: 400 };
const cut = (id: number, label: string, box: Region): SetImage =>
  image(id, `field-${id}.jpg`, { class: label, group: 'field.jpg', cut: { file: 'photos/field.jpg', photograph, box, region: box } });
const set: LabelledSet = {
  project: { id: projectId, name: 'Trees' },
  software: 'Graft 1.0',
  dataVersion: 12,
  at: Date.UTC(2026, 5, 1),
  classes: ['elm', 'oak'],
  images: [
    cut(1, 'elm', region(10, 20, 100, 80)),
    image(2, 'photos/whole.jpg', { class: 'oak' }),
    cut(3, 'oak', region(400, 100, 200, 300)),
  ],
};

/** Writes an export, and reads it as a file of unknown origin. */
async function roundTrip(
  format: LabelExportFormat,
  folder: string,
  written = set,
): Promise<{ id: string; images: readonly GatheredImage[] }> {
  for (const file of labelWriters[format](written, { separator: 'comma', bom: false }).files) {
    assert.ok('text' in file);
    mkdirSync(dirname(join(folder, file.name)), { recursive: true });
    writeFileSync(join(folder, file.name), [...file.text].join(''));
  }
  const source = await AnnotationSource.open(folder);
  const found = await formatOf(source);
  assert.ok(found);
  return { id: found.id, images: (await gatherAnnotations(source, found)).images };
}

const noted = { site: 'upper bog', takenAt: Date.UTC(2024, 4, 31, 23, 59, 59), group: 'burst 7', tags: ['wet', 'check again'] };

describe('groups, sites, capture times and tags', () => {
  for (const format of ['csv', 'coco', 'camtrap-dp'] as const) {
    test(`are written in ${format}, and Graft reads them again`, async (t) => {
      const images = [image(1, 'a/1.jpg', { class: 'elm', ...noted }), image(2, 'a/2.jpg', { class: 'oak' })];
      const read = await roundTrip(format, temporaryFolder(t), { ...set, images });
      const factsOf = (file: string) => {
        const { site, takenAt, group, tags } = read.images.find((one) => one.file === file)!;
        return { site, takenAt, group, tags };
      };
      assert.deepEqual(factsOf('a/1.jpg'), noted);
      assert.deepEqual(factsOf('a/2.jpg'), { site: null, takenAt: null, group: null, tags: [] });
    });
  }
});

describe('images cut out of photographs', () => {
  for (const [format, id] of [
    ['csv', 'box-sheet'],
    ['coco', 'coco'],
    ['label-studio', 'label-studio'],
    ['camtrap-dp', 'camtrap-dp'],
  ] as const) {
    test(`are boxes of their photograph in ${format}, and Graft reads them again`, async (t) => {
      const { id: found, images } = await roundTrip(format, temporaryFolder(t));
      assert.equal(found, id);
      assert.deepEqual(images.map(({ file }) => file).toSorted(), ['photos/field.jpg', 'photos/whole.jpg']);
      const whole = images.find(({ file }) => file === 'photos/whole.jpg');
      assert.deepEqual([whole?.classes, whole?.boxes], [['oak'], []]);
      const boxes = images
        .find(({ file }) => file === 'photos/field.jpg')!
        .boxes.map(({ className, x, y, width, height, unit }) => {
          const [across, down] = unit === 'pixel' ? [1, 1] : [photograph.width, photograph.height];
          return [className, ...[x * across, y * down, width * across, height * down].map(Math.round)];
        });
      assert.deepEqual(boxes, [
        ['elm', 10, 20, 100, 80],
        ['oak', 400, 100, 200, 300],
      ]);
    });
  }

  test('have names of their own in class folders, and are written at full size', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'field.png.jpg');
    await writeScene(file, 1, 1600);
    const store = temporaryProject(t);
    const pool = new DecodePool({ workers: 1 });
    t.after(() => pool.close());
    const box = region(100, 100, 900, 600);
    const verdict = await pool.cutOut(file, {
      cache: store.cacheFolder,
      boxes: [{ ...box, unit: 'pixel', of: null }],
      rules: { widen: 0, leastSide: 8 },
    });
    assert.ok('cuts' in verdict && 'prepared' in verdict.cuts[0]!);
    const { prepared, region: found } = verdict.cuts[0];
    store.images.addBatch(
      [
        {
          ...prepared,
          path: file,
          group: null,
          className: 'elm',
          cut: {
            photograph: { ...verdict.photograph, hash: prepared.ofFile, bytes: prepared.bytes },
            region: found,
            name: 'field.png.jpg #1',
          },
        },
      ],
      { ...who, import: 'one' },
    );
    const { images } = labelledSet(store, { software: 'Graft 1.0', at: 1 });
    assert.deepEqual([images[0]?.file, images[0]?.cut?.file], ['field.png-1.jpg', 'field.png.jpg']);
    const target = join(folder, 'out.jpg');
    assert.equal(await cutPicture(pool, [join(folder, 'gone.jpg'), file], { ...images[0]!, cut: images[0]!.cut!, target }), null);
    const written = await rasterOf(readFileSync(target));
    assert.deepEqual([written.width, written.height], [900, 600]);
    await writeScene(file, 2, 1600);
    const changed = await cutPicture(pool, [file], { ...images[0]!, cut: images[0]!.cut!, target: join(folder, 'other.jpg') });
    assert.equal(changed, 'file-changed');
  });
});
