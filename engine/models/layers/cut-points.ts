import { blocksOf, carryingLayers, cellEnds } from './blocks.ts';
import type { LayerFacts } from './layer-shapes.ts';
import type { LayersFile } from './layers-file.ts';

export interface CutPoint { readonly layer: string; readonly outputShape: readonly number[] }

/** What ends a block without adding anything to what its features say. */
const passesOn = new Set(['ZeroPadding2D', 'Dropout', 'SpatialDropout2D', 'GaussianNoise', 'GaussianDropout', 'ActivityRegularization', 'Reshape']);
const pools = new Set(['GlobalAveragePooling2D', 'GlobalMaxPooling2D']);

/**
 * Where a model can be cut, first to last: the end of each of its blocks, and of the cells in one that is a chain of them; then its pooled
 * features, which are the usual cut. That is the last pooling over the whole picture through which everything passes; without one, the
 * last layer that still has height and width (its average is taken); without that, the layer before the last dense one.
 */
export function cutPoints(file: LayersFile, facts: readonly LayerFacts[], output: string): CutPoint[] {
  const shapes = new Map(facts.map(({ name, shape }) => [name, shape]));
  const carrying = carryingLayers(file.layers, output);
  const last = (fits: (layer: LayerFacts) => boolean): string | undefined =>
    facts.findLast((layer) => carrying.includes(layer.name) && fits(layer))?.name;
  const pooled = normalised(facts, last(({ kind }) => pools.has(kind))) ?? last(({ shape, kind }) => shape.length === 3 && kind !== 'InputLayer') ?? beforeLastDense(facts) ?? output;
  const blocks = blocksOf({ file, model: { cuts: [{ layer: pooled }] } });
  const kindOf = new Map(facts.map(({ name, kind }) => [name, kind]));
  const cells = cellEnds(file.layers, pooled);
  const ends = blocks.flatMap(({ layers }) => {
    const end = layers.findLast((name) => carrying.includes(name) && !passesOn.has(kindOf.get(name)!) && shapes.get(name)!.length === 3);
    return [...layers.filter((name) => cells.includes(name)), ...end === undefined ? [] : [end]];
  });
  return [...ends.filter((end) => end !== pooled), pooled].map((layer) => ({ layer, outputShape: shapes.get(layer)! }));
}

/** Pooled features that are normalised at once, as in ConvNeXt, are meant to be used so. */
function normalised(facts: readonly LayerFacts[], pooled: string | undefined): string | undefined {
  const users = facts.filter(({ inbound }) => pooled !== undefined && inbound.includes(pooled));
  return users.length === 1 && users[0]!.kind === 'LayerNormalization' ? users[0]!.name : pooled;
}

function beforeLastDense(facts: readonly LayerFacts[]): string | undefined {
  return facts.findLast(({ kind }) => kind === 'Dense')?.inbound[0];
}
