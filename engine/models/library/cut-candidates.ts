import type { Cut } from './cuts.ts';
import { layerFacts } from '../layers/layer-shapes.ts';
import { layersUpToAny } from '../layers/layers-file.ts';
import type { SourceOnDisk } from './source-models.ts';

type OneCut = SourceOnDisk['model']['cuts'][number];

/** Most single cut points to compare; a deeper model has more of them than are worth the time. */
const mostSingles = 8;
const poolingKinds = new Set(['GlobalAveragePooling2D']);

/**
 * Returns the cut points worth comparing, in forward order, then joined ones. Of the ends of its blocks: the last one at each spatial
 * resolution (a stage) and the last cut point, then repeatedly the middle of the widest gap, until there are eight. A cut point whose
 * average equals the next one, as before the final pooling, is left out. Joined: the last cut point with the end of the stage before it,
 * and with those of the last two.
 */
export function cutCandidates(source: SourceOnDisk): string[] {
  const { cuts } = source.model;
  const kinds = new Map(source.file.layers.map(({ name, kind, inbound }) => [name, { kind, inbound }]));
  const isPooledNext = ({ layer }: OneCut): boolean =>
    cuts.some((next) => {
      const behind = kinds.get(next.layer);
      return behind !== undefined && poolingKinds.has(behind.kind) && behind.inbound[0] === layer;
    });
  const told = cuts.filter((cut) => !isPooledNext(cut));
  const last = told.at(-1)!;
  const stageEnds = told.slice(0, -1).filter((cut, at) => cut.shape[0] !== told[at + 1]!.shape[0]);
  const stages = stageEnds.map(({ layer }) => layer);
  const joined = [1, 2].filter((count) => stages.length >= count).map((count) => [...stages.slice(-count), last.layer].join('+'));
  return [...spread(told, [...stageEnds, last]).map(({ layer }) => layer), ...joined];
}

/** The last of the chosen cut points, as many as allowed, with the middles of the widest gaps between them. */
function spread(cuts: readonly OneCut[], chosen: readonly OneCut[]): OneCut[] {
  if (cuts.length <= mostSingles) return [...cuts];
  const places = chosen.map((cut) => cuts.indexOf(cut)).slice(-mostSingles);
  while (places.length < mostSingles) {
    const gaps = places.slice(1).map((to, at) => ({ from: places[at]!, width: to - places[at]! }));
    // Of equal gaps, the later one: most models are cut there.
    const widest = gaps.reduce((best, gap) => (gap.width >= best.width ? gap : best), { from: 0, width: 0 });
    if (widest.width < 2) break;
    places.push(widest.from + Math.ceil(widest.width / 2));
    places.sort((a, b) => a - b);
  }
  return places.map((at) => cuts[at]!);
}

/** Sums the weights, and the multiply-adds per picture in millions, of all layers needed for a cut point. @throws UnsupportedLayer */
export function costsUpTo(
  { file, card }: SourceOnDisk,
  { parts }: Pick<Cut, 'parts'>,
): { readonly parameters: number; readonly multiplyAdds: number } {
  const facts = layerFacts(
    {
      ...file,
      layers: layersUpToAny(
        file.layers,
        parts.map(({ layer }) => layer),
      ),
    },
    [...card.inputSize, 3],
  );
  const sum = (of: 'parameters' | 'multiplyAdds'): number => facts.reduce((total, layer) => total + layer[of], 0);
  return { parameters: sum('parameters'), multiplyAdds: sum('multiplyAdds') / 1e6 };
}
