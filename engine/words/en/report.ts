import type { ArmName, Interval, ReportSummary, VerdictAnswer } from '../../contract/index.ts';
import { rivalStretches } from '../../domain/report/best-rivals.ts';
import type { Benefit, Rival, VerdictFigures } from '../../domain/report/transfer-benefit.ts';
import type { SentenceFacts, ToldVerdict } from '../told.ts';
import {
  capitalised,
  chance,
  count,
  countImages,
  decimals,
  estimatedDuration,
  formatDuration,
  formatNumber,
  listed,
  percent,
  roughly,
} from './figures.ts';

/** Names of the arms within a sentence. */
const armInSentence: Readonly<Record<ArmName, (source: string) => string>> = {
  transfer: (source) => `transfer from ${source}`,
  'fine-tune': (source) => `fine-tuning ${source}`,
  'small-network': () => 'a small network trained from scratch',
  scratch: () => 'the same architecture trained from scratch',
  'random-frozen': () => 'the same architecture with random, frozen weights',
  'colour-texture': () => 'colour and texture alone',
  'raw-pixels': () => 'raw pixels alone',
  'largest-class': () => 'always predicting the largest class',
};

/** A verdict that can be quoted on its own: what was compared, the figures, the interval, the numbers of seeds and images. */
export function verdictSentence(benefit: Benefit, figures: ToldVerdict, facts: SentenceFacts): string {
  if (figures.answer === 'not measured') return `Not measured: ${whyNotMeasured(benefit, figures, facts)}${boundOf(figures, facts)}`;
  const claim = { start: startClaim, slope: slopeClaim, asymptote: asymptoteClaim, overall: overallClaim }[benefit];
  return `${opening(benefit, figures, facts)}${capitalised(claim(measured(figures), facts))}.${rivalsOf(benefit, figures, facts)}${caution(benefit, figures, facts)}`;
}

/** A verdict with something to compare, and its figures. */
type Measured = ToldVerdict & { readonly effect: Interval; readonly scores: NonNullable<VerdictFigures['scores']>; readonly rival: Rival };

function measured(figures: ToldVerdict): Measured {
  const {
    effect,
    scores,
    rivals: [rival],
  } = figures;
  if (effect === null || scores === null || rival === undefined) throw new RangeError('a verdict without what was compared');
  return { ...figures, effect, scores, rival };
}

function opening(benefit: Benefit, { answer, reason }: ToldVerdict, { source }: SentenceFacts): string {
  if (benefit !== 'overall') return '';
  if (answer === 'helps') return `Transfer from ${source} helps. `;
  if (answer === 'hurts') return `Transfer from ${source} hurts: training without it is better. `;
  if (reason === 'seen' || reason === 'not-finished' || reason === 'one-seed') return 'No verdict. ';
  return `There is no evidence that transfer from ${source} helps. `;
}

/** The best methods without transfer, if they differ between sizes. */
function rivalsOf(benefit: Benefit, { rivals }: ToldVerdict, { source }: SentenceFacts): string {
  if (benefit !== 'overall' || isOneArm(rivals)) return '';
  return ` Best method without transfer, chosen by validation: ${listed(
    rivalStretches(rivals).map((one) => `${armInSentence[one.arm](source)} at ${sizesText(one)}`),
    Infinity,
  )}.`;
}

const isOneArm = (rivals: readonly Rival[]): boolean => new Set(rivals.map(({ arm }) => arm)).size === 1;

const sizesText = ({ from, to }: { from: number; to: number }): string =>
  from === to ? `${formatNumber(from)} per class` : `${formatNumber(from)} to ${formatNumber(to)} per class`;

function caution(
  benefit: Benefit,
  { answer, reason, rivals, chance: guess }: ToldVerdict,
  { source, testImagesSeen, testImages }: SentenceFacts,
): string {
  const unfinished = rivals.filter((rival) => rival.unfinished > 0);
  const names = (): string => listed([...new Set(unfinished.map(({ arm }) => armInSentence[arm](source)))]);
  if (answer === 'hurts') return unfinished.length === 0 ? '' : ` ${capitalised(names())} had not even finished training.`;
  switch (reason) {
    case 'seen':
      return ` ${source} was trained on ${formatNumber(testImagesSeen)} of the ${count(testImages, 'test image', 'test images')}, so its score on them proves nothing.`;
    case 'not-finished':
      return ` ${capitalised(names())} was still improving when its training ended${benefit === 'overall' ? ` (${listed(rivalStretches(unfinished).map(sizesText))})` : ''}, so no claim is made against it.`;
    case 'one-seed':
      return ' With a single seed, this may be due to chance.';
    case 'at-chance':
      return ` No score here is clearly better than guessing, which is correct on ${percent(guess)}.`;
    default:
      return answer === 'helps'
        ? ''
        : benefit === 'overall'
          ? ' The difference may be due to chance.'
          : ' No evidence of a difference: it may be due to chance.';
  }
}

