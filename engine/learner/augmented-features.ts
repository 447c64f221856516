import { augmentationsFor, type Augmentation } from '../domain/models/augmentations.ts';
import type { FeatureTable } from '../learn/baselines/baselines.ts';
import { augmentedFolder, FeatureStore } from '../models/forward/feature-store.ts';
import type { FrozenPart } from '../learn/features/frozen-part.ts';
import { fillMissing } from '../learn/features/missing-rows.ts';
import { imagesToAugment, type HeadJob } from '../learn/head/train-head.ts';
import type { PictureReading } from './picture-features.ts';
import type { TrainJob } from './protocol.ts';

/**
 * Returns tables of the augmented training images if there are so few that a head learns from them, otherwise none.
 * Errors: `class-too-small`, `stopped`.
 */
export function augmentedFew(
  frozen: FrozenPart,
  { classes, images, variation, scaling }: Pick<TrainJob, 'classes' | 'images' | 'variation'> & Pick<HeadJob, 'scaling'>,
  reading: Omit<PictureReading, 'images'>,
): Promise<FeatureTable[]> {
  const few = imagesToAugment({ classes, images, scaling });
  return few.length === 0 ? Promise.resolve([]) : readAugmented(frozen, augmentationsFor(variation), { ...reading, images: few });
}

/**
 * Reads the features of augmented images: one table per augmentation, rows in the order of the images. Cached by content hash next to the
 * features of the original images, with one store per augmentation; each picture is decoded once for all of them.
 * @throws StudioError stopped when the signal fires
 */
async function readAugmented(
  frozen: FrozenPart,
  augmentations: readonly Augmentation[],
  { images, folder, raster, signal, onProgress }: PictureReading,
): Promise<FeatureTable[]> {
  const stores = augmentations.map(
    ({ name }) =>
      new FeatureStore(augmentedFolder(folder, name), { source: frozen.source.model.hash, cut: frozen.cut, dimension: frozen.dimension }),
  );
  try {
    await fillMissing({
      images,
      readRaster: raster,
      signal,
      onProgress,
      has: (hash) => stores.every((store) => store.has(hash)),
      keep: (hashes, pictures) => {
        stores.forEach((store, at) => store.append(hashes, frozen.features(pictures.map(augmentations[at]!.of))));
      },
    });
    return stores.map((store) => ({ rows: store.read(images.map(({ hash }) => hash)), dimension: frozen.dimension }));
  } finally {
    for (const store of stores) store.close();
  }
}
