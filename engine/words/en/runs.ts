import type { AutoChoice, CutSweep, Method, RunComparison, Rung, RunSummary, Tuning } from '../../contract/index.ts';
import { compareScreen } from './compare-screen.ts';
import { failures } from './failures.ts';
import { count, decimals, formatNumber, learningRate, percentInTenths, roughly } from './figures.ts';
import { otherClass } from './other-class.ts';
import { testSet } from './test-set.ts';
import { train } from './train.ts';
import { tunedPart } from './tuned-part.ts';

const methods: Readonly<Record<Method, string>> = {
  head: 'new last layer',
  'fine-tune': 'fine-tuned',
  scratch: 'from scratch',
  baseline: 'baseline',
};
const rungs: Readonly<Record<Rung['kind'], string>> = {
  'majority-class': 'baseline, always the most frequent class',
  'colour-and-texture': 'baseline, colour and texture only',
  'raw-pixels': 'baseline, raw pixels',
  scratch: 'from scratch',
  head: 'new last layer',
  'fine-tune': 'fine-tuned',
};

/** Runs on the command line. */
export const runs = {
  none: 'This project has no runs yet. Use "graft train" to train a model.',
  line: (run: RunSummary, best: boolean): string =>
    [
      `Run ${run.run}: ${methods[run.method]} on ${run.source.title}`,
      run.tuneFrom === null ? '' : `, ${tunedPart(run.tuneFrom)}`,
      run.validation === null ? '' : `; ${testSet.command.validation(run.validation)}${best ? `, ${testSet.command.best}` : ''}`,
      run.testWithheld
        ? `; ${testSet.command.withheld}`
        : run.accuracy === null
          ? `; ${run.state}${run.resumable ? ', can be resumed (--resume)' : ''}`
          : `; test ${percentInTenths(run.accuracy.value)} (${percentInTenths(run.accuracy.low)} to ${percentInTenths(run.accuracy.high)}) on ${count(run.testImages, 'image', 'images')}`,
      `; ${decimals(run.seconds, 1)} s`,
      run.other === null ? '' : `; ${otherClass.short(run.other)}`,
      run.stale ? '; labels or the test set have changed since' : '',
    ].join(''),
  ladder: (testImages: number): string =>
    `All runs on the same ${count(testImages, 'test image', 'test images')}, sorted by validation score:`,
  rung: (rung: Rung): string =>
    `  ${percentInTenths(rung.score.value).padStart(7)} (${percentInTenths(rung.score.low)} to ${percentInTenths(rung.score.high)})  ${rung.run === null ? '' : `run ${rung.run}, `}${rungs[rung.kind]}${rung.source === null ? '' : ` on ${rung.source}`}`,
  leftOut: (n: number): string => `${count(n, 'run', 'runs')} tested on other images or older labels not shown.`,
  tuned: ({ steps, bestStep, learningRate: rate, interpolation, parametersTuned }: Tuning): string =>
    `Fine-tuned ${formatNumber(parametersTuned)} weights in ${count(steps, 'step', 'steps')} at learning rate ${learningRate(rate)}; `
    + (interpolation === 0
      ? 'the new last layer alone was no worse on the validation images and was kept.'
      : `kept the weights of step ${formatNumber(bestStep)}, ${formatNumber(100 * interpolation)}% of the way from the original weights.`),
  compared: ({ a, b, difference, ...facts }: RunComparison): string =>
    [
      ...(facts.on === 'validation' ? [compareScreen.two.onValidation] : []),
      ...[compareScreen.two.onCommon({ a, b, ...facts })].filter((said) => said !== null),
      compareScreen.two.verdict({ a, b, difference, ...facts }),
      compareScreen.two.difference(a, b, difference),
      compareScreen.two.test(facts),
    ].join('\n'),
  tried: (auto: AutoChoice): string =>
    [
      `Tried in ${formatNumber(auto.usedSeconds)} of ${formatNumber(auto.budgetSeconds)} s, scored on the validation images:`,
      ...auto.trials.map(
        (one) =>
          `  ${one.chosen ? '*' : ' '} ${methods[one.method]} on ${one.source}, cut ${one.cut}${one.tuneFrom === null ? '' : `, ${tunedPart(one.tuneFrom)}`}: ${percentInTenths(one.validationAccuracy)}, loss ${decimals(one.validationLoss, 3)}; ${decimals(one.seconds, 1)} s`,
      ),
      ...(auto.swept === null ? [] : [train.autoStory.swept(auto.swept.source, auto.swept.proposed, auto.swept.seconds)]),
      ...(auto.why === null ? [] : [train.autoStory.why[auto.why]]),
      ...train.autoStory.reasons(auto),
      ...auto.skipped.map(
        (one) => `  - ${methods[one.method]} on ${one.source} could not be tried: ${failures[one.failure.code](one.failure.facts).what}`,
      ),
    ].join('\n'),
  swept: (sweep: CutSweep): string =>
    [
      `Cuts of ${sweep.source}, compared by cross-validation on ${count(sweep.images, 'image', 'images')} (no test image among them):`,
      ...sweep.cuts.map(
        (one) =>
          `  ${percentInTenths(one.accuracy.value).padStart(7)} (${percentInTenths(one.accuracy.low)} to ${percentInTenths(one.accuracy.high)})  ${one.cut}; ${count(one.features, 'feature', 'features')}, ${one.multiplyAdds === null ? '' : `${roughly(one.multiplyAdds)} million multiply-adds`}${one.tiedWithBest ? '; as good as the best' : ''}`,
      ),
      `Recommended: ${sweep.proposed}, the smallest cut point that is not significantly worse than the best.`,
    ].join('\n'),
  toCompare: '--compare requires two runs, such as 3,5',
};
