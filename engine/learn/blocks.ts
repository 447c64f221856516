import { normalisationOnly, wholeNetwork } from '../domain/tuned-part.ts';
import { layersUpTo } from './layers-file.ts';
import type { Layer, LayersFile } from './layers-file.ts';

/** A part of a source model that is reused or tuned as a whole. What leaves it is the output of its last layer alone. */
export interface Block { readonly name: string; readonly layers: readonly string[]; readonly end: string }

/** Place of the first block that a tuning changes; -1 for a name that is none of them. */
export function firstTuned(blocks: readonly Pick<Block, 'name'>[], tuneFrom: string): number {
  return tuneFrom === wholeNetwork || tuneFrom === normalisationOnly ? 0 : blocks.findIndex(({ name }) => name === tuneFrom);
}

/** How the layers of one block begin in the usual naming of image models: "block_3", "conv4_block2", "expanded_conv_5", "stem". */
const usualBlock = /^(conv\d+_block\d+|(?:expanded_conv|block|stage|mixed|layer)_?\d*[a-z]?(?=[_/]|$)|stem|top)(?=[_/]|$)/;
const startsPart = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'Dense']);

/**
 * The blocks of a source model up to its last cut, in the order in which a picture passes. Layers whose names begin alike belong
 * together; elsewhere a block begins at a convolution or dense layer. A block ends only where a single tensor carries everything.
 */
export function blocksOf(source: { readonly file: LayersFile; readonly model: { readonly cuts: readonly { readonly layer: string }[] } }): Block[] {
  const cut = source.model.cuts.at(-1)?.layer ?? '';
  const layers = (layersUpTo(source.file.layers, cut) ?? []).filter(({ kind }) => kind !== 'InputLayer');
  const blocks: { key: string | null; layers: Layer[] }[] = [];
  for (const segment of segments(layers)) {
    const key = keyOf(segment);
    const last = blocks.at(-1);
    const begins = last === undefined || (key === null ? last.key === null && convolves(last.layers) && convolves(segment) : key !== last.key);
    if (begins) blocks.push({ key, layers: [...segment] });
    else last.layers.push(...segment);
  }
  return blocks.map(({ key, layers: members }, at) => ({ name: key ?? (at === 0 ? 'stem' : `part_${at + 1}`), layers: members.map(({ name }) => name), end: members.at(-1)!.name }));
}

/** The layers up to `output` whose output alone carries everything that passes there, in their order. */
export function carryingLayers(layers: readonly Layer[], output: string): string[] {
  const passed = (layersUpTo(layers, output) ?? []).filter(({ kind }) => kind !== 'InputLayer');
  return segments(passed).map((segment) => segment.at(-1)!.name);
}

function convolves(layers: readonly Layer[]): boolean {
  return layers.some(({ kind }) => startsPart.has(kind));
}

function keyOf(segment: readonly Layer[]): string | null {
  return segment.map(({ name }) => usualBlock.exec(name)?.[1]).find((key) => key !== undefined) ?? null;
}

/** The shortest runs of layers after which only the last one's output is used. */
function segments(layers: readonly Layer[]): Layer[][] {
  const place = new Map(layers.map(({ name }, at) => [name, at]));
  const lastUse = layers.map((_, at) => at);
  layers.forEach(({ inbound }, at) => {
    for (const name of inbound) {
      const from = place.get(name);
      if (from !== undefined) lastUse[from] = at;
    }
  });
  const found: Layer[][] = [];
  let open: Layer[] = [];
  let reach = 0;
  layers.forEach((layer, at) => {
    open.push(layer);
    // An earlier output that is still to be used holds the segment open.
    const closed = reach <= at;
    reach = Math.max(reach, lastUse[at]!);
    if (!closed) return;
    found.push(open);
    open = [];
  });
  if (open.length > 0) found.push(open);
  return found;
}
