import { blocksOf, carryingLayers, cellEnds } from './blocks.ts';
import type { LayerFacts } from './layer-shapes.ts';
import type { LayersFile } from './layers-file.ts';

export interface CutPoint {
  readonly layer: string;
  readonly outputShape: readonly number[];
}

/** Layers at the end of a block that add nothing to its features. */
const passesOn = new Set([
  'ZeroPadding2D',
  'Dropout',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'ActivityRegularization',
  'Reshape',
]);
const pools = new Set(['GlobalAveragePooling2D', 'GlobalMaxPooling2D']);

/**
 * Returns where a model can be cut, first to last: at the end of each block, and of each cell in a block that is a chain of cells; then at
 * its pooled features, the usual cut point. These are the last global pooling through which everything passes; without one, the last layer
 * that still has height and width (which is averaged); otherwise, the layer before the last dense one.
 */
export function cutPoints(file: LayersFile, facts: readonly LayerFacts[], output: string): CutPoint[] {
  const shapes = new Map(facts.map(({ name, shape }) => [name, shape]));
  const carrying = carryingLayers(file.layers, output);
  const last = (fits: (layer: LayerFacts) => boolean): string | undefined =>
    facts.findLast((layer) => carrying.includes(layer.name) && fits(layer))?.name;
  const pooled =
    normalised(
      facts,
      last(({ kind }) => pools.has(kind)),
    )
    ?? last(({ shape, kind }) => shape.length === 3 && kind !== 'InputLayer')
    ?? beforeLastDense(facts)
    ?? output;
  const blocks = blocksOf({ file, model: { cuts: [{ layer: pooled }] } });
  const kindOf = new Map(facts.map(({ name, kind }) => [name, kind]));
  const cells = cellEnds(file.layers, pooled);
  const ends = blocks.flatMap(({ layers }) => {
    const end = layers.findLast((name) => carrying.includes(name) && !passesOn.has(kindOf.get(name)!) && shapes.get(name)!.length === 3);
    return [...layers.filter((name) => cells.includes(name)), ...(end === undefined ? [] : [end])];
  });
  return [...ends.filter((end) => end !== pooled), pooled].map((layer) => ({ layer, outputShape: shapes.get(layer)! }));
}

/** Pooled features that are immediately normalised, as in ConvNeXt, are meant to be used that way. */
function normalised(facts: readonly LayerFacts[], pooled: string | undefined): string | undefined {
  const users = facts.filter(({ inbound }) => pooled !== undefined && inbound.includes(pooled));
  return users.length === 1 && users[0]!.kind === 'LayerNormalization' ? users[0]!.name : pooled;
}

function beforeLastDense(facts: readonly LayerFacts[]): string | undefined {
  return facts.findLast(({ kind }) => kind === 'Dense')?.inbound[0];
}