function whyNotMeasured(benefit: Benefit, { reason, chance: guess, perClass }: ToldVerdict, { scratchSeconds }: SentenceFacts): string {
  const scratch = armInSentence.scratch('');
  const guessed = `no score that both reach is clearly better than guessing, which is correct on ${percent(guess)} of test images`;
  switch (reason) {
    case 'one-size':
      return 'the report has only one dataset size, so there is no curve.';
    case 'at-chance':
      return `${guessed}.`;
    case 'not-finished':
      return `${scratch} was still improving when its training ended, and ${guessed}.`;
    default:
      return benefit === 'overall'
        ? 'no model was trained without transfer.'
        : `${scratch} was left out${benefit === 'slope' ? ' at some dataset sizes' : ` at ${count(perClass, 'labelled image', 'labelled images')} per class`}${scratchSeconds === null ? '' : `; all dataset sizes would take about ${estimatedDuration(scratchSeconds)} on this computer`}.`;
  }
}

/** What a naive arm shows about the slope, if that was not measured. */
function boundOf(figures: ToldVerdict, facts: SentenceFacts): string {
  if (figures.effect === null) return '';
  return ` Compared with ${armInSentence[measured(figures).rival.arm](facts.source)}: ${slopeClaim(measured(figures), facts)}.`;
}

const basis = ({ seeds }: Measured, { testImages }: SentenceFacts): string =>
  `${count(seeds, 'seed', 'seeds')}, ${count(testImages, 'test image', 'test images')}`;

function startClaim(figures: Measured, facts: SentenceFacts): string {
  return `with ${count(figures.perClass, 'labelled image', 'labelled images')} per class, ${sideBySide('start', figures, facts)}`;
}

function asymptoteClaim(figures: Measured, facts: SentenceFacts): string {
  return `with all ${formatNumber(figures.images)} training images, ${sideBySide('asymptote', figures, facts)}`;
}

function overallClaim(figures: Measured, facts: SentenceFacts): string {
  const range =
    facts.smallest === figures.perClass
      ? `with ${count(figures.perClass, 'labelled image', 'labelled images')}`
      : `from ${facts.smallest} to ${formatNumber(figures.perClass)} labelled images`;
  return `${range} per class, ${sideBySide('overall', figures, facts, facts.smallest === figures.perClass ? '' : ' on average')}`;
}

function slopeClaim(figures: Measured, facts: SentenceFacts): string {
  const { effect, bound, rival, scores } = figures;
  const { source } = facts;
  const isFewer = effect.value >= 1;
  const [first, second] = isFewer ? (['transfer', rival.arm] as const) : ([rival.arm, 'transfer'] as const);
  const shown: Interval = isFewer ? effect : { value: 1 / effect.value, low: 1 / effect.high, high: 1 / effect.low };
  const span =
    shown.low >= 1
      ? `${roughly(shown.low)} to ${roughly(shown.high)}`
      : `from ${roughly(1 / shown.low)} times as many to ${roughly(shown.high)} times fewer`;
  const need =
    shown.value < aboutAsMany
      ? `needs about as many labelled images as ${armInSentence[second](source)}`
      : `needs ${bound ? 'at least ' : ''}${roughly(shown.value)} times fewer labelled images than ${armInSentence[second](source)}`;
  return `to reach an accuracy of ${percent(scores.transfer)}, ${armInSentence[first](source)} ${need} (95% interval ${span}, ${basis(figures, facts)})`;
}

/** "transfer from X reaches an accuracy of 61% and colour and texture alone 24%: 37 points more (95% interval 30 to 44, ...)" */
function sideBySide(benefit: Benefit, figures: Measured, facts: SentenceFacts, average = ''): string {
  const { scores, effect } = figures;
  const { digits, difference: value } = thatAddUp(scores, effect.value);
  const shown = (share: number): string => (digits === 0 ? percent(share) : `${decimals(100 * share, digits)}%`);
  return (
    `${armInSentence.transfer(facts.source)} reaches an accuracy of ${shown(scores.transfer)}${average} and ${rivalName(benefit, figures, facts)} ${shown(scores.other)}: `
    + difference({ ...effect, value }, digits, basis(figures, facts))
  );
}

