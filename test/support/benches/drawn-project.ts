import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassId, ContentHash, ImageId, ProjectId } from '../../../engine/domain/ids.ts';
import type { Split } from '../../../engine/domain/labels/split.ts';
import { seededRandom, type Random } from '../../../engine/domain/statistics/random.ts';
import type { ImportedImage } from '../../../engine/store/image-import.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { headOutcome, headRun } from '../project.ts';

const classCount = 20;
const atOnce = 1000;
const begun = Date.UTC(2026, 0, 1);
const by = 'bench';
const sites = ['river', 'meadow', 'Wald', 'plot', 'étang'];

/** The time from which on the last fiftieth of the images of a drawn project were added. */
export const lastAdded = (images: number): number => begun + Math.floor((images * 0.98) / atOnce) * atOnce;

/**
 * Draws a project by a seed: nine tenths of its images are labelled, most have a part of the split, some are excluded, missing, or in folders
 * of two classes, and one run was scored on the test images. Files are empty. Ten statements per image are in the annotation log.
 */
export function drawnProject(folder: string, images: number): string {
  const path = join(folder, `${images}.graft`),
    random = seededRandom(images);
  const store = ProjectStore.create(path, { name: `${images} images`, id: randomUUID() as ProjectId, at: begun });
  try {
    for (let start = 0; start < images; start += atOnce) addSome(store, join(folder, `pictures of ${images}`), start, images, random);
    const labelled = store.images.labelled().map(({ id }) => id);
    store.images.assignSplits(splitsOf(labelled.slice(0, labelled.length * 0.9)), { at: begun + images, by });
    store.labels.exclude(
      labelled.filter((_, index) => index % 100 === 0),
      true,
      { at: begun + images, by },
    );
    const classes = store.classes.list().map(({ id }) => id);
    while (store.labels.dataVersion < images * 10) {
      const from = Math.floor(random() * Math.max(1, labelled.length - atOnce));
      store.labels.set(labelled.slice(from, from + atOnce), oneOf(classes, random), { at: begun + images, by });
    }
    scoreRun(store, classes, random);
  } finally {
    store.close();
  }
  return path;
}

/** Every tenth image is in no folder of a class, every hundredth also in a folder of another class, every hundredth has no file. */
function addSome(store: ProjectStore, folder: string, start: number, images: number, random: Random): void {
  const records: ImportedImage[] = [];
  for (let number = start; number < Math.min(images, start + atOnce); number += 1) {
    const className = number % 10 === 0 ? null : `class ${number % classCount}`;
    const name = `${oneOf(sites, random)} ${1 + Math.floor(random() * 40)} IMG_${Math.floor(random() * 100_000)} (${number}).jpg`;
    const hash = hexadecimal(random) as ContentHash;
    records.push(recordOf(join(folder, className ?? 'none', name), hash, className, number));
    if (number % 100 === 7) records.push(recordOf(join(folder, 'class 3', `copy of ${name}`), hash, 'class 3', number));
  }
  for (const { className } of records) mkdirSync(join(folder, className ?? 'none'), { recursive: true });
  for (const [index, { path }] of records.entries()) if (index % 100 !== 50) writeFileSync(path, '');
  const verdicts = store.images.addBatch(records, { at: begun + start, by, import: 'drawn' });
  store.images.setMissing(
    verdicts.flatMap(({ image }, index) => (index % 100 === 50 ? [image] : [])),
    true,
  );
}

const recordOf = (path: string, hash: ContentHash, className: string | null, number: number): ImportedImage => ({
  path,
  hash,
  width: 1920,
  height: 1080,
  format: 'jpeg',
  bytes: 0,
  bitDepth: 8,
  frames: 1,
  tone: null,
  fingerprint: hash.slice(0, 16),
  pixels: hash,
  group: number % 3 === 0 ? `site ${number % 500}` : null,
  className,
});

function splitsOf(images: readonly ImageId[]): Map<ImageId, Split> {
  const parts: readonly Split[] = ['train', 'train', 'train', 'validation', 'test'];
  return new Map(images.map((image, index) => [image, parts[index % parts.length]!]));
}

/** A run that is right about most of the test images. */
function scoreRun(store: ProjectStore, classes: readonly ClassId[], random: Random): void {
  const hash = hexadecimal(random) as ContentHash;
  const test = store.images.labelled().filter(({ split }) => split === 'test');
  const run = store.runs.start({
    method: 'head',
    source: { id: 'drawn', title: 'Drawn', hash },
    cut: 'last',
    seed: 1,
    classes: classes.map((id) => ({ id, name: `class ${id}` })),
    trainImages: 0,
    validationImages: 0,
    testImages: test.length,
    dataVersion: store.labels.dataVersion,
    software: by,
    at: begun,
    ...headRun,
  });
  const interval = { value: 0.8, low: 0.7, high: 0.9 };
  store.runs.finish(run, {
    ...headOutcome,
    head: 'ridge',
    seconds: 1,
    baselines: [],
    test: {
      images: test.length,
      accuracy: interval,
      balancedAccuracy: interval,
      perClass: [],
      confusion: { classes: [], classIds: [], counts: [] },
    },
    predictions: test.map(({ id, class: actual }) => {
      const said = random() < 0.8 ? actual : oneOf(classes, random);
      const sure = 0.5 + random() / 2;
      return { image: id, split: 'test', actual, probabilities: classes.map((one) => (one === said ? sure : (1 - sure) / classCount)) };
    }),
  });
}

const oneOf = <T>(all: readonly T[], random: Random): T => all[Math.floor(random() * all.length)]!;

const hexadecimal = (random: Random): string =>
  Array.from({ length: 8 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
