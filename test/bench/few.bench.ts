/**
 * Few labels: the head with 1, 2, 5, 10 and 20 images per class (or all, where there are fewer) of four data sets by seven source models,
 * compared with scikit-learn's logistic regression with cross-validated C, nearest mean and nearest neighbours in every usual scaling: same
 * rows, same test images, six draws. Also whether augmentation of the labelled images (mirror images, crops) helps, and whether
 * probabilities are as well calibrated with one image per class as with more. GRAFT_PYTHON names a Python with scikit-learn,
 * GRAFT_BENCH_DRAWS the number of draws, GRAFT_BENCH_FEATURES a folder for cached features, GRAFT_BENCH_SOURCES folders of source models,
 * separated by commas.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cornerCrops, mirrorImage } from '../../engine/domain/models/augmentations.ts';
import type { ClassId } from '../../engine/domain/ids.ts';
import type { Interval } from '../../engine/domain/statistics/intervals.ts';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { bootstrapIntervals, meansOverSeeds } from '../../engine/domain/statistics/two-level-bootstrap.ts';
import { decideEach } from '../../engine/domain/models/decision.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { rowsAt } from '../../engine/learn/compare/heads.ts';
import { headProbabilities } from '../../engine/learn/head/head-probabilities.ts';
import { fitHead } from '../../engine/learn/head/head.ts';
import { report, skip, table, type Finding } from '../support/benches/bench.ts';
import { bytesOf, fewFeatures, fewImages, type FewFeatures, type FewImages } from '../support/benches/few-labels.ts';
import { expectedCalibrationError } from '../support/benches/calibration-error.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { percent, points, rightByGroup } from '../support/benches/right-by-group.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Few labels';
const draws = Number(process.env.GRAFT_BENCH_DRAWS ?? 6);
const sizes = [1, 2, 5, 10, 20] as const;
/** What counts as few. */
const mostFew = 10;
const resamples = 1000;
const augmentations = [mirrorImage, ...cornerCrops];
/** How many of the augmentations, in order. */
const augmented = { 'mirror images': 1, 'mirror images and crops': augmentations.length } as const;
type Augmented = keyof typeof augmented;

/** One data set, source model and size. By draw: whether each test image was correct, and the probabilities with all augmentations. */
interface Cell {
  readonly set: string;
  readonly source: string;
  readonly perClass: number;
  readonly groups: readonly string[];
  readonly own: readonly boolean[][];
  readonly probabilities: readonly Float32Array[];
  readonly labels: Int32Array;
  readonly classes: number;
  readonly peers: ReadonlyMap<string, readonly boolean[][]>;
  readonly augmented: ReadonlyMap<Augmented, readonly boolean[][]>;
}
interface Judged extends Cell {
  readonly best: string;
  readonly difference: Interval;
}

async function measured(images: FewImages, source: string, features: FewFeatures, peer: PythonPeer, folder: string): Promise<Cell[]> {
  const own = join(folder, `${images.name} ${basename(source)}`);
  mkdirSync(own);
  const labels = Int32Array.from(images.labelled, ({ label }) => label);
  const asked = Int32Array.from(images.test, ({ label }) => label);
  for (const [name, values] of [
    ['labelled.f32', features.labelled],
    ['test.f32', features.test],
    ['labels.i32', labels],
  ] as const)
    writeFileSync(join(own, name), bytesOf(values));
  const cells: Cell[] = [];
  for (const perClass of sizes) {
    const cell = {
      own: [] as boolean[][],
      probabilities: [] as Float32Array[],
      peers: new Map<string, boolean[][]>(),
      augmented: new Map<Augmented, boolean[][]>(),
    };
    const right = (said: ArrayLike<number>): boolean[] => [...asked].map((label, at) => said[at] === label);
    const add = <K>(to: Map<K, boolean[][]>, name: K, said: ArrayLike<number>): void => {
      to.set(name, [...(to.get(name) ?? []), right(said)]);
    };
    for (let seed = 1; seed <= draws; seed++) {
      const order = shuffled(labels.keys(), seededRandom(seed));
      const train = Array.from({ length: images.classes }, (_, index) =>
        order.filter((row) => labels[row] === index).slice(0, perClass),
      ).flat();
      const chosen = {
        labels: Int32Array.from(train, (row) => labels[row]!),
        dimension: features.dimension,
        classIds: Array.from({ length: images.classes }, (_, at) => (at + 1) as ClassId),
        seed,
      };
      const rowsOf = (rows: Float32Array): Float32Array => rowsAt({ rows, dimension: features.dimension }, train);
      const theirs = peer.ask({ folder: own, width: features.dimension, train, each: perClass, seed }) as Promise<Record<string, number[]>>;
      const probabilitiesWith = async (count: number): Promise<Float32Array> =>
        headProbabilities(
          await fitHead({ ...chosen, features: rowsOf(features.labelled), augmented: features.augmented.slice(0, count).map(rowsOf) }),
          features.test,
        );
      cell.own.push(right(decideEach(await probabilitiesWith(0), images.classes)));
      for (const [name, count] of Object.entries(augmented) as [Augmented, number][]) {
        const probabilities = await probabilitiesWith(count);
        add(cell.augmented, name, decideEach(probabilities, images.classes));
        if (count === augmentations.length) cell.probabilities.push(probabilities);
      }
      for (const [name, said] of Object.entries(await theirs)) add(cell.peers, name, said);
    }
    cells.push({
      ...cell,
      set: images.name,
      source: basename(source),
      perClass,
      groups: images.test.map(({ group }) => group),
      labels: asked,
      classes: images.classes,
    });
  }
  return cells;
}

