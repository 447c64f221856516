import type { ContentHash } from '../../domain/ids.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import type { Cut } from '../../models/library/cuts.ts';
import { FeatureStore } from '../../models/forward/feature-store.ts';
import { FrozenPart } from './frozen-part.ts';
import { fillMissing, type ContentImage, type MissingRows } from './missing-rows.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';

export interface CutReading extends Pick<MissingRows, 'readRaster' | 'onProgress' | 'signal'> {
  readonly images: readonly ContentImage[];
  /** The project's folder of cached features. */
  readonly folder: string;
}

/**
 * Computes the features of the images at several cut points in one pass of the network and caches them like those of a run at each cut
 * point. Returns a function that reads one table at a time, so that only one is in memory. Errors: those of FrozenPart.load, `stopped`,
 * `disk-full`.
 */
export async function readCuts(source: SourceOnDisk, cuts: readonly Cut[], reading: CutReading): Promise<(cut: Cut) => FeatureTable> {
  const { images, folder } = reading;
  const spaceOf = (cut: Cut) => ({ source: source.model.hash, cut: cut.layer, dimension: cut.features });
  const stores = cuts.map((cut) => ({ cut, store: new FeatureStore(folder, spaceOf(cut)) }));
  const missing = (hash: ContentHash): boolean => stores.some(({ store }) => !store.has(hash));
  try {
    if (images.some(({ hash }) => missing(hash))) await fill(source, stores, { ...reading, has: (hash) => !missing(hash) });
    else reading.onProgress?.(images.length, images.length);
  } finally {
    for (const { store } of stores) store.close();
  }
  return (cut) => {
    const store = new FeatureStore(folder, spaceOf(cut));
    try {
      return { rows: store.read(images.map(({ hash }) => hash)), dimension: cut.features };
    } finally {
      store.close();
    }
  };
}

async function fill(
  source: SourceOnDisk,
  stores: readonly { readonly cut: Cut; readonly store: FeatureStore }[],
  rows: Omit<MissingRows, 'keep'>,
): Promise<void> {
  const needed = new Set(stores.flatMap(({ cut }) => cut.parts.map(({ layer }) => layer)));
  const order = source.model.cuts.filter(({ layer }) => needed.has(layer));
  const frozen = await FrozenPart.load(source, order.map(({ layer }) => layer).join('+'));
  const starts = new Map<string, number>();
  let width = 0;
  for (const { layer, features } of order) {
    starts.set(layer, width);
    width += features;
  }
  try {
    await fillMissing({
      ...rows,
      keep: (hashes, pictures) => {
        const all = frozen.features(pictures);
        for (const { cut, store } of stores) {
          const own = new Float32Array(hashes.length * cut.features);
          let to = 0;
          for (let row = 0; row < hashes.length; row++) {
            for (const { layer, features } of cut.parts) {
              const from = row * width + starts.get(layer)!;
              own.set(all.subarray(from, from + features), to);
              to += features;
            }
          }
          store.append(hashes, own);
        }
      },
    });
  } finally {
    frozen.dispose();
  }
}
