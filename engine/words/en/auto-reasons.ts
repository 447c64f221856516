import type { AutoChoice } from '../../contract/index.ts';
import { enoughPerClass, type TuningReason } from '../../domain/choice/worth-tuning.ts';
import { count } from './figures.ts';

const order: Readonly<Record<NonNullable<AutoChoice['order']>['by'], string>> = {
  ranking: 'Source models were tried in the order of the ranking; of those that it could not tell apart from its best, the one with least to do first.',
  'least-work': 'The source models were not ranked on these images, so the one with least to do was tried first.',
};
const stale = 'Labels or the test set have changed since the ranking.';

const images = (perClass: number): string => `${count(perClass, 'labelled image', 'labelled images')} per class`;
const tuning: Readonly<Record<TuningReason, (perClass: number) => string>> = {
  'enough-images': (perClass) => `Tuning is worth a try: there are ${images(perClass)}.`,
  'hardly-beats-naive': (perClass) => `Tuning is worth a try even with ${images(perClass)}: the best new layer makes nearly as many errors as colours, textures or raw pixels do without any source model, so there is much left to learn from these images.`,
  'other-cut-wins': (perClass) => `Tuning is worth a try even with ${images(perClass)}: other layers of the source model do better than its last one, which does not suit these images.`,
  'few-and-near': (perClass) => `Nothing was tuned: with ${images(perClass)}, fewer than ${enoughPerClass}, it seldom helps where the source model knows such images well.`,
};

/** Why automatic mode tried what it did, in that order, a sentence each; none for a run of an earlier version. */
export function autoReasons({ order: tried, tuning: worth, trials }: AutoChoice): string[] {
  const several = new Set(trials.map(({ source }) => source)).size > 1;
  return [
    ...several && tried ? [tried.stale ? `${order[tried.by]} ${stale}` : order[tried.by]] : [],
    ...worth ? [tuning[worth.why](worth.imagesPerClass)] : [],
  ];
}
