/**
 * The head compared with scikit-learn's LogisticRegression (lbfgs): 10,000 rows of 1280 real features (MobileNetV2 0.35/224) in 10 classes,
 * random crops of photographs of flowers and of waste. Every fifth photograph is used for validation, uncropped, and for no crop. First the
 * fit alone: same rows, same penalty, timed from raw features to weights for Graft; then the whole head including its search for the
 * penalty. GRAFT_PYTHON names a Python with scikit-learn, GRAFT_BENCH_ROUNDS the number of rounds.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassId } from '../../engine/domain/ids.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { decideEach } from '../../engine/domain/models/decision.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { stratifiedFolds } from '../../engine/learn/head/cross-validation.ts';
import { fitHead } from '../../engine/learn/head/head.ts';
import { headProbabilities } from '../../engine/learn/head/head-probabilities.ts';
import { fitLogisticAt, logisticPenalties } from '../../engine/learn/head/logistic-fit.ts';
import { Matrix, productValues } from '../../engine/learn/tensorflow/matrix.ts';
import { principalRows } from '../../engine/learn/head/principal-rows.ts';
import { placeRows, toUnitLength } from '../../engine/learn/head/row-placement.ts';
import { median, peakMegabytes, report, skip, spread, type Finding } from '../support/benches/bench.ts';
import { photoFeatures, type LabelledRows } from '../support/benches/photo-features.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Head: 10,000 x 1280 features, 10 classes';
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 3);
const learningRows = 10_000;
/** scikit-learn's default C and two weaker penalties, which suit these features better. */
const strengths = [1, 10, 100];
const seed = 1;
const waste = ['cardboard', 'glass', 'metal', 'paper', 'plastic'];
const flowers = ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'];

interface Photographs {
  readonly learning: LabelledRows;
  readonly validation: LabelledRows;
  readonly dimension: number;
}
interface Fit {
  readonly seconds: number;
  readonly right: number;
}
interface PeerFit {
  readonly seconds: number;
  readonly predicted: number[];
  readonly iterations: number;
  readonly loss: number;
  readonly squares: number;
}

const classCount = flowers.length + waste.length;
const noPause = (): Promise<void> => Promise.resolve();

async function photographs(): Promise<Photographs> {
  const folders = [
    ...flowers.map((name) => sharedPath('data', 'flowers', name)),
    ...waste.map((name) => sharedPath('data', 'trash', name)),
  ] as string[];
  const pool = new DecodePool();
  try {
    return await photoFeatures({
      folders,
      source: sharedPath('models', 'mobilenet_v2_035_224_imagenet') as string,
      pool,
      learningRows,
      seed,
    });
  } finally {
    await pool.close();
  }
}

/** Graft at one penalty, from raw features to weights. */
async function graftAt({ learning, validation, dimension }: Photographs, penalty: number): Promise<Fit & { objective: number }> {
  const start = performance.now();
  const placed = placeRows(learning.features, dimension, 'unit-length').rows;
  const principal = principalRows(placed, dimension);
  const { weights, intercepts } = await fitLogisticAt(principal, learning.labels, classCount, penalty, noPause);
  const expanded = principal.expand(weights, classCount);
  const seconds = (performance.now() - start) / 1000;
  const shift = intercepts.map(
    (intercept, at) => intercept - principal.mean.reduce((sum, value, row) => sum + value * expanded[row * classCount + at]!, 0),
  );
  principal.dispose();
  const scores = (rows: Float32Array): Float32Array => scored(rows, dimension, expanded, shift);
  const squares = expanded.reduce((sum, weight) => sum + weight ** 2, 0);
  return {
    seconds,
    right: rightOf(scores(validation.features), validation.labels),
    objective: meanLoss(scores(placed), learning.labels) + (penalty / 2) * squares,
  };
}

function scored(features: Float32Array, dimension: number, weights: Float32Array, shift: Float64Array): Float32Array {
  const rows = Matrix.of(toUnitLength(features, dimension), features.length / dimension, dimension);
  const values = productValues(rows, weights, classCount).map((value, at) => value + shift[at % classCount]!);
  rows.dispose();
  return values;
}

function meanLoss(scores: Float32Array, labels: Int32Array): number {
  let sum = 0;
  labels.forEach((label, row) => {
    const own = scores.subarray(row * classCount, (row + 1) * classCount);
    const largest = Math.max(...own);
    sum += Math.log(own.reduce((all, value) => all + Math.exp(value - largest), 0)) + largest - own[label]!;
  });
  return sum / labels.length;
}

function rightOf(scores: Float32Array, labels: Int32Array): number {
  const predicted = decideEach(scores, classCount);
  return labels.filter((label, row) => predicted[row] === label).length;
}

async function graftWhole({ learning, validation, dimension }: Photographs): Promise<Fit & { penalty: number }> {
  const classIds = Array.from({ length: classCount }, (_, index) => (index + 1) as ClassId);
  const start = performance.now();
  const head = await fitHead({ features: learning.features, dimension, labels: learning.labels, classIds, seed });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, right: rightOf(headProbabilities(head, validation.features), validation.labels), penalty: head.chosen.strength };
}