/** For the main verdict, says that the rival is the best method without transfer. */
function rivalName(benefit: Benefit, { rivals, rival }: Measured, { source }: SentenceFacts): string {
  const name = armInSentence[rival.arm](source);
  if (benefit !== 'overall') return name;
  return isOneArm(rivals) ? `the best method without transfer, ${name},` : 'the best method without transfer';
}

/**
 * The difference must be that of the two scores as shown: 28.4 and 36.7 must not become 28, 37 and 8 points. Where whole points do not add
 * up, tenths and their difference are shown.
 */
function thatAddUp({ transfer, other }: Measured['scores'], difference: number): { digits: 0 | 1; difference: number } {
  const rounded = (share: number, digits: number): number => Math.round(100 * share * 10 ** digits);
  if (rounded(transfer, 0) - rounded(other, 0) === rounded(difference, 0)) return { digits: 0, difference };
  return { digits: 1, difference: (rounded(transfer, 1) - rounded(other, 1)) / 1000 };
}

/** "37 points more (95% interval 30 to 44, 6 seeds, 168 test images)" */
function difference({ value, low, high }: Interval, digits: 0 | 1, basis: string): string {
  const points = (share: number): string => decimals(Math.abs(100 * share), digits);
  const isNone = (share: number): boolean => Number(points(share)) === 0;
  const side = (share: number): string => (isNone(share) ? '0' : `${points(share)} ${share < 0 ? 'less' : 'more'}`);
  const span =
    low > 0 ? `${points(low)} to ${points(high)}` : high < 0 ? `${points(high)} to ${points(low)}` : `${side(low)} to ${side(high)}`;
  const size = `${points(value)} ${points(value) === '1' ? 'point' : 'points'} ${value < 0 ? 'less' : 'more'}`;
  return `${isNone(value) ? 'no difference in whole points' : size} (95% interval ${span}, ${basis})`;
}

/** Ratios closer to 1 count as no difference. */
const aboutAsMany = 1.05;

