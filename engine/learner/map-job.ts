import type { Raster } from '../domain/raster.ts';
import { drawMap } from '../learn/map/draw-map.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { writeMap } from '../models/forward/map-file.ts';
import { findCut } from '../models/library/source-models.ts';
import { readChosenSource } from './chosen-source.ts';
import { readFeatures } from './picture-features.ts';
import type { LearnerControl } from './serve-jobs.ts';
import type { MapJob, MapOutcome } from './similar-protocol.ts';

/** So often the map is stored while it is being arranged. */
const storedEveryMs = 600;

/**
 * Draws a map of images by their features and stores it, first as it begins to take shape, in place of an earlier one. Errors: those of
 * readChosenSource and FrozenPart.load, `stopped`, `disk-full`.
 */
export async function drawImageMap(
  { source: chosen, cut, seed, images, features }: MapJob,
  { progress, signal }: LearnerControl,
  raster: (view: string) => Promise<Raster>,
): Promise<MapOutcome> {
  const source = await readChosenSource(chosen);
  const onProgress = (done: number, total: number): void => progress('features', done, total);
  const table = await readFeatures(source, cut, { images, folder: features, raster, signal, onProgress });
  const hashes = images.map((image) => image.hash);
  await drawMap(table, {
    seed,
    progress,
    pause: () => breathe(signal),
    deliver: (positions) => writeMap(features, { source: chosen.hash, cut: findCut(source, cut).layer }, { hashes, positions }),
    deliverEveryMs: storedEveryMs,
  });
  return { images: images.length };
}
