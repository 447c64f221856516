import type { SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { FeatureScaling } from '../../domain/models/head-kind.ts';

type OneCut = SourceModel['cuts'][number];
/** Where a source model is cut: at one layer, or at several whose features stand side by side. */
export interface Cut extends OneCut { readonly parts: readonly OneCut[] }

/** Stands between the layers of a joined cut: "block_5_add+pool". */
const joint = '+';

/**
 * The cut that is asked for, or the default one. Of a joined cut each layer is averaged over height and width and the results stand
 * side by side, in the order in which a picture passes them, however they were named; `features` is their sum.
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

/** How a head brings features of this cut to one scale: layers that were never meant to stand side by side need it feature by feature. */
export const scalingOf = ({ parts }: Pick<Cut, 'parts'>): FeatureScaling => (parts.length === 1 ? 'unit-length' : 'standardised');
