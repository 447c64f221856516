/**
 * Are the starter's features worth anything? Accuracy of a head on its frozen features with 10 images per class, compared with the same
 * network with random weights, on photographs it has never seen. Several seeds draw the training images; the rest are test images.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { starterNetwork } from '../../build/starter/network.ts';
import { writeSource } from '../../build/starter/write-source.ts';
import type { ClassId } from '../../engine/domain/ids.ts';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { decideEach } from '../../engine/domain/models/decision.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { tensorFlow } from '../../engine/learn/tensorflow/backend.ts';
import { FrozenPart } from '../../engine/learn/features/features.ts';
import { headProbabilities } from '../../engine/learn/head/head-probabilities.ts';
import { fitHead } from '../../engine/learn/head/head.ts';
import { readSource } from '../../engine/models/library/source-models.ts';
import { table } from '../support/benches/bench.ts';
import { sharedPath } from '../support/shared.ts';

const sets = [
  ['flowers', 'flowers'],
  ['trash', 'trash'],
  ['grocery', 'grocery/train'],
] as const;
const perClass = 10;
const seeds = [1, 2, 3, 4, 5, 6];
const imagesPerClassMost = 60;

interface Photographs {
  readonly views: string[];
  readonly classes: number[];
  readonly names: string[];
}

const scratch = mkdtempSync(join(tmpdir(), 'graft-starter-'));
const pool = new DecodePool();
try {
  const rows = [];
  const arms = [
    ['starter', join(import.meta.dirname, '../../build/starter/models/starter')],
    ['random start', await randomStart()],
  ] as const;
  for (const [name, place] of sets) {
    const folder = sharedPath('data', ...place.split('/'));
    if (folder === null) {
      console.log(`${name}: skipped, ../shared/data/${place} is missing`);
      continue;
    }
    const photographs = await prepared(folder);
    const scores = [];
    for (const [, source] of arms) scores.push(await accuracies(photographs, source));
    rows.push([name, ...scores.map(meanWithSpread), difference(scores[0] ?? [], scores[1] ?? [])]);
  }
  table(
    `Starter source model, ${perClass} images per class, ${seeds.length} draws (mean and standard deviation of accuracy)`,
    ['set', ...arms.map(([arm]) => arm), 'difference in points, each draw'],
    rows,
  );
} finally {
  await pool.close();
  rmSync(scratch, { recursive: true, force: true });
}

async function randomStart(): Promise<string> {
  const tf = tensorFlow();
  const folder = mkdtempSync(join(scratch, 'random-'));
  const network = starterNetwork(tf, 256, true, 11);
  await writeSource(network, folder, { kinds: 256, steps: 0, seed: 11, batchSize: 0, trainingAccuracy: 0 });
  network.dispose();
  return folder;
}

async function prepared(folder: string): Promise<Photographs> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const views: string[] = [],
    classes: number[] = [];
  for (const [index, name] of names.entries()) {
    const files = readdirSync(join(folder, name)).sort().slice(0, imagesPerClassMost);
    for (const verdict of await Promise.all(files.map((file) => pool.prepare(join(folder, name, file), { cache: scratch })))) {
      if (!('prepared' in verdict)) continue;
      views.push(viewPath(scratch, verdict.prepared.hash));
      classes.push(index);
    }
  }
  return { views, classes, names };
}

async function accuracies({ views, classes, names }: Photographs, source: string): Promise<number[]> {
  const frozen = await FrozenPart.load(await readSource(source), 'pool');
  const dimension = frozen.dimension;
  const features = new Float32Array(views.length * dimension);
  for (let start = 0; start < views.length; start += 32) {
    const rasters = await Promise.all(views.slice(start, start + 32).map((view) => pool.raster(view)));
    features.set(frozen.features(rasters), start * dimension);
  }
  frozen.dispose();
  const rowsOf = (which: readonly number[]): Float32Array => {
    const rows = new Float32Array(which.length * dimension);
    which.forEach((row, index) => rows.set(features.subarray(row * dimension, (row + 1) * dimension), index * dimension));
    return rows;
  };
  const scores = [];
  for (const seed of seeds) {
    const order = shuffled(classes.keys(), seededRandom(seed));
    const train = names.flatMap((_, index) => order.filter((row) => classes[row] === index).slice(0, perClass));
    const test = order.filter((row) => !train.includes(row));
    const head = await fitHead({
      features: rowsOf(train),
      dimension,
      labels: Int32Array.from(train, (row) => classes[row] ?? 0),
      classIds: names.map((_, index) => (index + 1) as ClassId),
      seed,
    });
    const predicted = decideEach(headProbabilities(head, rowsOf(test)), names.length);
    scores.push(test.filter((row, index) => predicted[index] === classes[row]).length / test.length);
  }
  return scores;
}

function meanWithSpread(scores: readonly number[]): string {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1));
  return `${(100 * mean).toFixed(1)} ± ${(100 * spread).toFixed(1)}`;
}

function difference(a: readonly number[], b: readonly number[]): string {
  return a.map((score, index) => (100 * (score - (b[index] ?? 0))).toFixed(1)).join(', ');
}
