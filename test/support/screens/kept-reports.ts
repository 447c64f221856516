import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';
import type { ReportPlan, SourceModel } from '../../../engine/contract/index.ts';
import type { ImageId } from '../../../engine/domain/ids.ts';
import { buildReport } from '../../../engine/domain/report/build-report.ts';
import { armNames, type ArmName, type TransferFigures } from '../../../engine/domain/report/transfer-benefit.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { imagesIn, readSnapshot } from '../../../engine/work/labels/snapshot.ts';
import { reportData } from '../../../engine/work/reports/report-summary.ts';
import { software } from '../../../engine/work/studio/software.ts';
import { relabel } from './kept-runs.ts';
import { helpfulSource, simulatedPoints, type SimulatedReport } from '../models/simulated-report.ts';

/** The ways in which a report differs from the usual one. */
interface KeptReport {
  readonly right?: NonNullable<SimulatedReport['accuracy']>;
  /** It was stopped after this many sizes. */
  readonly stoppedAfter?: number;
  /** For lack of time the source architecture was trained from scratch only at the largest size, and not to its end. */
  readonly isScratchUnfinished?: boolean;
  /** A label has changed since. */
  readonly stale?: boolean;
}

/** Cached: the figures are the same for the same points, and take a second to compute. */
const built = new Map<string, TransferFigures>();

/** Stores transfer reports in a closed project, as if they had been trained with a source model. */
export class KeptReports {
  readonly #store: ProjectStore;
  readonly #source: SourceModel;

  constructor(store: ProjectStore, source: SourceModel) {
    this.#store = store;
    this.#source = source;
  }

  /** Adds a report on the currently labelled images. */
  add({ right = helpfulSource, stoppedAfter, isScratchUnfinished = false, stale = false }: KeptReport = {}, source = this.#source): number {
    const store = this.#store;
    const snapshot = readSnapshot(store, 1);
    const [train, validation, test] = [imagesIn(snapshot, 'train'), imagesIn(snapshot, 'validation'), imagesIn(snapshot, 'test')];
    const plan = planOf(
      train.length / snapshot.classes.length,
      { trainImages: train.length, testImages: test.length },
      isScratchUnfinished,
    );
    const ofReport = (images: typeof train) => images.map(({ image, class: label, group }) => ({ image, class: label, group }));
    const report = store.reports.start({
      quick: true,
      source: { id: source.id, title: source.title, hash: source.hash },
      cut: source.cuts.at(-1)!.layer,
      seed: 1,
      at: Date.now() - 3_600_000,
      dataVersion: store.labels.dataVersion,
      software,
      classes: snapshot.classes,
      plan,
      trainImages: ofReport(train),
      testImages: ofReport(test),
      testImagesSeen: 0,
      folderWindows: [],
      readings: plainReadings,
    });
    const points = simulatedPoints({
      seed: 1,
      plan,
      classes: snapshot.classes.map(({ id }) => id),
      train,
      validation,
      test,
      accuracy: right,
      everythingAt: plan.sizes.at(-1)!,
    });
    for (const point of points.filter(({ perClass }) => stoppedAfter === undefined || plan.sizes.indexOf(perClass) < stoppedAfter)) {
      store.reports.addPoint(report, {
        ...point,
        trainImages: point.trainImages as readonly ImageId[],
        finished: !(isScratchUnfinished && point.arm === 'scratch'),
      });
    }
    if (stoppedAfter === undefined) store.reports.finish(report, this.#figures(report), 96);
    else store.reports.stop(report, 40);
    if (stale) relabel(store);
    return report;
  }

  #figures(report: number): TransferFigures {
    const data = reportData(this.#store, this.#store.reports.get(report));
    const key = JSON.stringify(data);
    const figures = built.get(key) ?? buildReport(data);
    built.set(key, figures);
    return figures;
  }
}

function planOf(perClass: number, counts: Pick<ReportPlan, 'trainImages' | 'testImages'>, isScratchUnfinished: boolean): ReportPlan {
  const sizes = [1, 5, 20, perClass];
  const arms = armNames
    .filter((arm) => arm !== 'fine-tune')
    .map((arm: ArmName) => (arm === 'scratch' && isScratchUnfinished ? { arm, sizes: [perClass], seeds: 3 } : { arm, sizes, seeds: 6 }));
  return {
    sizes,
    arms,
    mostPasses: { smallNetwork: 12_000, scratch: 3000, fineTune: 3000 },
    scratchLeftOut: isScratchUnfinished ? { seconds: 10_800 } : null,
    trials: 4,
    scratchInputSize: 96,
    seconds: { low: 70, high: 110 },
    ...counts,
  };
}
