import type { SourceInspection } from '../contract/index.ts';
import { blocksOf } from './blocks.ts';
import { layerFacts } from './layer-shapes.ts';
import type { SourceOnDisk } from './source-models.ts';

/** The blocks of a source model with their layers, shapes, weights and cost, from its files alone. */
export function inspectSource(source: SourceOnDisk): Pick<SourceInspection, 'blocks' | 'notTunable'> {
  const side = source.model.inputSize;
  const facts = new Map(layerFacts(source.file, [side, side, 3]).map((layer) => [layer.name, layer]));
  const cuts = new Set(source.model.cuts.map(({ layer }) => layer));
  const blocks = blocksOf(source).map(({ name, layers, end }) => {
    const inside = layers.map((layer) => facts.get(layer)!);
    const sum = (of: (layer: (typeof inside)[number]) => number): number => inside.reduce((total, layer) => total + of(layer), 0);
    return {
      name, shape: [...facts.get(end)!.shape], parameters: sum(({ parameters }) => parameters), multiplyAdds: sum(({ multiplyAdds }) => multiplyAdds) / 1e6,
      cut: layers.findLast((layer) => cuts.has(layer)) ?? null,
      layers: inside.map((layer) => ({ name: layer.name, kind: layer.kind, shape: [...layer.shape], parameters: layer.parameters })),
    };
  });
  return { blocks, notTunable: dilatedLayer(source, blocks.flatMap(({ layers }) => layers.map(({ name }) => name))) };
}

/** TensorFlow on a processor differentiates only undilated convolutions; everything else that Graft reads can be tuned. */
function dilatedLayer({ file }: SourceOnDisk, used: readonly string[]): string | null {
  const dilated = file.layers.find(({ name, config }) => used.includes(name) && [config.dilation_rate].flat().some((rate) => typeof rate === 'number' && rate > 1));
  return dilated === undefined ? null : `${dilated.kind} "${dilated.name}" with dilation`;
}
