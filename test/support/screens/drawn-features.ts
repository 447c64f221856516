import type { FeaturesJob, FeaturesOutcome } from '../../../engine/learner/similar-protocol.ts';
import { FeatureStore } from '../../../engine/models/forward/feature-store.ts';
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
