import type { SourceBlock } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { blocksOf } from '../layers/blocks.ts';
import { layerFacts } from '../layers/layer-shapes.ts';
import type { LayerFacts } from '../layers/layer-shapes.ts';
import { layersUpTo, UnsupportedLayer } from '../layers/layers-file.ts';
import type { SourceOnDisk } from '../library/source-models.ts';
import { whyNotTunable } from './tunable.ts';

export interface Inspection {
  readonly blocks: SourceBlock[];
  readonly notTunable: string | null;
}

/**
 * Describes the blocks of a source model up to its last cut point, with layers, shapes, weights and multiply-adds, and whether it can be
 * tuned.
 * @throws StudioError source-unsupported, source-weights-damaged
 */
export async function inspectSource(source: SourceOnDisk): Promise<Inspection> {
  const facts = new Map(factsUpToLastCut(source).map((layer) => [layer.name, layer]));
  const cuts = source.model.cuts.map(({ layer }) => layer);
  const blocks = blocksOf(source).map(({ name, layers, end }) => {
    const own = layers.map((layer) => facts.get(layer)!);
    return {
      name,
      layers: own.map(({ name: layer, kind, shape, parameters }) => ({ name: layer, kind, shape: [...shape], parameters })),
      shape: [...facts.get(end)!.shape],
      parameters: total(own, 'parameters'),
      multiplyAdds: total(own, 'multiplyAdds') / 1e6,
      cut: cuts.findLast((cut) => layers.includes(cut)) ?? null,
    };
  });
  return { blocks, notTunable: await whyNotTunable(source) };
}

/** Layers after the last cut point are not reused and may be of kinds Graft does not know. */
function factsUpToLastCut({ file, model, card, folder }: SourceOnDisk): LayerFacts[] {
  const layers = layersUpTo(file.layers, model.cuts.at(-1)?.layer ?? '') ?? [];
  try {
    return layerFacts({ ...file, layers }, [...card.inputSize, 3]);
  } catch (error) {
    if (error instanceof UnsupportedLayer)
      throw new StudioError('source-unsupported', { path: folder, layer: error.layer, detail: error.layer });
    throw error;
  }
}

const total = (layers: readonly LayerFacts[], what: 'parameters' | 'multiplyAdds'): number =>
  layers.reduce((sum, layer) => sum + layer[what], 0);