/** A transfer report in print and as a page of its own. */
export const report = {
  title: 'Does transfer help?',
  heading: (source: string, project: string) => `Transfer report: ${source} in ${project}`,
  unfinished: 'This report is incomplete, so there is no verdict yet.',
  stale: 'Labels or the test set have changed since this report. Its figures apply to the images and labels at that time.',
  earlier:
    'This report was made by an earlier version of Graft, which trained networks without transfer too briefly and so overstated the benefit of transfer. Its verdicts are not shown; its curves are. Create a new report for a verdict.',
  quick:
    'This is a quick report: it uses fewer dataset sizes and seeds, so its intervals are wider. Every network is trained until it stops improving, as in the full report.',
  unfinishedArms: (arms: readonly string[]) =>
    `Dotted: ${listed(arms, Infinity)} ${arms.length === 1 ? 'was' : 'were'} still improving when training ended. No claims are made against unfinished training.`,
  leftOut: (seconds: number) =>
    `The same architecture was not trained from scratch at all dataset sizes, because that would take about ${estimatedDuration(seconds)} on this computer.`,
  seen: (seen: number, of: number) =>
    `The source model was trained on ${formatNumber(seen)} of the ${count(of, 'test image', 'test images')}, so models that reuse it may score too high.`,
  undrawn: (letters: readonly string[]) =>
    `The fonts of this document lack ${letters.length === 1 ? 'one character' : `${formatNumber(letters.length)} characters`} used in it: ${lettersByScript(letters)}. They are drawn as empty boxes; you can still copy and search them. The web page version (HTML) shows them.`,
  arms: {
    transfer: (source: string) => `Transfer from ${source} (new last layer)`,
    'fine-tune': (source: string) => `Fine-tuning ${source}`,
    'small-network': () => 'Small network, from scratch',
    scratch: () => 'Same architecture, from scratch',
    'random-frozen': () => 'Random weights, frozen',
    'colour-texture': () => 'Colour and texture',
    'raw-pixels': () => 'Raw pixels',
    'largest-class': () => 'Always the largest class',
  } satisfies Readonly<Record<ArmName, (source: string) => string>>,
  /** For tables under a heading that names the source model. */
  armsInTable: {
    transfer: 'Transfer, new last layer',
    'fine-tune': 'Fine-tuned',
    'small-network': 'Small network, from scratch',
    scratch: 'Same architecture, from scratch',
    'random-frozen': 'Random weights, frozen',
    'colour-texture': 'Colour and texture',
    'raw-pixels': 'Raw pixels',
    'largest-class': 'Always the largest class',
  } satisfies Readonly<Record<ArmName, string>>,
  benefits: { start: 'Start', slope: 'Slope', asymptote: 'Asymptote', overall: 'Overall' } satisfies Readonly<Record<Benefit, string>>,
  benefitMeaning: {
    start: 'difference with the fewest labels',
    slope: 'how many times fewer labels are needed for the same score',
    asymptote: 'difference with all labels',
    overall: 'difference to the best method without transfer, averaged over all dataset sizes',
  } satisfies Readonly<Record<Benefit, string>>,
  answers: { helps: 'helps', 'no evidence': 'no evidence', hurts: 'hurts', 'not measured': 'not measured' } satisfies Readonly<
    Record<VerdictAnswer, string>
  >,
  p: (p: number) => chance(p),
  rivals: {
    title: 'Compared with',
    at: (from: number, to: number) => sizesText({ from, to }),
  },
  verdictTitle: 'Verdict',
  curves: {
    title: 'Learning curves',
    caption: (testImages: number) =>
      `Accuracy on ${count(testImages, 'test image', 'test images')} by labelled images per class. Mean over seeds; bands are 95% intervals over seeds and test images. Dotted: not finished.`,
    x: 'Labelled images per class (log scale)',
    y: 'Accuracy on test images',
  },
  more: {
    title: 'Recommendations',
    area: (transfer: Interval, scratch: Interval, ratio: Interval) =>
      `Area under the curve: ${percent(transfer.value)} with transfer (95% interval ${percent(transfer.low)} to ${percent(transfer.high)}), ${percent(scratch.value)} from scratch (${percent(scratch.low)} to ${percent(scratch.high)}). Transfer ratio ${signed(ratio.value)} (${signed(ratio.low)} to ${signed(ratio.high)}).`,
    steps: (ratio: Interval) =>
      ratio.value >= 1
        ? `Fine-tuning needs ${roughly(ratio.value)} times fewer steps to reach the final score of training from scratch (95% interval ${decimals(ratio.low, 1)} to ${decimals(ratio.high, 1)}).`
        : `Fine-tuning needs ${roughly(1 / ratio.value)} times as many steps to reach the final score of training from scratch (95% interval ${decimals(1 / ratio.high, 1)} to ${decimals(1 / ratio.low, 1)}).`,
    forecast: forecastSentence,
  },
  points: {
    title: 'All points',
    arm: 'Method',
    perClass: 'Labelled images per class',
    images: 'Images',
    score: 'Test accuracy',
    interval: '95% interval',
    range: ({ low, high }: Interval) => `${percent(low)} to ${percent(high)}`,
    validation: 'Validation accuracy',
    seeds: 'Seeds',
    finished: 'Finished',
    passes: 'Images seen',
    trials: 'Trials',
    seconds: 'Seconds per seed',
    unfinished: (unfinished: number, seeds: number) => (unfinished === 0 ? 'yes' : `${seeds - unfinished} of ${formatNumber(seeds)}`),
  },
  method: {
    title: 'How this was measured',
    lines: (facts: { trainImages: number; testImages: number; classes: number; most: number }) => [
      `${countImages(facts.trainImages)} of ${count(facts.classes, 'class', 'classes')} for training, ${formatNumber(facts.testImages)} for testing. All points use the same test images, and none of their near-duplicates is used for training.`,
      'Smaller training sets are subsets of larger ones. A class with fewer images contributes all of them. With the same seed, all methods use the same images.',
      'A network is trained until its validation score stops improving. If it reaches its limit of images first, it counts as not finished.',
      'Intervals are based on the variation between seeds and between test images (near-duplicates count as one), with Student\u2019s t distribution (Banerjee, 1960). If everything were repeated, at least 19 out of 20 such intervals would contain the true value. Intervals and p values come from the same test: p is below 0.05 exactly when the interval excludes zero effect.',
      'Overall compares transfer with the best method without transfer, chosen for each dataset size by validation, never by the test images. It is the difference of the scores, averaged over the logarithm of the number of images.',
      'Start, slope and asymptote compare transfer with the same architecture trained from scratch.',
      'No claims are made about scores that are not clearly better than guessing, or against networks that were still improving when training ended.',
      'Slope is the ratio of the numbers of labelled images that both methods need to reach the highest score that both attain, interpolated on monotonic curves over the logarithm of that number. If that score is not clearly better than guessing, the best method that trains no network gives a bound.',
      `The forecast fits a decreasing power law to the errors and never extends beyond four times the available images (${formatNumber(4 * facts.most)} per class).`,
    ],
  },
  repeat: {
    title: 'Reproduce this report',
    report: 'Report',
    at: 'Started',
    project: 'Project',
    dataVersion: 'Dataset version',
    pages: 'Pages and channels',
    windows: 'Brightness windows',
    classes: 'Classes',
    source: 'Source model',
    hash: 'SHA-256 of the source model',
    cut: 'Cut point',
    seed: 'Seed',
    software: 'Software',
    seconds: 'Duration',
    quick: 'Type',
    isQuick: 'quick',
    isFull: 'full',
    command: 'To recompute all figures from the stored predictions, run',
    duration: formatDuration,
  },
  /** Output of the command. */
  recomputed: (report: number | null, figures: number, differences: number) =>
    differences === 0
      ? `${recomputedName(report)}: all ${formatNumber(figures)} figures match the stored predictions.`
      : `${recomputedName(report)}: ${formatNumber(differences)} of ${formatNumber(figures)} figures differ from the stored predictions:`,
  differs: (figure: string, stored: string, again: string) => `  ${figure}: stored ${stored}, recomputed ${again}`,
  written: (file: string) => `Saved: ${file}`,
  line: ({ report, sourceTitle, at, state }: Pick<ReportSummary, 'report' | 'sourceTitle' | 'at' | 'state'>) =>
    `Report ${report}, ${new Date(at).toISOString().slice(0, 10)}: ${sourceTitle} (${state})`,
  pointLine: (arm: string, perClass: number, score: Interval, seeds: number, unfinished: number) =>
    `  ${arm}, ${formatNumber(perClass)} per class: ${percent(score.value)} (${percent(score.low)} to ${percent(score.high)}), ${count(seeds, 'seed', 'seeds')}${unfinished === 0 ? '' : `, ${formatNumber(unfinished)} not finished`}`,
};