const accuracy = (right: readonly boolean[][]): number => mean(right.map((draw) => draw.filter(Boolean).length / draw.length));

/** Compares with the method that is best over all draws of this cell, which nobody could know beforehand. */
function judged(cell: Cell): Judged {
  const best = [...cell.peers.keys()].reduce((leader, name) =>
    accuracy(cell.peers.get(name)!) > accuracy(cell.peers.get(leader)!) ? name : leader,
  );
  return { ...cell, best, difference: pairedInterval(cell.groups, cell.own, cell.peers.get(best)!) };
}

/** The interval of the difference of two accuracies, with draws and test images resampled. */
function pairedInterval(groups: readonly string[], one: readonly boolean[][], other: readonly boolean[][]): Interval {
  const { groupSizes, count } = rightByGroup(groups);
  const [interval] = bootstrapIntervals(
    { groupSizes, right: [one.map(count), other.map(count)] },
    (sample) => meansOverSeeds(sample, (seed) => [sample.accuracies[0]![seed]! - sample.accuracies[1]![seed]!]),
    1,
    resamples,
  );
  return interval!;
}

function differences(cells: readonly Judged[]): void {
  const rows = [...Map.groupBy(cells, ({ set, source }) => `${set}, ${source}`)].map(([name, own]) => [
    name,
    ...own.map(
      ({ difference, best, own: right }) =>
        `${percent(accuracy(right))} %: ${points(difference.value)} [${points(difference.low)}, ${points(difference.high)}] ${best}`,
    ),
  ]);
  table(
    `${title}: accuracy, and points more than the best of ${cells[0]!.peers.size} variants in scikit-learn in hindsight, named (95 % interval; ${draws} draws)`,
    ['set and source model', ...sizes.map((size) => `${size} per class`)],
    rows,
  );
}

const atLeastAsGood = ({ difference }: Judged): boolean => difference.high >= 0;

function findings(cells: readonly Judged[]): Finding[] {
  const few = cells.filter(({ perClass }) => perClass <= mostFew);
  const share = few.filter(atLeastAsGood).length / few.length;
  const names = [...cells[0]!.peers.keys()];
  return [
    {
      what: `cells of ${few.length} with up to ${mostFew} per class in which Graft is at least as good as the best variant in hindsight: the 95 % interval of the paired difference does not lie below 0`,
      target: '90 % or more',
      isMet: share >= 0.9,
      measured:
        `${percent(share)} %; half an interval is ${percent(mean(few.map(({ difference: { low, high } }) => (high - low) / 2)))} points wide in the mean; `
        + `wholly above 0 in ${few.filter(({ difference: { low } }) => low > 0).length}; the difference itself is 0 or more in ${few.filter(({ difference: { value } }) => value >= 0).length}`,
    },
    ...sizes.map((size): Finding => {
      const own = cells.filter(({ perClass }) => perClass === size);
      const byName = names
        .map((name) => [name, mean(own.map((cell) => accuracy(cell.own) - accuracy(cell.peers.get(name)!)))] as const)
        .sort((a, b) => a[1] - b[1]);
      return {
        what: `${size} per class: mean over the cells of Graft less the best variant of each cell in hindsight; less each variant throughout`,
        measured:
          `${points(mean(own.map(({ difference: { value } }) => value)))} points (at least as good in ${own.filter(atLeastAsGood).length} of ${own.length}); `
          + byName.map(([name, difference]) => `${name} ${points(difference)}`).join('; '),
      };
    }),
    ...(Object.keys(augmented) as Augmented[]).flatMap((name) =>
      sizes.map((size): Finding => {
        const gains = cells
          .filter(({ perClass }) => perClass === size)
          .map((cell) => accuracy(cell.augmented.get(name)!) - accuracy(cell.own));
        return {
          what: `${size} per class: what ${name} of the labelled images add, over ${gains.length} cells`,
          measured: `${points(mean(gains))} points (standard error ${percent(standardError(gains))}; better in ${gains.filter((gain) => gain > 0).length}, worse in ${gains.filter((gain) => gain < 0).length})`,
        };
      }),
    ),
    ...calibration(cells),
  ];
}

