import type { ArmName, ArmPoint, Interval, ReportPlan, Rung, RunComparison, VerdictAnswer } from '../../contract/index.ts';
import { significant } from '../../domain/statistics/paired-tests.ts';
import { aboutDuration, capitalised, chance, count, countImages, estimatedDuration, formatDuration, formatNumber, percent, points, roughly } from './figures.ts';
import { tunedPart } from './tuned-part.ts';

const countOn = (on: RunComparison['on'], images: number): string => (on === 'test' ? count(images, 'test image', 'test images') : count(images, 'validation image', 'validation images'));

/** What the Compare screen says. */
export const compareScreen = {
  title: 'Compare',
  intro: 'Is transfer helping, which of your models is best, and is the difference more than chance?',
  tabsLabel: 'What to compare',
  tabs: { transfer: 'Is transfer helping?', ladder: 'All runs', two: 'Two runs' },

  ladder: {
    title: 'The ladder',
    explain: (images: number) => `Every run on the same ${count(images, 'test image', 'test images')}, best on the validation images first, then simple baselines. The bars are 95 % intervals of each score by itself; whether two runs differ by more than chance, Two runs says, which compares them image by image.`,
    loading: 'Comparing the runs …',
    empty: { title: 'Nothing to compare yet', text: 'Train a model first. Each run then stands here beside what simple baselines reach on the same images.', go: 'Go to Train' },
    kinds: {
      'majority-class': 'Always the largest class', 'colour-and-texture': 'Colour and texture alone', 'raw-pixels': 'Pixels alone', scratch: 'From scratch', head: 'New last layer', 'fine-tune': 'Fine-tuned',
    } satisfies Record<Rung['kind'], string>,
    run: (run: number, kind: string) => `Run ${run}: ${kind}`,
    facts: (source: string | null, from: string | null, seconds: number | null, validation: Interval | null) =>
      [validation === null ? null : `validation ${percent(validation.value)}`, source, from === null ? null : tunedPart(from), seconds === null ? null : formatDuration(seconds)].filter((one) => one !== null).join(' · '),
    figure: (score: Interval) => `${percent(score.value)}, 95 % interval ${percent(score.low)} to ${percent(score.high)}`,
    measure: 'What is counted',
    withheld: (runs: number) => `${count(runs, 'run is', 'runs are')} left out: the test set is locked, and their test score is withheld.`,
    leftOut: (runs: number) => `${count(runs, 'run is', 'runs are')} left out: tested on other images, or on labels that have changed since.`,
    open: (run: number) => `Show the results of run ${run}`,
    compareTwo: 'Compare two runs',
  },

  two: {
    title: 'Two runs, image by image',
    explain: 'Both models looked at the same images. What counts is where only one of them is right.',
    onValidation: 'On the validation images, for a test score is withheld. Settings were chosen on these images, so both scores are a little too good.',
    /** Why the difference need not be that of the scores elsewhere; null where it is. */
    onCommon: ({ a, b, on, images, scored }: Pick<RunComparison, 'a' | 'b' | 'on' | 'images' | 'scored'>) => (scored.a === images && scored.b === images
      ? null
      : `On the ${countOn(on, images)} that both runs saw under the same label: run ${a} was scored on ${formatNumber(scored.a)} and run ${b} on ${formatNumber(scored.b)}, so their scores can differ by another amount than this.`),
    first: 'First run', second: 'Second run',
    swap: 'Change places',
    option: (run: number, method: string, source: string, score: string) => `Run ${run}: ${method}, ${source}, ${score}`,
    needTwo: { title: 'Two finished runs are needed', text: 'Train once more, with another source model, cut or method, and see here what changed.', go: 'Go to Train' },
    same: 'Choose two different runs.',
    loading: 'Comparing image by image …',
    cells: {
      bothRight: 'both right', onlyA: (run: number) => `only run ${run} right`, onlyB: (run: number) => `only run ${run} right`, bothWrong: 'both wrong',
    },
    verdict: ({ a, b, onlyA, onlyB, p, images }: RunComparison) => {
      const better = onlyB > onlyA ? b : a;
      const counts = `Of ${countImages(images)}, only run ${a} is right on ${formatNumber(onlyA)} and only run ${b} on ${formatNumber(onlyB)}.`;
      if (onlyA === 0 && onlyB === 0) return `The two runs are right on exactly the same images.`;
      if (p < significant) return `Run ${better} is better. ${counts} A difference this clear would rarely be chance.`;
      return `There is no evidence that either is better. ${counts} Such a difference can well be chance.`;
    },
    test: ({ p, images, groups }: Pick<RunComparison, 'p' | 'images' | 'groups'>) => (groups === images
      ? `McNemar's test (exact, two-sided): ${chance(p)}`
      : `Sign-flip test (exact, two-sided): ${chance(p)}. Images of one group count together: ${formatNumber(groups)} groups or single images.`),
    difference: (a: number, b: number, { value, low, high }: Interval) => `Run ${b} minus run ${a}: ${points(value)} points (95 % interval ${points(low)} to ${points(high)})`,
    changed: {
      gained: (a: number, b: number) => `Wrong in run ${a}, right in run ${b}`,
      lost: (a: number, b: number) => `Right in run ${a}, wrong in run ${b}`,
      other: 'Wrong in both, but differently',
      none: 'No images here.',
    },
    tile: (file: string, actual: string, a: string, b: string) => `${file}, label ${actual}: first ${a}, then ${b}`,
    answers: (a: string, b: string) => `${a} → ${b}`,
    is: (actual: string) => `is ${actual}`,
    more: (images: string) => `Show ${images} more`,
  },

  transfer: {
    empty: {
      title: 'Is transfer helping?',
      text: 'The transfer report trains with few and with many of your labels, reusing the source model and in the best ways without it, and says in words whether reusing it helps: a better start, fewer labels for the same score, a better end.',
    },
    loading: 'Loading the reports …',
    heading: (source: string) => `Reusing ${source}`,
    start: {
      title: 'New report',
      source: 'Source model',
      extent: 'How thorough',
      quick: 'Quick', quickHint: 'Fewer sizes and seeds, so wider intervals. Networks are trained until they stop getting better.',
      full: 'Full', fullHint: 'All sizes as far as your labels go, with fine-tunes. The one to quote.',
      planning: 'Working out how long it takes …',
      time: (seconds: ReportPlan['seconds']) => `${capitalised(aboutDuration(seconds))} on this computer`,
      sizes: (sizes: readonly number[]) => `Sizes: ${sizes.map(formatNumber).join(', ')} labelled images per class`,
      seeds: ({ arms }: ReportPlan) => {
        const seedsOf = (name: ArmName): number => arms.find(({ arm }) => arm === name)?.seeds ?? 0;
        return [
          `${count(seedsOf('transfer'), 'seed', 'seeds')} for heads`, `${formatNumber(seedsOf('small-network'))} for a small network`,
          ...seedsOf('scratch') > 0 ? [`${formatNumber(seedsOf('scratch'))} for the same architecture from scratch`] : [],
          seedsOf('fine-tune') > 0 ? `${formatNumber(seedsOf('fine-tune'))} for fine-tunes` : 'no fine-tunes',
        ].join(', ');
      },
      split: ({ trainImages, testImages }: ReportPlan) => `${countImages(trainImages)} to learn from, ${formatNumber(testImages)} to test on`,
      /** What is not trained for want of time; null where everything is. */
      leftOut: ({ arms, sizes, scratchLeftOut }: ReportPlan) => {
        if (scratchLeftOut === null) return null;
        const kept = arms.find(({ arm }) => arm === 'scratch')?.sizes ?? [];
        const where = kept.length === 0 ? 'Left out' : kept.length < sizes.length ? `Trained with ${kept.map(formatNumber).join(', ')} images per class only` : 'Trained';
        return `${where}: the same architecture from scratch, which at every size would take about ${estimatedDuration(scratchLeftOut.seconds)} here. Start, slope and asymptote are measured against it.`;
      },
      go: 'Start the report', starting: 'Starting …',
      background: 'It runs in the background and can be stopped and continued at any time.',
    },
    running: {
      title: 'Measuring transfer',
      keeps: 'Finished points are kept: the report can go on later from where it was stopped. The curves grow as points are finished.',
      none: 'The first points appear when the features are ready.',
    },
    stopped: {
      text: 'This report is not complete. The points that are finished are kept.',
      failed: 'This report was broken off. The points that are finished are kept.',
      none: 'No point was finished yet.',
      go: 'Go on with it', other: 'Another report is under way.',
    },
    stale: 'Stale: labels or the test set have changed since this report. Its figures stay true of the images and labels as they were.',
    staleAgain: 'New report',
    answers: { helps: 'helps', 'no evidence': 'no evidence', hurts: 'hurts', 'not measured': 'not measured' } satisfies Record<VerdictAnswer, string>,
    rivals: 'The best way without it, chosen by the validation images',
    effect: {
      difference: ({ value, low, high }: Interval) => ({ figure: `${points(value)} points`, range: `95 % interval ${points(low)} to ${points(high)}` }),
      ratio: ({ value, low, high }: Interval, bound: 'at-least' | 'at-most' | null | undefined) => ({
        figure: value >= 1
          ? `${bound === 'at-least' ? 'at least ' : bound === 'at-most' ? 'at most ' : ''}${roughly(value)}× fewer labels`
          : `${bound === 'at-least' ? 'at most ' : bound === 'at-most' ? 'at least ' : ''}${roughly(1 / value)}× more labels`,
        range: value >= 1 || low >= 1 ? `95 % interval ${roughly(low)}× to ${roughly(high)}×` : `95 % interval ${roughly(1 / high)}× to ${roughly(1 / low)}×`,
      }),
      p: (p: number) => chance(p),
      than: (arm: string) => `against: ${arm}`,
    },
    copy: 'Copy the sentence', copied: 'The sentence was copied.', notCopied: 'The sentence could not be copied; it can be selected and copied by hand.',
    curves: {
      title: 'Learning curves',
      explain: (images: number) => `Share of ${count(images, 'test image', 'test images')} named right, by the number of labelled images per class. Bands are 95 % intervals, of the simplest ways only in the table.`,
      show: 'How to show the points', chart: 'Curves', table: 'Table',
      x: 'Labelled images per class (logarithmic)', y: 'Named right',
      label: (arms: string, sizes: readonly number[]) => `Learning curves of ${arms} from ${formatNumber(sizes[0] ?? 0)} to ${formatNumber(sizes.at(-1) ?? 0)} labelled images per class. The table shows the same figures.`,
      point: (arm: string, perClass: number, { score: { value, low, high }, seeds, unfinished }: Pick<ArmPoint, 'score' | 'seeds' | 'unfinished'>) =>
        `${arm}, ${formatNumber(perClass)} per class: ${percent(value)} (${percent(low)} to ${percent(high)}), ${count(seeds, 'seed', 'seeds')}${unfinished > 0 ? `, ${formatNumber(unfinished)} not finished` : ''}`,
    },
    seen: (seen: number, of: number) => `The source model is known to have seen ${formatNumber(seen)} of the ${count(of, 'test image', 'test images')}: what reuses it may score too well.`,
    forecast: 'How many more images?',
    follows: 'What follows',
    measured: 'How it was measured',
    facts: {
      when: 'When', extent: 'Extent', source: 'Source model', hash: 'Its fingerprint (SHA-256)', cut: 'Cut', seed: 'Seed', dataVersion: 'Dataset version', classes: 'Classes', images: 'Images', software: 'Software', seconds: 'Time taken',
      imagesText: (train: number, test: number) => `${countImages(train)} to learn from, ${formatNumber(test)} to test on; no near-duplicate is on both sides`,
    },
    files: {
      title: 'Keep it', explain: 'Everything that is needed to repeat it is written along.',
      html: 'Page with figures (HTML)', pdf: 'Document to print (PDF)', csv: 'Table of all points (CSV)',
      save: (what: string) => `Save as ${what}`, saved: (file: string) => `Written: ${file}`,
    },
    recompute: {
      go: 'Recompute every figure', busy: 'Recomputing …',
      explain: 'Works out every figure again from the stored answers of the models.',
      equal: (figures: number) => `All ${formatNumber(figures)} figures are what the stored answers give.`,
      differs: (differences: number, figures: number) => `${formatNumber(differences)} of ${formatNumber(figures)} figures differ:`,
      line: (figure: string, stored: string, again: string) => `${figure}: shown ${stored}, recomputed ${again}`,
    },
    list: {
      title: 'Reports',
      open: (source: string, when: string) => `${source}, ${when}`,
      quick: 'quick', full: 'full', stale: 'stale',
      states: { running: 'under way', done: 'done', stopped: 'stopped', failed: 'broken off' },
      remove: (source: string) => `Remove the report on ${source}`,
      removeTitle: 'Remove this report?', removeText: 'Its points and figures are deleted. Images, labels and runs stay as they are.', removeGo: 'Remove', removed: 'The report was removed.',
    },
  },
};
