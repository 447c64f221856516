/**
 * Does the review of labels find wrong ones? In each draw, 5 % of the labels of a data set are changed to another class at random; the order
 * of the review is judged by its average precision, and compared with that of cleanlab on the same features and labels, in all usual ways
 * of using it. Also how many labels are listed, and how many of the sets as they are, where every label listed may be a false alarm or a
 * true error. GRAFT_PYTHON names a Python with scikit-learn and cleanlab, GRAFT_BENCH_ROUNDS the number of draws, GRAFT_BENCH_FEATURES a
 * folder for cached features, GRAFT_BENCH_SETS the data sets (`flowers,trash`).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedFolder } from '../../build/set-up/source-model.mjs';
import type { ClassId } from '../../engine/domain/ids.ts';
import { labelDoubts, labelDoubtScores } from '../../engine/domain/review/label-errors.ts';
import { randomInteger, seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { studentPoint } from '../../engine/domain/statistics/student-distribution.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import type { FeatureTable } from '../../engine/learn/baselines/baselines.ts';
import { unseenProbabilities } from '../../engine/learn/review/unseen-probabilities.ts';
import { readFeatures } from '../../engine/learner/picture-features.ts';
import { listSources, readSource, type SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { report, skip, spread, table, type Finding } from '../support/benches/bench.ts';
import { averagePrecision } from '../support/benches/average-precision.ts';
import { bytesOf } from '../support/benches/few-labels.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { photoSets, type PhotoSet } from '../support/benches/ranking-truth.ts';
import { percent, points } from '../support/benches/right-by-group.ts';
import { pythonWith } from '../support/python.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Label errors';
const draws = Number(process.env.GRAFT_BENCH_ROUNDS ?? 8);
const shareWrong = 0.05;
/** The first that is here. */
const preferred = ['efficientnet-lite0', 'mobilenet_v2_035_224_imagenet'];

/** How well one method found the wrong labels of one draw. */
interface Found {
  readonly precision: number;
  readonly listed: number;
  readonly rightlyListed: number;
}
interface Draw {
  readonly wrong: number;
  readonly own: Found;
  readonly peers: ReadonlyMap<string, Found>;
  readonly seconds: number;
}
interface Judged {
  readonly set: PhotoSet;
  readonly draws: readonly Draw[];
  /** How many labels of the set as it is are listed. */
  readonly listedAsIs: number;
}

async function judged(set: PhotoSet, features: FeatureTable, peer: PythonPeer, folder: string): Promise<Judged> {
  const file = join(folder, 'rows.f32');
  writeFileSync(file, bytesOf(features.rows));
  const truth = Int32Array.from(set.photos, ({ label }) => label);
  const groups = set.photos.map(({ group, hash }) => (group === hash ? null : group));
  const classes = set.classes.length;
  const review = (labels: Int32Array, seed: number): Promise<Float32Array> =>
    unseenProbabilities(
      features,
      { labels, groups, classIds: set.classes.map((_, at) => (at + 1) as ClassId), seed, scaling: 'unit-length' },
      () => undefined,
      () => Promise.resolve(),
    );
  const made: Draw[] = [];
  for (let seed = 1; seed <= draws; seed++) {
    const labels = withWrongLabels(truth, classes, seed);
    const isWrong = [...labels].map((label, row) => label !== truth[row]);
    const found = (scores: ArrayLike<number>, listed: readonly number[]): Found => ({
      precision: averagePrecision(isWrong, scores),
      listed: listed.length,
      rightlyListed: listed.filter((row) => isWrong[row]).length,
    });
    const start = performance.now();
    const probabilities = await review(labels, seed);
    const seconds = (performance.now() - start) / 1000;
    const own = found(
      labelDoubtScores(probabilities, labels, classes),
      labelDoubts(probabilities, labels, classes).map(({ row }) => row),
    );
    const said = (await peer.ask({
      rows: file,
      width: features.dimension,
      labels: [...labels],
      groups: groups.every((group) => group === null) ? null : set.photos.map(({ group }) => group),
      seed,
    })) as Record<string, { scores: number[]; listed: number[] }>;
    const peers = new Map(
      Object.entries(said).map(([name, { scores, listed }]) => [
        name,
        found(
          scores.map((score) => -score),
          listed,
        ),
      ]),
    );
    made.push({ wrong: isWrong.filter(Boolean).length, own, peers, seconds });
    console.log(`${set.name}, draw ${seed}: ${percent(own.precision)} in ${seconds.toFixed(1)} s`);
  }
  return { set, draws: made, listedAsIs: labelDoubts(await review(truth, 1), truth, classes).length };
}

