import type { SourceModel, Variation } from '../../contract/index.ts';
import { augmentationsFor } from '../../domain/models/augmentations.ts';
import { learnsFromAugmented } from '../../domain/models/head-kind.ts';
import type { ReadingPass } from '../../domain/training-time/expected-time.ts';
import type { LabelledImage } from '../../learner/protocol.ts';
import { augmentedFolder, featuresMissing } from '../../models/forward/feature-store.ts';
import { cutOf, scalingOf } from '../../models/library/cuts.ts';

type Seen = Pick<LabelledImage, 'hash' | 'class' | 'split'>;

export interface Reading {
  readonly passes: readonly ReadingPass[];
  /** Images not yet read by at least one pass. */
  readonly newImages: number;
}

/**
 * Returns the source model's remaining passes over the training data, given the cached features. With few labels, a head also learns from
 * augmented images.
 * @param features folder of the cached features of the project
 */
export function readingPasses(
  features: string,
  source: SourceModel,
  { cut, images, variation, isTuned }: { cut: string; images: readonly Seen[]; variation: Variation; isTuned: boolean },
): Reading {
  const space = { source: source.hash, cut };
  const plain = hashesOf(images);
  const missing = featuresMissing(features, space, plain);
  const passes: ReadingPass[] = [{ missing: missing.length, views: 1 }];
  const fresh = new Set(missing);
  const augmentations = augmentationsFor(variation);
  if (!isTuned && augmentations.length > 0 && headLearnsFromAugmented(source, cut, images)) {
    const few = hashesOf(images.filter(({ split }) => split === 'train'));
    const unseen = new Set(augmentations.flatMap(({ name }) => featuresMissing(augmentedFolder(features, name), space, few)));
    passes.push({ missing: unseen.size, views: augmentations.length });
    for (const hash of unseen) fresh.add(hash);
  }
  return { passes, newImages: fresh.size };
}

/** Whether there are so few labels that a head at this cut also learns from augmented images. */
export function headLearnsFromAugmented(source: SourceModel, cut: string, images: readonly Seen[]): boolean {
  const perClass = [
    ...Map.groupBy(
      images.filter(({ split }) => split === 'train'),
      (image) => image.class,
    ).values(),
  ].map(({ length }) => length);
  return perClass.length > 0 && learnsFromAugmented(perClass, scalingOf(cutOf(source, cut)));
}

const hashesOf = (images: readonly Seen[]): Seen['hash'][] => images.map(({ hash }) => hash);
