import type { ArmName, ArmPoint, Interval, ReportPlan, Rung, RunComparison, VerdictAnswer } from '../../contract/index.ts';
import { significant } from '../../domain/statistics/paired-tests.ts';
import {
  aboutDuration,
  capitalised,
  chance,
  count,
  countImages,
  estimatedDuration,
  formatDuration,
  formatNumber,
  percent,
  points,
  roughly,
} from './figures.ts';
import { tunedPart } from './tuned-part.ts';

const countOn = (on: RunComparison['on'], images: number): string =>
  on === 'test' ? count(images, 'test image', 'test images') : count(images, 'validation image', 'validation images');

/** The Compare screen. */
export const compareScreen = {
  title: 'Compare',
  intro: 'Does transfer help, which of your models is best, and is the difference significant?',
  tabsLabel: 'What to compare',
  tabs: { transfer: 'Does transfer help?', ladder: 'All runs', two: 'Two runs' },

  ladder: {
    title: 'All runs',
    explain: (images: number) =>
      `All runs on the same ${count(images, 'test image', 'test images')}, sorted by validation score, followed by simple baselines. Bars are 95% intervals of each score. To see whether two runs differ significantly, use Two runs, which compares them image by image.`,
    loading: 'Comparing runs …',
    empty: {
      title: 'Nothing to compare yet',
      text: 'Train a model first. Its runs will be listed here together with simple baselines.',
      go: 'Go to Train',
    },
    kinds: {
      'majority-class': 'Always the largest class',
      'colour-and-texture': 'Colour and texture alone',
      'raw-pixels': 'Pixels alone',
      scratch: 'From scratch',
      head: 'New last layer',
      'fine-tune': 'Fine-tuned',
    } satisfies Record<Rung['kind'], string>,
    run: (run: number, kind: string) => `Run ${run}: ${kind}`,
    facts: (source: string | null, from: string | null, seconds: number | null, validation: Interval | null) =>
      [
        validation === null ? null : `validation ${percent(validation.value)}`,
        source,
        from === null ? null : tunedPart(from),
        seconds === null ? null : formatDuration(seconds),
      ]
        .filter((one) => one !== null)
        .join(' · '),
    figure: (score: Interval) => `${percent(score.value)}, 95% interval ${percent(score.low)} to ${percent(score.high)}`,
    measure: 'Metric',
    withheld: (runs: number) => `${count(runs, 'run is', 'runs are')} not shown: the test set is locked, and their test score is hidden.`,
    leftOut: (runs: number) =>
      `${count(runs, 'run is', 'runs are')} not shown: tested on other images, or on labels that have changed since.`,
    open: (run: number) => `Show the results of run ${run}`,
    compareTwo: 'Compare two runs',
  },

  two: {
    title: 'Two runs, image by image',
    explain: 'Both models were tested on the same images. Only images on which exactly one of them is correct make a difference.',
    onValidation:
      'Compared on the validation images, because a test score is hidden. Settings were chosen with these images, so both scores are slightly optimistic.',
    /** Why the difference may deviate from that of the scores shown elsewhere; null if it cannot. */
    onCommon: ({ a, b, on, images, scored }: Pick<RunComparison, 'a' | 'b' | 'on' | 'images' | 'scored'>) =>
      scored.a === images && scored.b === images
        ? null
        : `Compared on the ${countOn(on, images)} that both runs share with the same labels. Run ${a} was scored on ${formatNumber(scored.a)} and run ${b} on ${formatNumber(scored.b)}, so the difference between their scores can deviate from the one shown here.`,
    first: 'First run',
    second: 'Second run',
    swap: 'Swap',
    option: (run: number, method: string, source: string, score: string) => `Run ${run}: ${method}, ${source}, ${score}`,
    needTwo: {
      title: 'You need two finished runs',
      text: 'Train again with another source model, cut point or method to see what changes.',
      go: 'Go to Train',
    },
    same: 'Choose two different runs.',
    loading: 'Comparing image by image …',
    cells: {
      bothRight: 'both correct',
      onlyA: (run: number) => `only run ${run} correct`,
      onlyB: (run: number) => `only run ${run} correct`,
      bothWrong: 'both incorrect',
    },
    verdict: ({ a, b, onlyA, onlyB, p, images }: RunComparison) => {
      const better = onlyB > onlyA ? b : a;
      const counts = `Of ${countImages(images)}, only run ${a} is correct on ${formatNumber(onlyA)} and only run ${b} on ${formatNumber(onlyB)}.`;
      if (onlyA === 0 && onlyB === 0) return `Both runs are correct on exactly the same images.`;
      if (p < significant) return `Run ${better} is significantly better. ${counts}`;
      return `There is no evidence that either run is better. ${counts} This difference may be due to chance.`;
    },
    test: ({ p, images, groups }: Pick<RunComparison, 'p' | 'images' | 'groups'>) =>
      groups === images
        ? `McNemar's test (exact, two-sided): ${chance(p)}`
        : `Sign-flip test (exact, two-sided): ${chance(p)}. Images of one group are counted together: ${formatNumber(groups)} groups or single images.`,
    difference: (a: number, b: number, { value, low, high }: Interval) =>
      `Run ${b} minus run ${a}: ${points(value)} points (95% interval ${points(low)} to ${points(high)})`,
    changed: {
      gained: (a: number, b: number) => `Incorrect in run ${a}, correct in run ${b}`,
      lost: (a: number, b: number) => `Correct in run ${a}, incorrect in run ${b}`,
      other: 'Incorrect in both, but different',
      none: 'No images.',
    },
    tile: (file: string, actual: string, a: string, b: string) => `${file}, label ${actual}: first ${a}, then ${b}`,
    answers: (a: string, b: string) => `${a} → ${b}`,
    is: (actual: string) => `is ${actual}`,
    more: (images: string) => `Show ${images} more`,
  },

  transfer: {
    empty: {
      title: 'Does transfer help?',
      text: 'The transfer report trains models on few and on many of your labels, both with the source model and in the best ways without it. It then tells you whether transfer helps: a higher start, fewer labels for the same score, a higher final score.',
    },
    loading: 'Loading reports …',
    heading: (source: string) => `Transfer from ${source}`,
    start: {
      title: 'New report',
      source: 'Source model',
      extent: 'Type',
      quick: 'Quick',
      quickHint: 'Fewer dataset sizes and seeds, so intervals are wider. Networks are still trained until they stop improving.',
      full: 'Full',
      fullHint: 'All dataset sizes that your labels allow, with fine-tuning. Use this one for publications.',
      planning: 'Estimating the time …',
      time: (seconds: ReportPlan['seconds']) => `${capitalised(aboutDuration(seconds))} on this computer`,
      sizes: (sizes: readonly number[]) => `Dataset sizes: ${sizes.map(formatNumber).join(', ')} labelled images per class`,
      seeds: ({ arms }: ReportPlan) => {
        const seedsOf = (name: ArmName): number => arms.find(({ arm }) => arm === name)?.seeds ?? 0;
        return [
          `${count(seedsOf('transfer'), 'seed', 'seeds')} for new last layers`,
          `${formatNumber(seedsOf('small-network'))} for a small network`,
          ...(seedsOf('scratch') > 0 ? [`${formatNumber(seedsOf('scratch'))} for the same architecture from scratch`] : []),
          seedsOf('fine-tune') > 0 ? `${formatNumber(seedsOf('fine-tune'))} for fine-tuning` : 'no fine-tuning',
        ].join(', ');
      },
      split: ({ trainImages, testImages }: ReportPlan) =>
        `${countImages(trainImages)} for training, ${formatNumber(testImages)} for testing`,
      /** What is not trained because it would take too long; null if nothing is left out. */
      leftOut: ({ arms, sizes, scratchLeftOut }: ReportPlan) => {
        if (scratchLeftOut === null) return null;
        const kept = arms.find(({ arm }) => arm === 'scratch')?.sizes ?? [];
        const where =
          kept.length === 0
            ? 'Left out'
            : kept.length < sizes.length
              ? `Trained with ${kept.map(formatNumber).join(', ')} images per class only`
              : 'Trained';
        return `${where}: the same architecture from scratch, which would take about ${estimatedDuration(scratchLeftOut.seconds)} for all dataset sizes on this computer. Start, slope and asymptote are measured against it.`;
      },
      go: 'Create report',
      starting: 'Starting …',
      background: 'The report runs in the background. You can stop and resume it at any time.',
    },
    running: {
      title: 'Measuring transfer',
      keeps: 'If you stop, finished points are kept, and you can resume the report later.',
      none: 'The first points appear when features have been computed.',
    },
    stopped: {
      text: 'This report is incomplete. Finished points are kept.',
      failed: 'This report was interrupted. Finished points are kept.',
      none: 'No points have been finished yet.',
      go: 'Resume',
      other: 'Another report is in progress.',
    },
    stale: 'Stale: labels or the test set have changed since this report. Its figures apply to the images and labels at that time.',
    staleAgain: 'New report',
    answers: { helps: 'helps', 'no evidence': 'no evidence', hurts: 'hurts', 'not measured': 'not measured' } satisfies Record<
      VerdictAnswer,
      string
    >,
    rivals: 'Best method without transfer, chosen by validation',
    effect: {
      difference: ({ value, low, high }: Interval) => ({
        figure: `${points(value)} points`,
        range: `95% interval ${points(low)} to ${points(high)}`,
      }),
      ratio: ({ value, low, high }: Interval, bound: 'at-least' | 'at-most' | null | undefined) => ({
        figure:
          value >= 1
            ? `${bound === 'at-least' ? 'at least ' : bound === 'at-most' ? 'at most ' : ''}${roughly(value)}× fewer labels`
            : `${bound === 'at-least' ? 'at most ' : bound === 'at-most' ? 'at least ' : ''}${roughly(1 / value)}× more labels`,
        range:
          value >= 1 || low >= 1
            ? `95% interval ${roughly(low)}× to ${roughly(high)}×`
            : `95% interval ${roughly(1 / high)}× to ${roughly(1 / low)}×`,
      }),
      p: (p: number) => chance(p),
      than: (arm: string) => `compared with: ${arm}`,
    },
    copy: 'Copy text',
    copied: 'Copied.',
    notCopied: 'Could not copy. Select the text and copy it manually.',
    curves: {
      title: 'Learning curves',
      explain: (images: number) =>
        `Accuracy on ${count(images, 'test image', 'test images')} by the number of labelled images per class. Bands are 95% intervals; those of the simplest methods are listed only in the table.`,
      show: 'View',
      chart: 'Curves',
      table: 'Table',
      x: 'Labelled images per class (log scale)',
      y: 'Accuracy',
      label: (arms: string, sizes: readonly number[]) =>
        `Learning curves of ${arms} from ${formatNumber(sizes[0] ?? 0)} to ${formatNumber(sizes.at(-1) ?? 0)} labelled images per class. The table contains the same data.`,
      point: (
        arm: string,
        perClass: number,
        { score: { value, low, high }, seeds, unfinished }: Pick<ArmPoint, 'score' | 'seeds' | 'unfinished'>,
      ) =>
        `${arm}, ${formatNumber(perClass)} per class: ${percent(value)} (${percent(low)} to ${percent(high)}), ${count(seeds, 'seed', 'seeds')}${unfinished > 0 ? `, ${formatNumber(unfinished)} not finished` : ''}`,
    },
    seen: (seen: number, of: number) =>
      `The source model was trained on ${formatNumber(seen)} of the ${count(of, 'test image', 'test images')}, so models that reuse it may score too high.`,
    forecast: 'How many more images?',
    follows: 'Recommendations',
    measured: 'How this was measured',
    facts: {
      when: 'Date',
      extent: 'Type',
      source: 'Source model',
      hash: 'SHA-256 of the source model',
      cut: 'Cut point',
      seed: 'Seed',
      dataVersion: 'Dataset version',
      classes: 'Classes',
      images: 'Images',
      software: 'Software',
      seconds: 'Duration',
      imagesText: (train: number, test: number) =>
        `${countImages(train)} for training, ${formatNumber(test)} for testing; near-duplicates are never in both`,
    },
    files: {
      title: 'Save report',
      explain: 'Includes everything needed to reproduce it.',
      html: 'Web page (HTML)',
      pdf: 'Document (PDF)',
      csv: 'Table of all points (CSV)',
      save: (what: string) => `Save as ${what}`,
      saved: (file: string) => `Saved: ${file}`,
    },
    recompute: {
      go: 'Recompute all figures',
      busy: 'Recomputing …',
      explain: 'Computes all figures again from the stored predictions.',
      equal: (figures: number) => `All ${formatNumber(figures)} figures match the stored predictions.`,
      differs: (differences: number, figures: number) => `${formatNumber(differences)} of ${formatNumber(figures)} figures differ:`,
      line: (figure: string, stored: string, again: string) => `${figure}: shown ${stored}, recomputed ${again}`,
    },
    list: {
      title: 'Reports',
      open: (source: string, when: string) => `${source}, ${when}`,
      quick: 'quick',
      full: 'full',
      stale: 'stale',
      states: { running: 'in progress', done: 'done', stopped: 'stopped', failed: 'interrupted' },
      remove: (source: string) => `Remove report: ${source}`,
      removeTitle: 'Remove this report?',
      removeText: 'Its points and figures will be deleted. Images, labels and runs are not affected.',
      removeGo: 'Remove',
      removed: 'The report was removed.',
    },
  },
};