function withWrongLabels(truth: Int32Array, classes: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const labels = truth.slice();
  for (const row of shuffled(truth.keys(), random).slice(0, Math.round(shareWrong * truth.length)))
    labels[row] = (truth[row]! + 1 + randomInteger(classes - 1, random)) % classes;
  return labels;
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The half-width of the 95 % interval of the mean over draws, by Student's t. */
function halfWidth(values: readonly number[]): number {
  const freedom = values.length - 1;
  const variance = values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / freedom;
  return studentPoint(0.05, freedom) * Math.sqrt(variance / values.length);
}

const peerNames = ({ draws: [first] }: Judged): string[] => [...first!.peers.keys()];
const ofPeer = ({ draws: made }: Judged, name: string): Found[] => made.map(({ peers }) => peers.get(name)!);
const meanPrecision = (found: readonly Found[]): number => mean(found.map(({ precision }) => precision));

/** The variant of cleanlab with the highest average precision over all draws of a set, which nobody could know beforehand. */
const bestPeer = (one: Judged): string =>
  peerNames(one).reduce((best, name) => (meanPrecision(ofPeer(one, name)) > meanPrecision(ofPeer(one, best)) ? name : best));

function precisions(all: readonly Judged[]): void {
  const figure = (found: readonly Found[]): string =>
    `${percent(meanPrecision(found))} ± ${percent(halfWidth(found.map(({ precision }) => precision)))}`;
  const rows = [
    ['Graft', ...all.map(({ draws: made }) => figure(made.map(({ own }) => own)))],
    ...peerNames(all[0]!).map((name) => [`cleanlab: ${name}`, ...all.map((one) => figure(ofPeer(one, name)))]),
  ];
  table(
    `${title}: average precision in percent, with 95 % interval of the mean (${draws} draws)`,
    ['order', ...all.map(({ set }) => `${set.name} (${set.photos.length} images)`)],
    rows,
  );
}

function findings(all: readonly Judged[]): Finding[] {
  return all.flatMap((one): Finding[] => {
    const best = bestPeer(one);
    const differences = one.draws.map(({ own, peers }) => own.precision - peers.get(best)!.precision);
    const difference = mean(differences);
    const half = halfWidth(differences);
    const listed = (pick: (draw: Draw) => Found): string => {
      const found = mean(one.draws.map((draw) => pick(draw).rightlyListed / draw.wrong));
      const right = mean(one.draws.map((draw) => pick(draw).rightlyListed / Math.max(1, pick(draw).listed)));
      return `${percent(found)} % of the wrong labels, ${percent(right)} % of those listed`;
    };
    return [
      {
        what: `${one.set.name}: average precision less that of the variant of cleanlab that is best in hindsight, in points`,
        target: '0 or more',
        measured: `${points(difference)} [${points(difference - half)}, ${points(difference + half)}] ${best}`,
        isMet: difference >= 0,
      },
      {
        what: `${one.set.name}: wrong labels among those listed`,
        measured: `${listed(({ own }) => own)}; ${best}: ${listed(({ peers }) => peers.get(best)!)}`,
      },
      {
        what: `${one.set.name}: listed of the set as it is; seconds of a review`,
        measured: `${one.listedAsIs} of ${one.set.photos.length}; ${spread(
          one.draws.map(({ seconds }) => seconds),
          1,
        )}`,
      },
    ];
  });
}

async function sourceHere(models: string): Promise<SourceOnDisk | null> {
  const listed = await listSources([models, shippedFolder]);
  const sources = await Promise.all(listed.sources.map(({ path }) => readSource(path)));
  return preferred.flatMap((id) => sources.filter(({ model }) => model.id === id))[0] ?? null;
}

async function main(sets: readonly PhotoSet[], source: SourceOnDisk, python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-label-errors-'));
  const pool = new DecodePool();
  const peer = await PythonPeer.start(python, join(import.meta.dirname, 'cleanlab_label_errors.py'), [], {
    OMP_NUM_THREADS: '1',
    OPENBLAS_NUM_THREADS: '1',
  });
  try {
    const all: Judged[] = [];
    for (const set of sets) {
      const features = await readFeatures(source, source.model.cuts.at(-1)!.layer, {
        images: set.photos,
        folder: process.env.GRAFT_BENCH_FEATURES ?? join(folder, 'features'),
        raster: (file) => pool.raster(file),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      all.push(await judged(set, features, peer, folder));
    }
    precisions(all);
    report(
      `${title}: ${percent(shareWrong)} % wrong, ${source.model.id}, ${draws} draws (${JSON.stringify((peer.hello as { versions: unknown }).versions)})`,
      findings(all),
    );
  } finally {
    await peer.end();
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [sets, models, python] = [photoSets(), sharedPath('models'), pythonWith('sklearn', 'cleanlab')];
const wanted = process.env.GRAFT_BENCH_SETS?.split(',');
const source = models === null ? null : await sourceHere(models);
if (sets === null || source === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with scikit-learn and cleanlab is there (GRAFT_PYTHON names one)');
else await main(wanted === undefined ? sets : sets.filter(({ name }) => wanted.includes(name)), source, python);
