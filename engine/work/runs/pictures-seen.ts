import type { Variation } from '../../contract/index.ts';
import { augmentationsFor } from '../../domain/models/augmentations.ts';
import { learnsFromAugmented } from '../../domain/models/head-kind.ts';
import type { LabelledImage } from '../../learner/protocol.ts';

/** Pictures that the source model sees for a head: with few labels augmented ones, too. */
export function picturesSeen(images: readonly Pick<LabelledImage, 'class' | 'split'>[], variation: Variation, cut: string): number {
  const train = images.filter(({ split }) => split === 'train');
  const perClass = [...Map.groupBy(train, (image) => image.class).values()].map(({ length }) => length);
  // Features that are joined from several cuts are standardised.
  const scaling = cut.includes('+') ? 'standardised' : 'unit-length';
  return images.length + (learnsFromAugmented(perClass, scaling) ? train.length * augmentationsFor(variation).length : 0);
}
