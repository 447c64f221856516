import type { ArmPoint, ReportSummary, VerdictAnswer } from '../../../contract/index.ts';
import type { Benefit } from '../../../domain/report/transfer-benefit.ts';
import { decimals, formatNumber, percent, words } from '../../../words/words.ts';

export interface VerdictBlock {
  readonly title: string;
  readonly answer: VerdictAnswer;
  readonly word: string;
  readonly sentence: string;
  readonly small: string;
}
export interface TableContent {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The content of a report in words, independent of the format it is written in. */
export interface ReportContent {
  readonly heading: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly overall: VerdictBlock | null;
  readonly benefits: readonly VerdictBlock[];
  readonly more: readonly string[];
  readonly points: TableContent;
  readonly method: readonly string[];
  readonly repeat: readonly (readonly [name: string, value: string])[];
  readonly command: string;
}

export function reportContent(summary: ReportSummary, project: string): ReportContent {
  const block = (benefit: Benefit): VerdictBlock[] => {
    const verdict = summary.verdict?.[benefit];
    if (!verdict) return [];
    const { answer, sentence, p } = verdict;
    const meaning = words.report.benefitMeaning[benefit];
    return [
      {
        title: words.report.benefits[benefit],
        answer,
        word: words.report.answers[answer],
        sentence,
        small: p === null ? meaning : `${meaning}; ${words.report.p(p)}`,
      },
    ];
  };
  const largest = Math.max(0, ...summary.arms.flatMap(({ points }) => points.map(({ perClass }) => perClass)));
  return {
    heading: words.report.heading(summary.sourceTitle, project),
    title: words.report.title,
    notes: notesOf(summary),
    overall: block('overall')[0] ?? null,
    benefits: (['start', 'slope', 'asymptote'] as const).flatMap(block),
    more: [
      ...(summary.area ? [words.report.more.area(summary.area.transfer, summary.area.scratch, summary.area.ratio)] : []),
      ...(summary.stepsRatio ? [words.report.more.steps(summary.stepsRatio)] : []),
      ...(summary.forecast ? [words.report.more.forecast(summary.forecast)] : []),
    ],
    points: pointsTable(summary),
    method: words.report.method.lines({
      trainImages: summary.trainImages,
      testImages: summary.testImages,
      classes: summary.classes.length,
      most: largest,
    }),
    repeat: repeatFacts(summary, project),
    command: `graft report "${project}" --report ${summary.report} --recompute`,
  };
}

function notesOf(summary: ReportSummary): string[] {
  const unfinished = summary.arms
    .filter(({ points }) => points.some((point) => point.unfinished > 0))
    .map(({ arm }) => words.report.armsInTable[arm]);
  return [
    ...(summary.earlier ? [words.report.earlier] : summary.verdict ? [] : [words.report.unfinished]),
    ...(summary.stale ? [words.report.stale] : []),
    ...(summary.quick && !summary.earlier ? [words.report.quick] : []),
    ...(unfinished.length > 0 ? [words.report.unfinishedArms(unfinished)] : []),
    ...(summary.scratchLeftOut ? [words.report.leftOut(summary.scratchLeftOut.seconds)] : []),
    ...(summary.testImagesSeen > 0 ? [words.report.seen(summary.testImagesSeen, summary.testImages)] : []),
  ];
}

function pointsTable({ arms }: ReportSummary): TableContent {
  const { arm, perClass, images, score, interval, validation, seeds, finished, passes, trials, seconds } = words.report.points;
  const row = (name: string, point: ArmPoint): string[] => [
    name,
    formatNumber(point.perClass),
    formatNumber(point.images),
    percent(point.score.value),
    words.report.points.range(point.score),
    point.validationScore === null ? '' : percent(point.validationScore),
    formatNumber(point.seeds),
    words.report.points.unfinished(point.unfinished, point.seeds),
    formatNumber(point.imagePasses),
    formatNumber(point.trials),
    decimals(point.seconds, 1),
  ];
  return {
    columns: [arm, perClass, images, score, interval, validation, seeds, finished, passes, trials, seconds],
    rows: arms.flatMap((one) => one.points.map((point) => row(words.report.armsInTable[one.arm], point))),
  };
}

function repeatFacts(summary: ReportSummary, project: string): (readonly [string, string])[] {
  const names = words.report.repeat;
  const read = words.readings.used(summary.readings);
  return [
    [names.report, String(summary.report)],
    [names.project, project],
    [names.at, new Date(summary.at).toISOString()],
    [names.dataVersion, String(summary.dataVersion)],
    [names.classes, summary.classes.join(', ')],
    [names.source, `${summary.sourceTitle} (${summary.source})`],
    [names.hash, summary.sourceHash],
    [names.cut, summary.cut],
    [names.seed, String(summary.seed)],
    ...(read === null ? [] : [[names.pages, read] as const]),
    ...(summary.folderWindows.length > 0 ? [[names.windows, words.folderWindows(summary.folderWindows)] as const] : []),
    [names.quick, summary.quick ? names.isQuick : names.isFull],
    [names.software, summary.software],
    [names.seconds, names.duration(summary.seconds)],
  ];
}
