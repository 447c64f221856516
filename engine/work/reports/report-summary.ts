import type { ReportSummary, Verdict } from '../../contract/index.ts';
import { buildCurves, buildReport } from '../../domain/report/build-report.ts';
import type { ArmName, Benefit, TransferData, TransferFigures, VerdictFigures } from '../../domain/report/transfer-benefit.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StoredReport } from '../../store/reports.ts';
import type { ToldVerdict } from '../../words/told.ts';
import { words } from '../../words/words.ts';
import { buildAside } from './build-aside.ts';

/** Enough for a first look at an unfinished report. */
const provisionalResamples = 200;
/** Arms with the architecture of the source model. */
const armsOfSource: readonly ArmName[] = ['transfer', 'fine-tune', 'scratch', 'random-frozen'];
const isOfSource = (arm: ArmName): boolean => armsOfSource.includes(arm);

/** The stored data from which the figures of a report are computed. */
export function reportData(store: ProjectStore, stored: StoredReport): TransferData {
  return {
    seed: stored.seed,
    plan: stored.plan,
    classes: stored.classes.map(({ id }) => id),
    train: stored.trainImages,
    test: stored.testImages,
    points: store.reports.points(stored.report),
  };
}

/**
 * Computes and stores the figures of a report whose points are all trained.
 * Errors: `report-not-found`; a RangeError if the points allow no fair comparison.
 */
export async function finishReport(store: ProjectStore, report: number, seconds: number): Promise<ReportSummary> {
  const built = await buildAside(reportData(store, store.reports.get(report)));
  if ('refused' in built) throw new RangeError(built.refused);
  store.reports.finish(report, built.figures, seconds);
  return reportSummary(store, store.reports.get(report));
}

/** Returns a report as shown: its stored figures or those of the points so far, with their sentences. */
export function reportSummary(store: ProjectStore, stored: StoredReport): ReportSummary {
  const figures = stored.figures ?? figuresSoFar(store, stored);
  return {
    report: stored.report,
    at: stored.at,
    quick: stored.quick,
    state: stored.state,
    failure: stored.failure,
    source: stored.source.id,
    sourceTitle: stored.source.title,
    sourceHash: stored.source.hash,
    cut: stored.cut,
    seed: stored.seed,
    dataVersion: stored.dataVersion,
    stale: stored.stale,
    earlier: stored.earlier,
    software: stored.software,
    seconds: stored.seconds,
    classes: stored.classes.map(({ name }) => name),
    trainImages: stored.trainImages.length,
    testImages: stored.testImages.length,
    testImagesSeen: stored.testImagesSeen,
    folderWindows: stored.folderWindows,
    readings: stored.readings,
    arms: figures.arms.map(({ arm, points }) => ({ arm, source: isOfSource(arm) ? stored.source.id : null, points: [...points] })),
    scratchLeftOut: stored.plan.scratchLeftOut,
    verdict: verdictsOf(figures, stored),
    area: figures.area,
    stepsRatio: figures.stepsRatio,
    forecast: figures.forecast,
  };
}

/** One report with invalid points must not hide the others; its error was already reported when the report ended. */
function figuresSoFar(store: ProjectStore, stored: StoredReport): TransferFigures {
  try {
    const data = reportData(store, stored);
    return stored.earlier ? buildCurves(data) : buildReport(data, provisionalResamples);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { arms: [], verdict: null, area: null, stepsRatio: null, forecast: null };
  }
}

function verdictsOf({ verdict }: TransferFigures, stored: StoredReport): ReportSummary['verdict'] {
  if (!verdict) return null;
  const { testImagesSeen, plan } = stored;
  const facts = {
    source: stored.source.title,
    testImages: stored.testImages.length,
    testImagesSeen,
    smallest: plan.sizes[0] ?? 1,
    scratchSeconds: plan.scratchLeftOut?.seconds ?? null,
  };
  const told = (benefit: Benefit): Verdict => {
    const figures = withoutPraise(verdict[benefit], testImagesSeen);
    const { answer, reason, effect, bound, p, rivals, seeds } = figures;
    return { answer, reason, effect, bound, p, rivals: [...rivals], seeds, sentence: words.verdictSentence(benefit, figures, facts) };
  };
  return { start: told('start'), slope: told('slope'), asymptote: told('asymptote'), overall: told('overall') };
}

/** A source model that has seen test images may have memorised them, which is no help with new images. */
function withoutPraise(figures: VerdictFigures, testImagesSeen: number): ToldVerdict {
  if (testImagesSeen === 0 || figures.answer === 'hurts' || figures.answer === 'not measured') return figures;
  return { ...figures, answer: 'no evidence', reason: 'seen' };
}
