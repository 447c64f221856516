import type { ArmName, Interval, ReportSummary } from '../../contract/index.ts';
import type { Benefit, VerdictFigures } from '../../domain/transfer-benefit.ts';
import { count, countImages, formatDuration, formatNumber } from '../format.ts';
import { percent } from './figures.ts';

/** What a sentence names beside its figures. */
export interface SentenceFacts {
  /** Title of the source model. */
  readonly source: string;
  readonly testImages: number;
  /** Test images that the source model is known to have seen. */
  readonly testImagesSeen: number;
  /** Smallest size, in labelled images per class. */
  readonly smallest: number;
  /** Pictures that the optimiser steps of each network took in, where a quick report kept them few; else null. */
  readonly quickPasses: number | null;
}

/** What each arm is, as a part of a sentence. */
const armInSentence: Readonly<Record<ArmName, (source: string) => string>> = {
  transfer: (source) => `reusing ${source}`,
  'fine-tune': (source) => `tuning ${source}`,
  'small-network': () => 'a small network trained from scratch',
  scratch: () => 'training the same architecture from scratch',
  'random-frozen': () => 'the same architecture with random weights',
  'colour-texture': () => 'colour and texture alone',
  'raw-pixels': () => 'raw pixels alone',
  'largest-class': () => 'always naming the largest class',
};

/** One sentence that can be quoted by itself: what was compared, the figures, the interval, the numbers of seeds and images. */
export function verdictSentence(benefit: Benefit, figures: VerdictFigures, facts: SentenceFacts): string {
  const claim = { start: startClaim, slope: slopeClaim, asymptote: asymptoteClaim, overall: overallClaim }[benefit](figures, facts);
  const basis = `${count(figures.seeds, 'seed', 'seeds')}, ${count(facts.testImages, 'test image', 'test images')}`;
  return `${opening(benefit, figures, facts)}${claim(basis)}.${caution(benefit, figures, facts)}`;
}

type Claim = (basis: string) => string;

function opening(benefit: Benefit, { answer, against, indicative }: VerdictFigures, { source, testImagesSeen }: SentenceFacts): string {
  if (benefit !== 'overall') return '';
  if (testImagesSeen > 0 && answer !== 'hurts') return 'No verdict. ';
  if (indicative) return 'No verdict yet. ';
  if (answer === 'helps') return `Reusing ${source} helps. `;
  if (answer === 'hurts') return against === 'scratch' ? `Reusing ${source} hurts. ` : `Reusing ${source} hurts: a simpler way does better. `;
  return `There is no evidence that reusing ${source} helps. `;
}

function caution(benefit: Benefit, { answer, indicative, seeds, against }: VerdictFigures, { source, testImagesSeen, testImages, quickPasses }: SentenceFacts): string {
  if (testImagesSeen > 0 && answer !== 'hurts') return ` ${source} has seen ${formatNumber(testImagesSeen)} of ${count(testImages, 'test image', 'test images')} before: that it is right on them proves nothing.`;
  if (indicative) return ` ${count(seeds, 'seed shows', 'seeds show')} a direction only; six are needed for a verdict.`;
  // A short training is what a network from a random start suffers from most, and must not pass for what it can ever do. With the
  // fewest labels and in a ratio of labels a longer one changes little.
  if (answer === 'helps' && against === 'scratch' && quickPasses !== null && (benefit === 'overall' || benefit === 'asymptote')) return ` In this quick version each network from a random start took in ${formatNumber(quickPasses)} pictures; with more it may come closer.`;
  if (answer !== 'no evidence') return '';
  return benefit === 'overall' ? ' The difference can be chance.' : ' No evidence of a difference: it can be chance.';
}

function startClaim(figures: VerdictFigures, facts: SentenceFacts): Claim {
  return (basis) => `With ${count(figures.perClass, 'labelled image', 'labelled images')} per class, ${sideBySide(figures, facts, '', basis)}`;
}

