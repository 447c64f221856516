import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { buildReport } from '../../../engine/domain/report/build-report.ts';
import type { ClassId, ContentHash, ImageId } from '../../../engine/domain/ids.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import type { PlannedReport } from '../../../engine/domain/report/report-plan.ts';
import { networkArms, type TransferData } from '../../../engine/domain/report/transfer-benefit.ts';
import { pairedSeed } from '../../../engine/domain/labels/nested-sizes.ts';
import { headOn, predictedBy } from '../../../engine/learn/compare/heads.ts';
import { ComparedImages, type ComparedImage } from '../../../engine/learn/compare/paired-images.ts';
import { FrozenPart } from '../../../engine/learn/features/features.ts';
import { readSource, type SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import { compare } from '../../../engine/learner/compare-job.ts';
import type { CompareJob, PointKey, ReportPoint } from '../../../engine/learner/compare-protocol.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';

const classes = [1, 2, 3].map((id) => ({ id: id as ClassId, name: `class ${id}` }));
const plan: PlannedReport = {
  sizes: [1, 4],
  arms: [
    ...(['transfer', 'small-network', 'scratch', 'random-frozen', 'colour-texture', 'raw-pixels', 'largest-class'] as const).map((arm) => ({
      arm,
      sizes: [1, 4],
      seeds: 2,
    })),
    { arm: 'fine-tune', sizes: [4], seeds: 1 },
  ],
  mostPasses: { smallNetwork: 64, scratch: 64, fineTune: 64 },
  scratchLeftOut: null,
  trials: 2,
  scratchInputSize: 16,
  trainImages: 12,
  testImages: 9,
  seconds: { low: 1, high: 2 },
};

/** Pictures whose colour tells the class, a few of each class for each part. */
function images(brighter = 90): Pick<CompareJob, 'train' | 'validation' | 'test'> {
  let number = 0;
  const some = (perClass: number): ComparedImage[] =>
    classes.flatMap(({ id }) =>
      Array.from({ length: perClass }, () => {
        number += 1;
        const hash = createHash('sha256').update(`picture ${number}`).digest('hex') as ContentHash;
        return { image: number as ImageId, class: id, group: null, hash, view: `${number} of ${id} of ${brighter}` };
      }),
    );
  return { train: some(4), validation: some(2), test: some(3) };
}

/** A view says its number, its class, and how much brighter the colour of its class is. */
function raster(view: string): Promise<Raster> {
  const [number, kind, brighter] = view.split(' of ').map(Number) as [number, number, number];
  const random = seededRandom(number);
  return Promise.resolve({
    width: 20,
    height: 18,
    pixels: Uint8Array.from({ length: 20 * 18 * 3 }, (_, at) => 150 * random() + (at % 3 === kind - 1 ? brighter : 0)),
  });
}

interface Ran {
  readonly job: CompareJob;
  readonly source: SourceOnDisk;
  readonly points: ReportPoint[];
  readonly data: TransferData;
  readonly again: (done: readonly PointKey[], stopAfter?: number) => Promise<ReportPoint[]>;
}

async function ran(t: TestContext, change: Partial<CompareJob> = {}): Promise<Ran> {
  const folder = temporaryFolder(t);
  const source = await readSource(await writeTinySource(join(folder, 'tiny')));
  const job: CompareJob = {
    kind: 'compare',
    source: { folder: source.folder, hash: source.model.hash },
    cut: 'pool',
    seed: 5,
    plan,
    classes,
    ...images(),
    done: [],
    features: join(folder, 'features'),
    prepared: join(folder, 'prepared'),
    ...change,
  };
  const again = async (done: readonly PointKey[], stopAfter = Infinity): Promise<ReportPoint[]> => {
    const points: ReportPoint[] = [];
    const stop = new AbortController();
    const reportPoint = (point: ReportPoint): void => {
      points.push(point);
      if (points.length === stopAfter) stop.abort();
    };
    await compare({ ...job, done }, { progress: () => undefined, signal: stop.signal, reportPoint }, source, raster).catch(
      (error: unknown) => {
        if (!stop.signal.aborted) throw error;
      },
    );
    return points;
  };
  const points = await again([]);
  return {
    job,
    source,
    points,
    again,
    data: { seed: job.seed, plan, classes: classes.map(({ id }) => id), train: job.train, test: job.test, points },
  };
}

const figures = (points: readonly ReportPoint[]) =>
  points.map((point) => ({ ...point, seconds: 0 })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('the arms of a transfer report', () => {
  test('are trained as planned, on equal images within their budgets, and never on a test or validation image', async (t) => {
    const { points, data } = await ran(t);
    assert.equal(points.length, 5 * 2 * 2 + 2 * 2 * 2 + 1);
    const train = new Set(data.train.map(({ image }) => image));
    for (const point of points) {
      assert.ok(point.trainImages.every((image) => train.has(image)));
      const isNetwork = networkArms.includes(point.arm);
      assert.equal(point.predicted.length, 9);
      assert.ok(
        isNetwork
          ? point.imagePasses > 0 && point.imagePasses <= 64 && point.trials <= 2
          : point.imagePasses === 0 && point.trials === 1 && point.finished,
        JSON.stringify(point),
      );
      assert.ok(
        point.validationScore !== null && point.validationScore >= 0 && Number.isInteger(Math.round(6e6 * point.validationScore) / 1e6),
        `${point.validationScore} of 6 images`,
      );
      assert.equal(point.curve.length > 0, isNetwork);
    }
    // Refuses leaks and unequal images by itself.
    const { arms } = buildReport(data, 50);
    assert.deepEqual(
      arms.map(({ arm, points: sizes }) => [arm, sizes.map(({ images: count }) => count)]),
      [
        ['transfer', [3, 12]],
        ['fine-tune', [12]],
        ['small-network', [3, 12]],
        ['scratch', [3, 12]],
        ['random-frozen', [3, 12]],
        ['colour-texture', [3, 12]],
        ['raw-pixels', [3, 12]],
        ['largest-class', [3, 12]],
      ],
    );
    for (const { arm, predicted, validationScore } of points)
      if (arm === 'largest-class') assert.deepEqual([new Set(Array.from(predicted)).size, validationScore], [1, 1 / 3]);
    const leaked = points.map((point, at) => (at === 0 ? { ...point, trainImages: [data.test[0]!.image as ImageId] } : point));
    assert.throws(() => buildReport({ ...data, points: leaked }, 50), /is a test image/);
  });

  test('bring the features of joined cuts to one scale, as every run does; as they come they would answer otherwise', async (t) => {
    const { job, source, points } = await ran(t, {
      ...images(4),
      cut: 'conv_bn+pool',
      plan: { ...plan, arms: plan.arms.filter(({ arm }) => !networkArms.includes(arm)) },
    });
    const classIds = classes.map(({ id }) => id);
    const all = new ComparedImages(job.train, job.validation, job.test, classIds, job.seed);
    const frozen = await FrozenPart.load(source, job.cut);
    t.after(() => frozen.dispose());
    const table = { dimension: frozen.dimension, rows: frozen.features(await Promise.all(all.all.map(({ view }) => raster(view)))) };
    const answers = (scaling: 'standardised' | 'unit-length') =>
      Promise.all(
        [0, 1].flatMap((seed) =>
          [1, 4].map(async (perClass) => {
            const head = await headOn(
              table,
              all,
              all.subset(perClass, seed),
              classIds,
              pairedSeed(job.seed, seed),
              () => Promise.resolve(),
              scaling,
            );
            return predictedBy(head, table, all);
          }),
        ),
      );
    const told = [0, 1].flatMap((seed) =>
      [1, 4].map((perClass) => points.find((one) => one.arm === 'transfer' && one.seed === seed && one.perClass === perClass)?.predicted),
    );
    assert.deepEqual(told, await answers('standardised'));
    assert.notDeepEqual(told, await answers('unit-length'));
  });

  test('stopped and resumed train nothing twice and come out the same', async (t) => {
    const { points, again } = await ran(t);
    for (const stopAfter of [5, 22, 26]) {
      const first = await again([], stopAfter);
      assert.equal(first.length, stopAfter);
      const rest = await again(first);
      assert.equal(first.length + rest.length, points.length);
      assert.deepEqual(figures([...first, ...rest]), figures(points));
    }
  });
});