/** Scripts by common name; a letter belongs to the first that matches. */
const scripts: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Chinese characters', /^\p{Script=Han}/u],
  ['Japanese kana', /^[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Korean', /^\p{Script=Hangul}/u],
  ['Thai', /^\p{Script=Thai}/u],
  ['Bengali', /^\p{Script=Bengali}/u],
  ['Gujarati', /^\p{Script=Gujarati}/u],
  ['Gurmukhi', /^\p{Script=Gurmukhi}/u],
  ['Kannada', /^\p{Script=Kannada}/u],
  ['Malayalam', /^\p{Script=Malayalam}/u],
  ['Tamil', /^\p{Script=Tamil}/u],
  ['Telugu', /^\p{Script=Telugu}/u],
  ['Sinhala', /^\p{Script=Sinhala}/u],
  ['Burmese', /^\p{Script=Myanmar}/u],
  ['Khmer', /^\p{Script=Khmer}/u],
  ['Ethiopic', /^\p{Script=Ethiopic}/u],
  ['Tibetan', /^\p{Script=Tibetan}/u],
  ['Mongolian', /^\p{Script=Mongolian}/u],
  ['emoji', /^[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u],
  ['other', /^/u],
];
const mostOfScript = 8;

/** "Chinese characters (U+7532 and U+866B), Thai (U+0E1A)": code points, because the document's fonts lack the letters. */
function lettersByScript(letters: readonly string[]): string {
  const nameOf = (letter: string): string => scripts.find(([, fits]) => fits.test(letter))?.[0] ?? '';
  const numbers = (letter: string): string =>
    Array.from(letter, (one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
  const found = [...Map.groupBy(letters, nameOf)];
  return listed(
    found.map(([name, ofScript]) => `${name} (${listed(ofScript.map(numbers), mostOfScript)})`),
    Infinity,
  );
}

const recomputedName = (report: number | null): string => (report === null ? 'Rankings and runs' : `Report ${report}`);

function forecastSentence({ target, reached, low, high }: NonNullable<ReportSummary['forecast']>): string {
  const goal = percent(target);
  if (reached) return `You already have enough images for an accuracy of ${goal}.`;
  if (low === null)
    return `For an accuracy of ${goal}, you need more than four times as many images as you have. How many, or whether it can be reached at all, cannot be estimated from this data.`;
  if (high === null)
    return `For an accuracy of ${goal}, you need at least ${formatNumber(low)} more labelled images per class. There is no reliable upper limit; it may be more than four times as many images as you have.`;
  return low === high
    ? `For an accuracy of ${goal}, you need about ${formatNumber(low)} more labelled images per class.`
    : `For an accuracy of ${goal}, you need ${formatNumber(low)} to ${formatNumber(high)} more labelled images per class (95% interval).`;
}

const signed = (ratio: number): string => `${ratio < 0 ? '−' : '+'}${percent(Math.abs(ratio))}`;
