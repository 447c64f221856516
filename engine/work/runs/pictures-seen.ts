import type { Variation } from '../../contract/index.ts';
import { augmentationsFor } from '../../domain/models/augmentations.ts';
import { learnsFromAugmented } from '../../domain/models/head-kind.ts';
import type { LabelledImage } from '../../learner/protocol.ts';
import { scalingOf, type Cut } from '../../models/library/cuts.ts';

/** Pictures that the source model sees for a head: with few labels augmented ones, too. */
export function picturesSeen(images: readonly Pick<LabelledImage, 'class' | 'split'>[], variation: Variation, cut: Cut): number {
  const train = images.filter(({ split }) => split === 'train');
  const perClass = [...Map.groupBy(train, (image) => image.class).values()].map(({ length }) => length);
  return images.length + (learnsFromAugmented(perClass, scalingOf(cut)) ? train.length * augmentationsFor(variation).length : 0);
}