function asymptoteClaim(figures: VerdictFigures, facts: SentenceFacts): Claim {
  return (basis) => `With all ${formatNumber(figures.images)} training images, ${sideBySide(figures, facts, '', basis)}`;
}

function overallClaim(figures: VerdictFigures, facts: SentenceFacts): Claim {
  const range = facts.smallest === figures.perClass ? `With ${count(figures.perClass, 'labelled image', 'labelled images')}` : `From ${facts.smallest} to ${formatNumber(figures.perClass)} labelled images`;
  return (basis) => `${range} per class, ${sideBySide(figures, facts, ' on average', basis)}`;
}

function slopeClaim(figures: VerdictFigures, { source }: SentenceFacts): Claim {
  const { effect, bound, against, scores } = figures;
  const isFewer = effect.value >= 1;
  const [first, second] = isFewer ? ['transfer', against] as const : [against, 'transfer'] as const;
  const shown: Interval = isFewer ? effect : { value: 1 / effect.value, low: 1 / effect.high, high: 1 / effect.low };
  const span = shown.low >= 1
    ? `${times(shown.low)} to ${times(shown.high)}`
    : `from ${times(1 / shown.low)} times as many to ${times(shown.high)} times fewer`;
  const need = shown.value < aboutAsMany
    ? `needs about as many labelled images as ${armInSentence[second](source)}`
    : `needs ${bound ? 'at least ' : ''}${times(shown.value)} times fewer labelled images than ${armInSentence[second](source)}`;
  return (basis) => `To be right on ${percent(scores.transfer)} of test images, ${armInSentence[first](source)} ${need} (95 % interval ${span}, ${basis})`;
}

/** "reusing X is right on 61 % of test images and training from scratch on 24 %: 37 points more (95 % interval 30 to 44, ...)" */
function sideBySide({ scores, against, effect }: VerdictFigures, { source }: SentenceFacts, average: string, basis: string): string {
  const digits = digitsThatAddUp(scores, effect.value);
  const shown = (share: number): string => (digits === 0 ? percent(share) : `${(100 * share).toFixed(digits)}\u00a0%`);
  return `${armInSentence.transfer(source)} is right on ${shown(scores.transfer)} of test images${average} and ${armInSentence[against](source)} on ${shown(scores.other)}: `
    + difference(effect, digits, basis);
}

/** Whoever subtracts the two scores must find the difference that is told: 28.4 and 36.7 are not 28, 37 and 8 points. */
function digitsThatAddUp({ transfer, other }: VerdictFigures['scores'], difference: number): number {
  const rounded = (share: number, digits: number): number => Math.round(100 * share * 10 ** digits);
  return [0, 1].find((digits) => rounded(transfer, digits) - rounded(other, digits) === rounded(difference, digits)) ?? 2;
}

/** "37 points more (95 % interval 30 to 44, 6 seeds, 168 test images)" */
function difference({ value, low, high }: Interval, digits: number, basis: string): string {
  const points = (share: number): string => Math.abs(100 * share).toFixed(digits);
  const isNone = (share: number): boolean => Number(points(share)) === 0;
  const side = (share: number): string => (isNone(share) ? '0' : `${points(share)} ${share < 0 ? 'less' : 'more'}`);
  const span = low > 0 ? `${points(low)} to ${points(high)}` : high < 0 ? `${points(high)} to ${points(low)}` : `${side(low)} to ${side(high)}`;
  const size = `${points(value)} ${points(value) === '1' ? 'point' : 'points'} ${value < 0 ? 'less' : 'more'}`;
  return `${isNone(value) ? 'no difference in whole points' : size} (95 % interval ${span}, ${basis})`;
}

/** A ratio nearer to 1 is not told as one. */
const aboutAsMany = 1.05;
const times = (ratio: number): string => (ratio < 10 ? ratio.toFixed(1) : formatNumber(ratio));

