import type { AutoChoice } from '../../contract/index.ts';
import { enoughPerClass, type TuningReason } from '../../domain/choice/worth-tuning.ts';
import { count } from './figures.ts';

const order: Readonly<Record<NonNullable<AutoChoice['order']>['by'], string>> = {
  ranking: 'Source models were tried in the order of the ranking; among those tied with the best, the fastest first.',
  'least-work': 'The source models had not been ranked on these images, so the fastest was tried first.',
};
const stale = 'Labels or the test set have changed since the ranking.';

const images = (perClass: number): string => `${count(perClass, 'labelled image', 'labelled images')} per class`;
const tuning: Readonly<Record<TuningReason, (perClass: number) => string>> = {
  'enough-images': (perClass) => `Fine-tuning was worth trying: there are ${images(perClass)}.`,
  'hardly-beats-naive': (perClass) =>
    `Fine-tuning was worth trying even with ${images(perClass)}: the best new last layer makes almost as many errors as the simple baselines, so the source model does not know such images well.`,
  'other-cut-wins': (perClass) =>
    `Fine-tuning was worth trying even with ${images(perClass)}: earlier layers of the source model work better than its last one, so it does not know such images well.`,
  'few-and-near': (perClass) =>
    `Fine-tuning was not tried: with ${images(perClass)}, fewer than ${enoughPerClass}, it seldom helps when the source model knows such images well.`,
};

/** Why automatic mode tried what it did, one sentence per reason; empty for runs of earlier versions. */
export function autoReasons({ order: tried, tuning: worth, trials }: AutoChoice): string[] {
  const several = new Set(trials.map(({ source }) => source)).size > 1;
  return [
    ...(several && tried ? [tried.stale ? `${order[tried.by]} ${stale}` : order[tried.by]] : []),
    ...(worth ? [tuning[worth.why](worth.imagesPerClass)] : []),
  ];
}