/** The expected calibration error of each cell over all draws, with 15 bins of equal width, and the overconfidence. */
function calibration(cells: readonly Judged[]): Finding[] {
  const of = (some: readonly Judged[]): { error: number[]; over: number[] } => {
    const each = some.map(({ probabilities, classes, labels }) => expectedCalibrationError(probabilities, labels, classes));
    return { error: each.map(({ error }) => error), over: each.map(({ over }) => over) };
  };
  const more = cells.filter(({ perClass }) => perClass === 5 || perClass === 10);
  const [one, others] = [of(cells.filter(({ perClass }) => perClass === 1)), of(more)];
  const range = spreadOver(others.error);
  return [
    {
      what: 'expected calibration error at 1 per class, mean over the cells, and the range of 95 % of the cells with 5 and 10 per class',
      target: 'within that range',
      measured: `${percent(mean(one.error))} %, range ${percent(range.low)} to ${percent(range.high)} % about ${percent(mean(others.error))} %; single cells in the range: ${one.error.filter((error) => error <= range.high).length} of ${one.error.length}`,
      isMet: mean(one.error) <= range.high,
    },
    ...sizes.map((size): Finding => {
      const { error, over } = of(cells.filter(({ perClass }) => perClass === size));
      return {
        what: `${size} per class: expected calibration error; mean probability of the named class less accuracy`,
        measured: `${percent(mean(error))} % (standard error ${percent(standardError(error))}); ${points(mean(over))} points (standard error ${percent(standardError(over))})`,
      };
    }),
  ];
}

function spreadOver(values: readonly number[]): { low: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return { low: at(0.025), high: at(0.975) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const standardError = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0) / Math.max(1, values.length - 1) / values.length);

async function main(data: string, models: string, python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-few-'));
  const pool = new DecodePool();
  const sources =
    process.env.GRAFT_BENCH_SOURCES?.split(',')
    ?? readdirSync(models, { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => join(models, name))
      .sort();
  const peer = await PythonPeer.start(python, join(import.meta.dirname, 'sklearn_few.py'), [], {
    OMP_NUM_THREADS: '1',
    OPENBLAS_NUM_THREADS: '1',
  });
  try {
    const cells: Judged[] = [];
    const sets = fewImages(data, 1);
    for (const source of sources) {
      for (const images of sets) {
        const features = await fewFeatures(
          images,
          source,
          augmentations,
          process.env.GRAFT_BENCH_FEATURES ?? join(folder, 'features'),
          pool,
        );
        const own = (await measured(images, source, features, peer, folder)).map(judged);
        cells.push(...own);
        console.log(
          `${images.name}, ${basename(source)}: ${own.map(({ perClass, difference, best }) => `${perClass}: ${points(difference.value)} (${best})`).join('; ')}`,
        );
      }
    }
    const bySet = sets.flatMap(({ name }) => cells.filter(({ set }) => set === name));
    differences(bySet);
    report(
      `${title}: four sets, ${sources.length} source models, 1 to ${sizes.at(-1)} images per class, ${draws} draws (${JSON.stringify((peer.hello as { versions: unknown }).versions)})`,
      findings(bySet),
    );
  } finally {
    await peer.end();
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [data, models, python] = [sharedPath('data'), sharedPath('models'), pythonWith('sklearn')];
if (data === null || models === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with scikit-learn is there (GRAFT_PYTHON names one)');
else await main(data, models, python);