/** What a transfer report says on paper and on a page of its own. */
export const report = {
  title: 'Is transfer helping?',
  heading: (source: string, project: string) => `Transfer report: ${source} in ${project}`,
  unfinished: 'This report is not complete: there is no verdict yet.',
  stale: 'Labels or the test set have changed since this report. Its figures stay true of the images and labels as they were.',
  earlier: 'An earlier version of Graft made this report. It trained networks without transfer too briefly, so that reusing a source model seemed to help more than it does: its verdicts are left out. Its curves stay. Run it again for a verdict.',
  quick: 'This is the quick version: networks from scratch were trained for seconds only. Trained longer they would do better, above all with many images; the full version trains them longer.',
  seen: (seen: number, of: number) => `The source model is known to have seen ${count(seen, 'test image', 'test images')} of ${formatNumber(of)}: scores of the arms that reuse it may be too good.`,
  arms: {
    transfer: (source: string) => `Reusing ${source} (new head)`,
    'fine-tune': (source: string) => `Tuning ${source}`,
    'small-network': () => 'Small network, from scratch',
    scratch: () => 'Same architecture, from scratch',
    'random-frozen': () => 'Random weights, frozen',
    'colour-texture': () => 'Colour and texture',
    'raw-pixels': () => 'Raw pixels',
    'largest-class': () => 'Always the largest class',
  } satisfies Readonly<Record<ArmName, (source: string) => string>>,
  /** For tables, under a heading that names the source model. */
  armsInTable: {
    transfer: 'Reused, new head', 'fine-tune': 'Tuned', 'small-network': 'Small network, from scratch', scratch: 'Same architecture, from scratch',
    'random-frozen': 'Random weights, frozen', 'colour-texture': 'Colour and texture', 'raw-pixels': 'Raw pixels', 'largest-class': 'Always the largest class',
  } satisfies Readonly<Record<ArmName, string>>,
  benefits: { start: 'Start', slope: 'Slope', asymptote: 'Asymptote', overall: 'Overall' } satisfies Readonly<Record<Benefit, string>>,
  benefitMeaning: {
    start: 'gap with the fewest labels', slope: 'how many times fewer labels reach the same score', asymptote: 'gap with all labels', overall: 'gap on average over all sizes',
  } satisfies Readonly<Record<Benefit, string>>,
  answers: { helps: 'helps', 'no evidence': 'no evidence', hurts: 'hurts' },
  p: (p: number) => `sign-flip test p = ${p < 0.001 ? p.toExponential(0) : p.toFixed(3)}`,
  verdictTitle: 'Verdict',
  curves: {
    title: 'Learning curves',
    caption: (testImages: number) => `Share of the ${count(testImages, 'test image', 'test images')} named right, by labelled images per class. Mean over the seeds; bands are 95 % intervals over seeds and test images.`,
    x: 'Labelled images per class (logarithmic)', y: 'Right on test images',
  },
  more: {
    title: 'What follows',
    area: (transfer: Interval, scratch: Interval, ratio: Interval) =>
      `Area under the curve: ${percent(transfer.value)} reusing (95 % interval ${percent(transfer.low)} to ${percent(transfer.high)}), ${percent(scratch.value)} from scratch (${percent(scratch.low)} to ${percent(scratch.high)}). Transfer ratio ${signed(ratio.value)} (${signed(ratio.low)} to ${signed(ratio.high)}).`,
    steps: (ratio: Interval) => (ratio.value >= 1
      ? `Tuning needs ${times(ratio.value)} times fewer steps to the score that training from scratch ends at (95 % interval ${ratio.low.toFixed(1)} to ${ratio.high.toFixed(1)}).`
      : `Tuning needs ${times(1 / ratio.value)} times as many steps to the score that training from scratch ends at (95 % interval ${(1 / ratio.high).toFixed(1)} to ${(1 / ratio.low).toFixed(1)}).`),
    forecast: forecastSentence,
  },
  points: {
    title: 'All points', arm: 'Arm', perClass: 'Labelled images per class', images: 'Images', score: 'Right on test images', interval: '95 % interval',
    seeds: 'Seeds', passes: 'Image passes', trials: 'Trials', seconds: 'Seconds per seed',
  },
  method: {
    title: 'How it was measured',
    lines: (facts: { trainImages: number; testImages: number; classes: number; most: number }) => [
      `${countImages(facts.trainImages)} of ${count(facts.classes, 'class', 'classes')} to train on, ${formatNumber(facts.testImages)} to test on. The test images are the same for every point; no near-duplicate of one is trained on.`,
      'The images of a smaller size are among those of every larger one. A class with fewer images gives all it has. The same seed has the same images in every arm.',
      'A network is trained until it stops getting better on the validation images, or until its image passes are used up; then it counts as not finished.',
      'Intervals: bias-corrected and accelerated bootstrap over seeds and test images, test images by groups of near-duplicates. If all were repeated, 19 of 20 such intervals would hold the true figure.',
      'Start, slope and asymptote compare reusing the source model with the same architecture trained from scratch. An effect counts as helping or hurting only where its interval excludes no effect and the two-sided sign-flip test over the paired seeds gives p below 0.05, which takes at least 6 seeds.',
      'Slope: ratio of the labelled images that both need for the highest score that both reach, read off rising curves between two sizes by the logarithm of their number.',
      'Overall: difference of the mean scores over the logarithm of the number of images. It helps only if it beats training from scratch and no naive arm scores higher; it hurts if it is worse than the best of the other arms.',
      `The forecast fits a falling power law to the errors and is never said beyond four times the images there are (${formatNumber(4 * facts.most)} per class).`,
    ],
  },
  repeat: {
    title: 'To repeat it', report: 'Report', at: 'Started', project: 'Project', dataVersion: 'Dataset version', classes: 'Classes', source: 'Source model', hash: 'Its fingerprint (SHA-256)',
    cut: 'Cut', seed: 'Seed', software: 'Software', seconds: 'Time taken', quick: 'Extent', isQuick: 'quick', isFull: 'full',
    command: 'Every figure is computed again from the stored predictions by', duration: formatDuration,
  },
  /** What the command says. */
  recomputed: (report: number | null, figures: number, differences: number) =>
    (differences === 0 ? `${recomputedName(report)}: all ${formatNumber(figures)} figures are what the stored predictions give.` : `${recomputedName(report)}: ${formatNumber(differences)} of ${formatNumber(figures)} figures differ from what the stored predictions give:`),
  differs: (figure: string, stored: string, again: string) => `  ${figure}: stored ${stored}, computed again ${again}`,
  written: (file: string) => `Written: ${file}`,
  line: ({ report, sourceTitle, at, state }: Pick<ReportSummary, 'report' | 'sourceTitle' | 'at' | 'state'>) => `Report ${report}, ${new Date(at).toISOString().slice(0, 10)}: ${sourceTitle} (${state})`,
  pointLine: (arm: string, perClass: number, score: Interval, seeds: number) =>
    `  ${arm}, ${perClass} per class: ${percent(score.value)} (${percent(score.low)} to ${percent(score.high)}), ${count(seeds, 'seed', 'seeds')}`,
};

const recomputedName = (report: number | null): string => (report === null ? 'Rankings and runs' : `Report ${report}`);

function forecastSentence({ target, reached, low, high }: NonNullable<ReportSummary['forecast']>): string {
  const goal = percent(target);
  if (reached) return `${goal} right is reached with the images there are.`;
  if (low === null) return `For ${goal} right, more than four times the images there are would be needed; how many, or whether it can be reached at all, cannot be said from these.`;
  if (high === null) return `For ${goal} right, at least ${formatNumber(low)} more labelled images per class; how many at most cannot be said, it may be more than four times the images there are.`;
  return low === high ? `For ${goal} right, about ${formatNumber(low)} more labelled images per class.` : `For ${goal} right, ${formatNumber(low)} to ${formatNumber(high)} more labelled images per class (95 % interval).`;
}

const signed = (ratio: number): string => `${ratio < 0 ? '−' : '+'}${percent(Math.abs(ratio))}`;
