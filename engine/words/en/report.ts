import type { ArmName, Interval, ReportSummary, VerdictAnswer, VerdictReason } from '../../contract/index.ts';
import { rivalStretches } from '../../domain/report/best-rivals.ts';
import type { Benefit, Rival, VerdictFigures } from '../../domain/report/transfer-benefit.ts';
import { chance, count, countImages, decimals, estimatedDuration, formatDuration, formatNumber, listed, percent, roughly } from './figures.ts';

/** What a sentence names beside its figures. */
export interface SentenceFacts {
  /** Title of the source model. */
  readonly source: string;
  readonly testImages: number;
  /** Test images that the source model is known to have seen. */
  readonly testImagesSeen: number;
  /** Smallest size, in labelled images per class. */
  readonly smallest: number;
  /** How long training the architecture of the source from scratch at every size would have taken, where it was left out; else null. */
  readonly scratchSeconds: number | null;
}
/** A verdict as it is told. */
export type ToldVerdict = Omit<VerdictFigures, 'reason'> & { readonly reason: VerdictReason | null };

/** What each arm is, as a part of a sentence. */
const armInSentence: Readonly<Record<ArmName, (source: string) => string>> = {
  transfer: (source) => `reusing ${source}`,
  'fine-tune': (source) => `tuning ${source}`,
  'small-network': () => 'a small network trained from scratch',
  scratch: () => 'the same architecture trained from scratch',
  'random-frozen': () => 'a head on the same architecture with random weights',
  'colour-texture': () => 'colour and texture alone',
  'raw-pixels': () => 'raw pixels alone',
  'largest-class': () => 'always naming the largest class',
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One sentence that can be quoted by itself: what was compared, the figures, the interval, the numbers of seeds and images. */
export function verdictSentence(benefit: Benefit, figures: ToldVerdict, facts: SentenceFacts): string {
  if (figures.answer === 'not measured') return `Not measured: ${whyNotMeasured(benefit, figures, facts)}${boundOf(figures, facts)}`;
  const claim = { start: startClaim, slope: slopeClaim, asymptote: asymptoteClaim, overall: overallClaim }[benefit];
  return `${opening(benefit, figures, facts)}${capital(claim(measured(figures), facts))}.${rivalsOf(benefit, figures, facts)}${caution(benefit, figures, facts)}`;
}

/** What was compared, with its figures. */
type Measured = ToldVerdict & { readonly effect: Interval; readonly scores: NonNullable<VerdictFigures['scores']>; readonly rival: Rival };

function measured(figures: ToldVerdict): Measured {
  const { effect, scores, rivals: [rival] } = figures;
  if (effect === null || scores === null || rival === undefined) throw new RangeError('a verdict without what was compared');
  return { ...figures, effect, scores, rival };
}

function opening(benefit: Benefit, { answer, reason }: ToldVerdict, { source }: SentenceFacts): string {
  if (benefit !== 'overall') return '';
  if (answer === 'helps') return `Reusing ${source} helps. `;
  if (answer === 'hurts') return `Reusing ${source} hurts: training without it does better. `;
  if (reason === 'seen' || reason === 'not-finished' || reason === 'one-seed') return 'No verdict. ';
  return `There is no evidence that reusing ${source} helps. `;
}

/** The ways without transfer that stand for the best, where they differ between sizes. */
function rivalsOf(benefit: Benefit, { rivals }: ToldVerdict, { source }: SentenceFacts): string {
  if (benefit !== 'overall' || isOneArm(rivals)) return '';
  return ` Best without it, by the validation images: ${listed(rivalStretches(rivals).map((one) => `${armInSentence[one.arm](source)} with ${sizesText(one)}`), Infinity)}.`;
}

const isOneArm = (rivals: readonly Rival[]): boolean => new Set(rivals.map(({ arm }) => arm)).size === 1;

const sizesText = ({ from, to }: { from: number; to: number }): string => (from === to ? `${formatNumber(from)} per class` : `${formatNumber(from)} to ${formatNumber(to)} per class`);

function caution(benefit: Benefit, { answer, reason, rivals, chance: guess }: ToldVerdict, { source, testImagesSeen, testImages }: SentenceFacts): string {
  const unfinished = rivals.filter((rival) => rival.unfinished > 0);
  const names = (): string => listed([...new Set(unfinished.map(({ arm }) => armInSentence[arm](source)))]);
  if (answer === 'hurts') return unfinished.length === 0 ? '' : ` ${capital(names())} was not even finished.`;
  switch (reason) {
    case 'seen': return ` ${source} has seen ${formatNumber(testImagesSeen)} of ${count(testImages, 'test image', 'test images')} before: that it is right on them proves nothing.`;
    case 'not-finished': return ` ${capital(names())} was still getting better when its training ended${benefit === 'overall' ? `, with ${listed(rivalStretches(unfinished).map(sizesText))}` : ''}: nothing is claimed against it.`;
    case 'one-seed': return ' One seed does not show how much of that is luck.';
    case 'at-chance': return ` No score here is clearly better than a guess, which is right on ${percent(guess)}.`;
    default: return answer === 'helps' ? '' : benefit === 'overall' ? ' The difference can be chance.' : ' No evidence of a difference: it can be chance.';
  }
}

function whyNotMeasured(benefit: Benefit, { reason, chance: guess, perClass }: ToldVerdict, { scratchSeconds }: SentenceFacts): string {
  const scratch = armInSentence.scratch('');
  const guessed = `no score that both reach is clearly better than a guess, which is right on ${percent(guess)} of test images`;
  switch (reason) {
    case 'one-size': return 'the report has but one size, and so no curve.';
    case 'at-chance': return `${guessed}.`;
    case 'not-finished': return `${scratch} was still getting better when its training ended, and ${guessed}.`;
    default: return benefit === 'overall' ? 'nothing was trained without transfer.'
      : `${scratch} was left out${benefit === 'slope' ? ' at some sizes' : ` with ${count(perClass, 'labelled image', 'labelled images')} per class`}${scratchSeconds === null ? '' : `; at every size it would take about ${estimatedDuration(scratchSeconds)} here`}.`;
  }
}

/** Where the slope was not measured, what a naive arm says of it. */
function boundOf(figures: ToldVerdict, facts: SentenceFacts): string {
  if (figures.effect === null) return '';
  return ` Against ${armInSentence[measured(figures).rival.arm](facts.source)}: ${slopeClaim(measured(figures), facts)}.`;
}

const basis = ({ seeds }: Measured, { testImages }: SentenceFacts): string => `${count(seeds, 'seed', 'seeds')}, ${count(testImages, 'test image', 'test images')}`;

function startClaim(figures: Measured, facts: SentenceFacts): string {
  return `with ${count(figures.perClass, 'labelled image', 'labelled images')} per class, ${sideBySide('start', figures, facts)}`;
}

function asymptoteClaim(figures: Measured, facts: SentenceFacts): string {
  return `with all ${formatNumber(figures.images)} training images, ${sideBySide('asymptote', figures, facts)}`;
}

function overallClaim(figures: Measured, facts: SentenceFacts): string {
  const range = facts.smallest === figures.perClass ? `with ${count(figures.perClass, 'labelled image', 'labelled images')}` : `from ${facts.smallest} to ${formatNumber(figures.perClass)} labelled images`;
  return `${range} per class, ${sideBySide('overall', figures, facts, facts.smallest === figures.perClass ? '' : ' on average')}`;
}

function slopeClaim(figures: Measured, facts: SentenceFacts): string {
  const { effect, bound, rival, scores } = figures;
  const { source } = facts;
  const isFewer = effect.value >= 1;
  const [first, second] = isFewer ? ['transfer', rival.arm] as const : [rival.arm, 'transfer'] as const;
  const shown: Interval = isFewer ? effect : { value: 1 / effect.value, low: 1 / effect.high, high: 1 / effect.low };
  const span = shown.low >= 1
    ? `${roughly(shown.low)} to ${roughly(shown.high)}`
    : `from ${roughly(1 / shown.low)} times as many to ${roughly(shown.high)} times fewer`;
  const need = shown.value < aboutAsMany
    ? `needs about as many labelled images as ${armInSentence[second](source)}`
    : `needs ${bound ? 'at least ' : ''}${roughly(shown.value)} times fewer labelled images than ${armInSentence[second](source)}`;
  return `to be right on ${percent(scores.transfer)} of test images, ${armInSentence[first](source)} ${need} (95 % interval ${span}, ${basis(figures, facts)})`;
}

/** "reusing X is right on 61 % of test images and colour and texture alone on 24 %: 37 points more (95 % interval 30 to 44, ...)" */
function sideBySide(benefit: Benefit, figures: Measured, facts: SentenceFacts, average = ''): string {
  const { scores, effect } = figures;
  const { digits, difference: value } = thatAddUp(scores, effect.value);
  const shown = (share: number): string => (digits === 0 ? percent(share) : `${decimals(100 * share, digits)}\u00a0%`);
  return `${armInSentence.transfer(facts.source)} is right on ${shown(scores.transfer)} of test images${average} and ${rivalName(benefit, figures, facts)} on ${shown(scores.other)}: `
    + difference({ ...effect, value }, digits, basis(figures, facts));
}

/** Of the verdict that stands first, that the rival is the best there is. */
function rivalName(benefit: Benefit, { rivals, rival }: Measured, { source }: SentenceFacts): string {
  const name = armInSentence[rival.arm](source);
  if (benefit !== 'overall') return name;
  return isOneArm(rivals) ? `the best way without it, ${name},` : 'the best way without it';
}

/**
 * Whoever subtracts the two scores must find the difference that is told: 28.4 and 36.7 are not 28, 37 and 8 points. Where whole points
 * do not add up, tenths are told, and their difference.
 */
function thatAddUp({ transfer, other }: Measured['scores'], difference: number): { digits: 0 | 1; difference: number } {
  const rounded = (share: number, digits: number): number => Math.round(100 * share * 10 ** digits);
  if (rounded(transfer, 0) - rounded(other, 0) === rounded(difference, 0)) return { digits: 0, difference };
  return { digits: 1, difference: (rounded(transfer, 1) - rounded(other, 1)) / 1000 };
}

/** "37 points more (95 % interval 30 to 44, 6 seeds, 168 test images)" */
function difference({ value, low, high }: Interval, digits: 0 | 1, basis: string): string {
  const points = (share: number): string => decimals(Math.abs(100 * share), digits);
  const isNone = (share: number): boolean => Number(points(share)) === 0;
  const side = (share: number): string => (isNone(share) ? '0' : `${points(share)} ${share < 0 ? 'less' : 'more'}`);
  const span = low > 0 ? `${points(low)} to ${points(high)}` : high < 0 ? `${points(high)} to ${points(low)}` : `${side(low)} to ${side(high)}`;
  const size = `${points(value)} ${points(value) === '1' ? 'point' : 'points'} ${value < 0 ? 'less' : 'more'}`;
  return `${isNone(value) ? 'no difference in whole points' : size} (95 % interval ${span}, ${basis})`;
}

/** A ratio nearer to 1 is not told as one. */
const aboutAsMany = 1.05;

/** What a transfer report says on paper and on a page of its own. */
export const report = {
  title: 'Is transfer helping?',
  heading: (source: string, project: string) => `Transfer report: ${source} in ${project}`,
  unfinished: 'This report is not complete: there is no verdict yet.',
  stale: 'Labels or the test set have changed since this report. Its figures stay true of the images and labels as they were.',
  earlier: 'An earlier version of Graft made this report. It trained networks without transfer too briefly, so that reusing a source model seemed to help more than it does: its verdicts are left out. Its curves stay. Run it again for a verdict.',
  quick: 'This is the quick version: fewer sizes and fewer seeds, so that its intervals are wider. Every network is trained until it stops getting better, as in the full version.',
  unfinishedArms: (arms: readonly string[]) => `Dotted: ${listed(arms, Infinity)} ${arms.length === 1 ? 'was' : 'were'} still getting better when the training ended. Nothing is claimed against what is not finished.`,
  leftOut: (seconds: number) => `The same architecture was not trained from scratch at every size: that would take about ${estimatedDuration(seconds)} here.`,
  seen: (seen: number, of: number) => `The source model is known to have seen ${count(seen, 'test image', 'test images')} of ${formatNumber(of)}: scores of the arms that reuse it may be too good.`,
  undrawn: (letters: readonly string[]) =>
    `This document has no form for ${letters.length === 1 ? 'one letter' : `${formatNumber(letters.length)} letters`} of the names in it: ${lettersByScript(letters)}. An empty box stands for each; copying and searching find the letter itself. The report as a page (HTML) shows it.`,
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
    start: 'gap with the fewest labels', slope: 'how many times fewer labels reach the same score', asymptote: 'gap with all labels',
    overall: 'gap to the best way without transfer, on average over all sizes',
  } satisfies Readonly<Record<Benefit, string>>,
  answers: { helps: 'helps', 'no evidence': 'no evidence', hurts: 'hurts', 'not measured': 'not measured' } satisfies Readonly<Record<VerdictAnswer, string>>,
  p: (p: number) => chance(p),
  rivals: {
    title: 'Compared with',
    at: (from: number, to: number) => sizesText({ from, to }),
  },
  verdictTitle: 'Verdict',
  curves: {
    title: 'Learning curves',
    caption: (testImages: number) => `Share of the ${count(testImages, 'test image', 'test images')} named right, by labelled images per class. Mean over the seeds; bands are 95 % intervals over seeds and test images. Dotted: not finished.`,
    x: 'Labelled images per class (logarithmic)', y: 'Right on test images',
  },
  more: {
    title: 'What follows',
    area: (transfer: Interval, scratch: Interval, ratio: Interval) =>
      `Area under the curve: ${percent(transfer.value)} reusing (95 % interval ${percent(transfer.low)} to ${percent(transfer.high)}), ${percent(scratch.value)} from scratch (${percent(scratch.low)} to ${percent(scratch.high)}). Transfer ratio ${signed(ratio.value)} (${signed(ratio.low)} to ${signed(ratio.high)}).`,
    steps: (ratio: Interval) => (ratio.value >= 1
      ? `Tuning needs ${roughly(ratio.value)} times fewer steps to the score that training from scratch ends at (95 % interval ${decimals(ratio.low, 1)} to ${decimals(ratio.high, 1)}).`
      : `Tuning needs ${roughly(1 / ratio.value)} times as many steps to the score that training from scratch ends at (95 % interval ${decimals(1 / ratio.high, 1)} to ${decimals(1 / ratio.low, 1)}).`),
    forecast: forecastSentence,
  },
  points: {
    title: 'All points', arm: 'Arm', perClass: 'Labelled images per class', images: 'Images', score: 'Right on test images', interval: '95 % interval',
    validation: 'On validation images', seeds: 'Seeds', finished: 'Finished', passes: 'Image passes', trials: 'Trials', seconds: 'Seconds per seed',
    unfinished: (unfinished: number, seeds: number) => (unfinished === 0 ? 'yes' : `${seeds - unfinished} of ${formatNumber(seeds)}`),
  },
  method: {
    title: 'How it was measured',
    lines: (facts: { trainImages: number; testImages: number; classes: number; most: number }) => [
      `${countImages(facts.trainImages)} of ${count(facts.classes, 'class', 'classes')} to train on, ${formatNumber(facts.testImages)} to test on. The test images are the same for every point; no near-duplicate of one is trained on.`,
      'The images of a smaller size are among those of every larger one. A class with fewer images gives all it has. The same seed has the same images in every arm.',
      'A network is trained until it stops getting better on the validation images, or until its image passes are used up; then it counts as not finished.',
      'Intervals follow from how much a figure differs between seeds and between test images, near-duplicates taken as one, by Student\u2019s distribution for so few (Banerjee, 1960). If all were repeated, at least 19 of 20 such intervals would hold the true figure. Interval and p are readings of one test: p is below 0.05 exactly where the interval leaves out no effect.',
      'Overall compares reusing the source model with the best of all ways without it, chosen at each size by the validation images and never by the test images: difference of the mean scores over the logarithm of the number of images.',
      'Start, slope and asymptote compare reusing the source model with the same architecture trained from scratch.',
      'Nothing is claimed for a score that is not clearly better than a guess, nor against a network that was still getting better when its training ended.',
      'Slope: ratio of the labelled images that both need for the highest score that both reach, read off rising curves between two sizes by the logarithm of their number. Where that score is not clearly better than a guess, the best way that trains no network gives a bound.',
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
  pointLine: (arm: string, perClass: number, score: Interval, seeds: number, unfinished: number) =>
    `  ${arm}, ${formatNumber(perClass)} per class: ${percent(score.value)} (${percent(score.low)} to ${percent(score.high)}), ${count(seeds, 'seed', 'seeds')}${unfinished === 0 ? '' : `, ${formatNumber(unfinished)} not finished`}`,
};

/** Scripts by what people call them; a letter belongs to the first that fits. */
const scripts: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Chinese characters', /^\p{Script=Han}/u], ['Japanese kana', /^[\p{Script=Hiragana}\p{Script=Katakana}]/u], ['Korean', /^\p{Script=Hangul}/u], ['Thai', /^\p{Script=Thai}/u],
  ['Bengali', /^\p{Script=Bengali}/u], ['Gujarati', /^\p{Script=Gujarati}/u], ['Gurmukhi', /^\p{Script=Gurmukhi}/u], ['Kannada', /^\p{Script=Kannada}/u], ['Malayalam', /^\p{Script=Malayalam}/u],
  ['Tamil', /^\p{Script=Tamil}/u], ['Telugu', /^\p{Script=Telugu}/u], ['Sinhala', /^\p{Script=Sinhala}/u], ['Burmese', /^\p{Script=Myanmar}/u], ['Khmer', /^\p{Script=Khmer}/u],
  ['Ethiopic', /^\p{Script=Ethiopic}/u], ['Tibetan', /^\p{Script=Tibetan}/u], ['Mongolian', /^\p{Script=Mongolian}/u], ['emoji', /^[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u], ['other', /^/u],
];
const mostOfScript = 8;

/** "Chinese characters (U+7532 and U+866B), Thai (U+0E1A)": by their numbers, since they cannot be drawn. */
function lettersByScript(letters: readonly string[]): string {
  const nameOf = (letter: string): string => scripts.find(([, fits]) => fits.test(letter))?.[0] ?? '';
  const numbers = (letter: string): string => Array.from(letter, (one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
  const found = [...Map.groupBy(letters, nameOf)];
  return listed(found.map(([name, ofScript]) => `${name} (${listed(ofScript.map(numbers), mostOfScript)})`), Infinity);
}

const recomputedName = (report: number | null): string => (report === null ? 'Rankings and runs' : `Report ${report}`);

function forecastSentence({ target, reached, low, high }: NonNullable<ReportSummary['forecast']>): string {
  const goal = percent(target);
  if (reached) return `${goal} right is reached with the images there are.`;
  if (low === null) return `For ${goal} right, more than four times the images there are would be needed; how many, or whether it can be reached at all, cannot be said from these.`;
  if (high === null) return `For ${goal} right, at least ${formatNumber(low)} more labelled images per class; how many at most cannot be said, it may be more than four times the images there are.`;
  return low === high ? `For ${goal} right, about ${formatNumber(low)} more labelled images per class.` : `For ${goal} right, ${formatNumber(low)} to ${formatNumber(high)} more labelled images per class (95 % interval).`;
}

const signed = (ratio: number): string => `${ratio < 0 ? '−' : '+'}${percent(Math.abs(ratio))}`;
