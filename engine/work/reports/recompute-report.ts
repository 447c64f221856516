import type { Output } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId, ImageId, RunId } from '../../domain/ids.ts';
import { scorePredictions } from '../../domain/statistics/metrics.ts';
import { nestedSubset } from '../../domain/labels/nested-sizes.ts';
import type { ReportImage, TransferData } from '../../domain/report/transfer-benefit.ts';
import { decide } from '../../domain/models/decision.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StoredPoint, StoredReport } from '../../store/reports.ts';
import { buildAside } from './build-aside.ts';
import { compareFigures, type FigureComparison } from '../studio/figures.ts';
import { compareRanking } from '../ranking/recompute-ranking.ts';

/**
 * Recomputes every figure of a report from the stored predictions of its points and the labels in the log at its dataset version, the test
 * score of every finished run from its stored probabilities, and the newest ranking. Returns all differences from the stored figures.
 * Without a number it takes the newest finished report, or none if there are only rankings or runs.
 * Errors: `report-not-found`, `report-earlier`, and `run-not-finished` for a report without a result.
 */
export async function recomputeReport(store: ProjectStore, asked: number | undefined): Promise<Output<'reports.recompute'>> {
  const report = asked ?? store.reports.newestDone();
  const others = [...compareRanking(store), ...compareRuns(store)];
  if (report === null && others.length === 0) throw new StudioError('report-not-found');
  const comparisons = [...(report === null ? [] : await compareReport(store, finishedReport(store, report))), ...others];
  const differences = comparisons.flatMap((one) => one.differences);
  return { report, figures: comparisons.reduce((sum, one) => sum + one.figures, 0), equal: differences.length === 0, differences };
}

function finishedReport(store: ProjectStore, report: number): StoredReport {
  const stored = store.reports.get(report);
  if (stored.earlier) throw new StudioError('report-earlier', { report });
  if (!stored.figures) throw new StudioError('run-not-finished', { state: stored.state });
  return stored;
}

async function compareReport(store: ProjectStore, stored: StoredReport): Promise<FigureComparison[]> {
  const log = store.annotations.holding('label', stored.dataVersion);
  const points = store.reports.points(stored.report);
  const data: TransferData = {
    seed: stored.seed,
    plan: stored.plan,
    classes: stored.classes.map(({ id }) => id),
    train: relabelled(stored.trainImages, log),
    test: relabelled(stored.testImages, log),
    points,
  };
  const labelsOf = (images: readonly ReportImage[]): Record<number, number> =>
    Object.fromEntries(images.map(({ image, class: label }) => [image, label]));
  const built = await buildAside(data);
  return [
    compareFigures(labelsOf([...stored.trainImages, ...stored.testImages]), labelsOf([...data.train, ...data.test]), 'label of image'),
    compareFigures(
      trainedOn(points, (point) => point.trainImages),
      trainedOn(points, (point) => chosenAgain(data, point)),
      'training images',
    ),
    // Points that no longer allow a comparison count as a difference of the whole report.
    compareFigures(stored.figures, 'figures' in built ? built.figures : { points: built.refused }, `report ${stored.report}`),
  ];
}

/** An image without a label in the log gets class 0, which no class has, so that no prediction for it is correct. */
function relabelled(images: readonly ReportImage<ImageId, ClassId>[], log: ReadonlyMap<ImageId, ClassId | null>): ReportImage[] {
  return images.map((image) => ({ ...image, class: log.get(image.image) ?? 0 }));
}

function trainedOn(points: readonly StoredPoint[], imagesOf: (point: StoredPoint) => readonly number[]): Record<string, string> {
  return Object.fromEntries(
    points.map((point) => [
      `${point.arm} ${point.perClass} per class seed ${point.seed}`,
      imagesOf(point)
        .toSorted((a, b) => a - b)
        .join(' '),
    ]),
  );
}

const chosenAgain = (data: TransferData, point: StoredPoint): number[] =>
  nestedSubset(data.train, point.perClass, data.seed, point.seed).map(({ image }) => image);

function compareRuns(store: ProjectStore): FigureComparison[] {
  return store.runs
    .list()
    .filter(({ state }) => state === 'done')
    .map(({ run }) => compareFigures(store.runs.evaluation(run).test, scoreAgain(store, run), `run ${run}.test`));
}

function scoreAgain(store: ProjectStore, run: RunId): unknown {
  const { classIds, classes } = store.runs.get(run);
  const predictions = store.runs.predictions(run, 'test');
  const predicted = predictions.map(({ probabilities }) => decide(probabilities));
  return scorePredictions(
    predictions.map(({ actual }) => classIds.indexOf(actual)),
    predicted,
    classIds.map((id, at) => ({ id, name: classes[at] ?? '' })),
  );
}