async function peerFit(peer: PythonPeer, { validation }: Photographs, request: object): Promise<Fit & PeerFit> {
  const fit = (await peer.ask(request)) as PeerFit;
  return { ...fit, right: fit.predicted.filter((label, row) => label === validation.labels[row]).length };
}

/** The number of rows by which two accuracies on the same few rows differ by chance. */
const chance = (right: number, rows: number): number => Math.sqrt(right * (1 - right / rows));

async function fitToFit(peer: PythonPeer, photos: Photographs, c: number): Promise<Finding> {
  const all = photos.validation.labels.length;
  const [own, theirs]: [(Fit & { objective: number })[], (Fit & PeerFit)[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await graftAt(photos, 1 / (c * learningRows)));
    theirs.push(await peerFit(peer, photos, { rows: 'unit', C: c }));
  }
  const ratios = own.map(({ seconds }, round) => seconds / theirs[round]!.seconds);
  const [ours, other] = [own[0]!, theirs[0]!];
  const objective = other.loss + other.squares / (2 * c * learningRows);
  const percent = (right: number): string => `${((100 * right) / all).toFixed(1)} %`;
  return {
    what: `one fit at C = ${c}: Graft's time / scikit-learn's`,
    target: 'under 0.5, as accurate',
    measured:
      `${spread(ratios)}; ${median(own.map(({ seconds }) => seconds)).toFixed(1)} s and ${median(theirs.map(({ seconds }) => seconds)).toFixed(1)} s; `
      + `validation accuracy ${percent(ours.right)} and ${percent(other.right)}; objective ${ours.objective.toFixed(5)} and ${objective.toFixed(5)}`,
    isMet: median(ratios) < 0.5 && ours.right >= other.right - chance(other.right, all),
  };
}

/** Compares the whole head with a search over the same penalties on the same held-out fifth, and with the usual recipe without a search. */
async function search(peer: PythonPeer, photos: Photographs): Promise<Finding[]> {
  const all = photos.validation.labels.length;
  const [own, usual]: [(Fit & { penalty: number })[], Fit[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await graftWhole(photos));
    usual.push(await peerFit(peer, photos, { rows: 'standard', C: 1 }));
  }
  const searched = await peerFit(peer, photos, { rows: 'unit', search: logisticPenalties.map((penalty) => 1 / (penalty * learningRows)) });
  const seconds = median(own.map((fit) => fit.seconds));
  const accuracy = ({ right }: Fit): string => `${((100 * right) / all).toFixed(1)} %`;
  return [
    {
      what: "whole head with its search / scikit-learn's LogisticRegressionCV over the same penalties and held-out rows (run once)",
      measured: `${(seconds / searched.seconds).toFixed(2)}; ${seconds.toFixed(1)} s and ${searched.seconds.toFixed(1)} s; validation accuracy ${accuracy(own[0]!)} and ${accuracy(searched)}`,
    },
    {
      what: "whole head with its search / scikit-learn's StandardScaler and C = 1 without a search",
      measured:
        `${spread(own.map((fit, round) => fit.seconds / usual[round]!.seconds))}; ${seconds.toFixed(1)} s and ${median(usual.map((fit) => fit.seconds)).toFixed(1)} s; `
        + `validation accuracy ${accuracy(own[0]!)} and ${accuracy(usual[0]!)}`,
    },
  ];
}

async function main(): Promise<void> {
  if (sharedPath('models') === null || sharedPath('data') === null) return skip(title, '../shared/models or ../shared/data is missing');
  const python = pythonWith('sklearn');
  if (python === null) return skip(title, 'no Python with scikit-learn is there (GRAFT_PYTHON names one)');
  const folder = mkdtempSync(join(tmpdir(), 'graft-bench-'));
  try {
    const photos = await photographs();
    const foldOf = stratifiedFolds(photos.learning.labels, classCount, 5, seededRandom(seed));
    write(folder, photos, Int32Array.from([...foldOf.keys()].filter((row) => foldOf[row] === 0)));
    const peer = await PythonPeer.start(python, join(import.meta.dirname, 'sklearn_logistic.py'), [folder, String(photos.dimension)]);
    await graftAt(photos, 1e-3);
    const findings: Finding[] = [];
    for (const c of strengths) findings.push(await fitToFit(peer, photos, c));
    findings.push(...(await search(peer, photos)), {
      what: 'peak memory of the learning process',
      target: 'under 2,000 MB',
      measured: `${peakMegabytes().toFixed(0)} MB`,
      isMet: peakMegabytes() < 2000,
    });
    await peer.end();
    report(`${title} (${JSON.stringify(peer.hello)})`, findings);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, { learning, validation }: Photographs, held: Int32Array): void {
  const bytes = (values: Float32Array | Int32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(join(folder, 'rows.f32'), bytes(learning.features));
  writeFileSync(join(folder, 'labels.i32'), bytes(learning.labels));
  writeFileSync(join(folder, 'validation.f32'), bytes(validation.features));
  writeFileSync(join(folder, 'held.i32'), bytes(held));
}

await main();
