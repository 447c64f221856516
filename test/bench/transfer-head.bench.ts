/**
 * Accuracy of Graft's head with 20 photographs of each kind of flower compared with scikit-learn's logistic regression with cross-validated
 * C on the same features, in every usual scaling. Each draw uses the same training photographs for both and tests on all others.
 * GRAFT_PYTHON names a Python with scikit-learn, GRAFT_BENCH_DRAWS the number of draws.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassId } from '../../engine/domain/ids.ts';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { seedEstimate, tested } from '../../engine/domain/statistics/two-level-estimate.ts';
import { decideEach } from '../../engine/domain/models/decision.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { rowsAt } from '../../engine/learn/compare/heads.ts';
import { headProbabilities } from '../../engine/learn/head/head-probabilities.ts';
import { fitHead } from '../../engine/learn/head/head.ts';
import { report, skip, type Finding } from '../support/benches/bench.ts';
import { wholePhotoFeatures, type LabelledRows } from '../support/benches/photo-features.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { sharedPath } from '../support/shared.ts';

const draws = Number(process.env.GRAFT_BENCH_DRAWS ?? 10);
const perClass = 20;
const flowers = ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'];
const models = [
  'mobilenet_v2_035_224_imagenet',
  'mobilenet_v1_025_128_imagenet',
  'mobilenet_v1_075_192_imagenet',
  'mobilenet_v2_100_224_imagenet',
];
const variants = [
  ['unit', 'accuracy'],
  ['unit', 'neg_log_loss'],
  ['standard', 'accuracy'],
  ['standard', 'neg_log_loss'],
  ['both', 'neg_log_loss'],
] as const;
const title = `Head with ${perClass} images per class of flowers beside scikit-learn's LogisticRegressionCV (21 values of C, five folds; ${draws} draws, the other photographs tested on)`;

/** By draw; scikit-learn's by variant and draw. */
interface Accuracies {
  readonly model: string;
  readonly own: readonly number[];
  readonly theirs: readonly (readonly number[])[];
}
interface Draw {
  readonly train: number[];
  readonly test: number[];
}
type Features = LabelledRows & { readonly dimension: number };

function drawn(labels: Int32Array, seed: number): Draw {
  const order = shuffled(labels.keys(), seededRandom(seed));
  const train = flowers.flatMap((_, index) => order.filter((row) => labels[row] === index).slice(0, perClass));
  const chosen = new Set(train);
  return { train, test: order.filter((row) => !chosen.has(row)) };
}

const accuracy = (predicted: ArrayLike<number>, { test }: Draw, labels: Int32Array): number =>
  test.filter((row, at) => predicted[at] === labels[row]).length / test.length;

async function ownAccuracy({ features, labels, dimension }: Features, draw: Draw, seed: number): Promise<number> {
  const table = { rows: features, dimension };
  const classIds = flowers.map((_, index) => (index + 1) as ClassId);
  const head = await fitHead({
    features: rowsAt(table, draw.train),
    dimension,
    labels: Int32Array.from(draw.train, (row) => labels[row]!),
    classIds,
    seed,
  });
  return accuracy(decideEach(headProbabilities(head, rowsAt(table, draw.test)), flowers.length), draw, labels);
}

async function compared(model: string, python: string, pool: DecodePool): Promise<Accuracies> {
  const features = await wholePhotoFeatures({
    folders: flowers.map((name) => sharedPath('data', 'flowers', name)!),
    source: sharedPath('models', model)!,
    pool,
  });
  const folder = mkdtempSync(join(tmpdir(), 'graft-head-accuracy-'));
  writeFileSync(join(folder, 'rows.f32'), features.features);
  writeFileSync(join(folder, 'labels.i32'), features.labels);
  const peer = await PythonPeer.start(
    python,
    join(import.meta.dirname, 'sklearn_cross_validated.py'),
    [folder, String(features.dimension)],
    { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  );
  try {
    const own: number[] = [];
    const theirs = variants.map((): number[] => []);
    for (let seed = 1; seed <= draws; seed++) {
      const draw = drawn(features.labels, seed);
      own.push(await ownAccuracy(features, draw, seed));
      for (const [at, [scaling, scoring]] of variants.entries()) {
        const { predicted } = (await peer.ask({ ...draw, scaling, scoring, seed })) as { predicted: number[] };
        theirs[at]!.push(accuracy(predicted, draw, features.labels));
      }
      console.log(
        `${model}, draw ${seed}: ${percent(own.at(-1)!)} %, scikit-learn ${theirs.map((scores) => percent(scores.at(-1)!)).join(', ')} %`,
      );
    }
    return { model, own, theirs };
  } finally {
    await peer.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compares with the variant that is best over all draws, which nobody could know beforehand. */
function finding({ model, own, theirs }: Accuracies): Finding {
  const best = theirs.reduce((leader, scores, at) => (mean(scores) > mean(theirs[leader]!) ? at : leader), 0);
  const differences = own.map((score, draw) => score - theirs[best]![draw]!);
  const all = variants.map(([scaling, scoring], at) => `${scaling}, ${scoring}: ${percent(mean(theirs[at]!))} %`).join('; ');
  return {
    what: `${model}: Graft less scikit-learn's best variant in hindsight (${variants[best]!.join(', ')})`,
    target: '0 points or more',
    isMet: mean(differences) >= 0,
    measured: `${signed(mean(differences))} points, each draw ${signed(Math.min(...differences))} to ${signed(Math.max(...differences))}, p = ${tested(seedEstimate(differences)).p.toFixed(2)}; Graft ${percent(mean(own))} %; ${all}`,
  };
}

/** The result of using one variant for all source models. */
function pooled(all: readonly Accuracies[]): Finding[] {
  return variants.map(([scaling, scoring], at): Finding => {
    const difference = mean(all.map(({ own, theirs }) => mean(own) - mean(theirs[at]!)));
    return {
      what: `all ${all.length} source models: Graft less scikit-learn (${scaling}, ${scoring})`,
      target: '0 points or more',
      isMet: difference >= 0,
      measured: `${signed(difference)} points`,
    };
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const percent = (share: number): string => (100 * share).toFixed(1);
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;

const python = pythonWith('sklearn');
if (sharedPath('models') === null || sharedPath('data', 'flowers') === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with scikit-learn is there (GRAFT_PYTHON names one)');
else {
  const pool = new DecodePool();
  try {
    const all: Accuracies[] = [];
    for (const model of models) all.push(await compared(model, python, pool));
    report(title, [...all.map(finding), ...pooled(all)]);
  } finally {
    await pool.close();
  }
}
