import { StudioError } from '../../domain/failure.ts';
import type { LabelledImage, TrainJob } from '../../learner/protocol.ts';
import { defaultTuneFrom } from '../../models/backward/default-tune-from.ts';
import { blocksOf, firstTuned } from '../../models/layers/blocks.ts';
import { layersUpTo } from '../../models/layers/layers-file.ts';
import { findCut, type SourceOnDisk } from '../../models/library/source-models.ts';

/** The part of a training request that determines which part of the network is tuned. */
export interface TunedPlace {
  readonly method: 'head' | 'fine-tune' | 'scratch' | 'auto';
  readonly cut: string;
  readonly tuneFrom?: string | null | undefined;
}
/** The training images as far as they determine it. `labels`: class indices. */
export interface TunedOn {
  readonly labels: Int32Array;
  readonly classes: number;
}

/** The class indices of the training images. */
export function trainingLabels(images: readonly Pick<LabelledImage, 'class' | 'split'>[], classes: TrainJob['classes']): Int32Array {
  return Int32Array.from(
    images.filter(({ split }) => split === 'train'),
    (image) => classes.findIndex(({ id }) => id === image.class),
  );
}

/** The first block that would be tuned; null if only the head is new. */
export function tunedFrom(source: SourceOnDisk, { method, cut, tuneFrom }: TunedPlace, { labels, classes }: TunedOn): string | null {
  if (method === 'scratch') return 'all';
  if (method !== 'fine-tune') return null;
  if (tuneFrom !== undefined && tuneFrom !== null) return tuneFrom;
  return labels.length === 0
    ? (blocksOf(source).at(-1)?.name ?? 'all')
    : defaultTuneFrom(source, findCut(source, cut).parts.at(-1)!.layer, labels, classes);
}

/** Counts the weights before the first tuned block, and from there up to the cut. Errors: `cut-not-found` for an unknown block. */
export function countParameters(source: SourceOnDisk, cut: string, tuneFrom: string | null): { reused: number; tuned: number } {
  const sizes = new Map<string, number>();
  for (const { entries } of source.file.groups) {
    for (const { name, shape } of entries) {
      const layer = name.split('/').at(-2) ?? name;
      sizes.set(layer, (sizes.get(layer) ?? 0) + shape.reduce((product, side) => product * side, 1));
    }
  }
  const blocks = blocksOf(source);
  const first = tuneFrom === null ? blocks.length : firstTuned(blocks, tuneFrom);
  if (first < 0) throw new StudioError('cut-not-found', { source: source.model.id, cut: tuneFrom ?? '' });
  const tunedLayers = new Set(blocks.slice(first).flatMap(({ layers }) => layers));
  const upTo = new Set(
    cut
      .split('+')
      .flatMap((part) => layersUpTo(source.file.layers, part) ?? [])
      .map(({ name }) => name),
  );
  const sum = (counts: (layer: string) => boolean): number =>
    [...upTo].filter(counts).reduce((total, layer) => total + (sizes.get(layer) ?? 0), 0);
  return { reused: sum((layer) => !tunedLayers.has(layer)), tuned: sum((layer) => tunedLayers.has(layer)) };
}

/** The share of tuned weights among those up to the cut. */
export const tunedShare = ({ reused, tuned }: { readonly reused: number; readonly tuned: number }): number =>
  tuned / Math.max(1, reused + tuned);
