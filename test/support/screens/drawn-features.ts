import type { FeaturesJob, FeaturesOutcome, MapJob, MapOutcome } from '../../../engine/learner/similar-protocol.ts';
import { FeatureStore } from '../../../engine/models/forward/feature-store.ts';
import { writeMap } from '../../../engine/models/forward/map-file.ts';
import { findCut, readSource } from '../../../engine/models/library/source-models.ts';

/** Stores features as the learner does: directions of a plane, turned further with each image, so that neighbours are the most similar. */
export async function drawnFeatures({ source: { folder, hash }, cut, images, features }: FeaturesJob): Promise<FeaturesOutcome> {
  const { layer, features: dimension } = findCut(await readSource(folder), cut);
  const rows = new Float32Array(images.length * dimension);
  images.forEach(({ id }, at) => rows.set([Math.cos(id / 50), Math.sin(id / 50)], at * dimension));
  const store = new FeatureStore(features, { source: hash, cut: layer, dimension });
  store.append(
    images.map((image) => image.hash),
    rows,
  );
  store.close();
  return { images: images.length };
}

/** Stores a map on which the images lie on a spiral, in the order of their ids. */
export async function drawnMap({ source: { folder, hash }, cut, images, features }: MapJob): Promise<MapOutcome> {
  const { layer } = findCut(await readSource(folder), cut);
  const positions = new Float32Array(images.flatMap((_, at) => [Math.sqrt(at) * Math.cos(at / 6), Math.sqrt(at) * Math.sin(at / 6)]));
  await writeMap(features, { source: hash, cut: layer }, { hashes: images.map((image) => image.hash), positions });
  return { images: images.length };
}
