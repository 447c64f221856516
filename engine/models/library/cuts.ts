import type { SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { FeatureScaling } from '../../domain/models/head-kind.ts';

type OneCut = SourceModel['cuts'][number];
/** A cut point of a source model: one layer, or several whose features are concatenated. */
export interface Cut extends OneCut {
  readonly parts: readonly OneCut[];
}

/** Separates the layers of a joined cut point: "block_5_add+pool". */
const joint = '+';

/**
 * Returns the requested cut point, or the default one. For a joined cut point, each layer is averaged over height and width and the results
 * are concatenated in forward order, whatever order they were named in; `features` is their sum.
 * @throws StudioError cut-not-found, also for a layer that is named twice
 */
export function cutOf(source: Pick<SourceModel, 'id' | 'cuts'>, asked?: string): Cut {
  const single = asked === undefined ? source.cuts.at(-1) : source.cuts.find(({ layer }) => layer === asked);
  if (single !== undefined) return { ...single, parts: [single] };
  const names = (asked ?? '').split(joint);
  const parts = source.cuts.filter(({ layer }) => names.includes(layer));
  if (names.length < 2 || parts.length !== names.length) throw new StudioError('cut-not-found', { cut: asked ?? '', source: source.id });
  const features = parts.reduce((sum, part) => sum + part.features, 0);
  return { layer: parts.map(({ layer }) => layer).join(joint), shape: [features], features, parts };
}

/** How a head scales the features of this cut point: layers that were not made to be concatenated are scaled feature by feature. */
export const scalingOf = ({ parts }: Pick<Cut, 'parts'>): FeatureScaling => (parts.length === 1 ? 'unit-length' : 'standardised');
