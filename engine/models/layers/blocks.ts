import { normalisationOnly, wholeNetwork } from '../../domain/choice/tuned-part.ts';
import { layersUpTo } from './layers-file.ts';
import type { Layer, LayersFile } from './layers-file.ts';

/** A part of a source model that is reused or tuned as a whole. Only the output of its last layer is used outside it. */
export interface Block {
  readonly name: string;
  readonly layers: readonly string[];
  readonly end: string;
}

/** Returns the index of the first block to tune; -1 if there is no block of this name. */
export function firstTuned(blocks: readonly Pick<Block, 'name'>[], tuneFrom: string): number {
  return tuneFrom === wholeNetwork || tuneFrom === normalisationOnly ? 0 : blocks.findIndex(({ name }) => name === tuneFrom);
}

/**
 * Layer name prefixes of one block in common image models: "block_3", "block17_2", "conv4_block2", "expanded_conv_5", "stem". ConvNeXt puts
 * the name of the network first, and MobileNetV1 numbers the two convolutions of a block and the padding before them.
 */
const usualBlocks: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/^(conv\d+_block\d+|block\d+_\d+|(?:expanded_conv|block|stage|mixed|layer)_?\d*[a-z]?(?=[_/]|$)|stem|top)(?=[_/]|$)/, (found) => found],
  [/^convnext\w*?_(stage_\d+_block_\d+|stem|downsampling)(?=_)/, (found) => found],
  [/^conv_(?:pad|dw|pw)_(\d+)(?=_|$)/, (number) => `block_${number}`],
];
const startsPart = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'Dense']);

/**
 * Returns the blocks of a source model up to its last cut point, in forward order. Layers whose names share such a prefix form a block;
 * otherwise a block starts at a convolution or dense layer. A block ends only where a single tensor carries everything.
 */
export function blocksOf(source: {
  readonly file: LayersFile;
  readonly model: { readonly cuts: readonly { readonly layer: string }[] };
}): Block[] {
  const cut = source.model.cuts.at(-1)?.layer ?? '';
  const layers = (layersUpTo(source.file.layers, cut) ?? []).filter(({ kind }) => kind !== 'InputLayer');
  const blocks: { key: string | null; layers: Layer[] }[] = [];
  for (const segment of segments(layers)) {
    const key = keyOf(segment);
    const last = blocks.at(-1);
    const begins =
      last === undefined || (key === null ? last.key === null && convolves(last.layers) && convolves(segment) : key !== last.key);
    if (begins) blocks.push({ key, layers: [...segment] });
    else last.layers.push(...segment);
  }
  const names = new Map<string, number>();
  return blocks.map(({ key, layers: members }, at) => {
    const wish = key ?? (at === 0 ? 'stem' : `part_${at + 1}`);
    const before = names.get(wish) ?? 0;
    names.set(wish, before + 1);
    return { name: before === 0 ? wish : `${wish}_${before + 1}`, layers: members.map(({ name }) => name), end: members.at(-1)!.name };
  });
}

/** Returns the layers up to `output` whose output alone carries everything at that point, in forward order. */
export function carryingLayers(layers: readonly Layer[], output: string): string[] {
  const passed = (layersUpTo(layers, output) ?? []).filter(({ kind }) => kind !== 'InputLayer');
  return segments(passed).map((segment) => segment.at(-1)!.name);
}

/**
 * Returns the ends of cells in segments up to `output` that are chains of cells each taking the two before it, as in NASNet: merge layers
 * where exactly two tensors carry everything. No block ends there, but their outputs are as informative as the end of a block.
 */
export function cellEnds(layers: readonly Layer[], output: string): string[] {
  const passed = (layersUpTo(layers, output) ?? []).filter(({ kind }) => kind !== 'InputLayer');
  return segments(passed).flatMap((segment) => {
    const lastUse = lastUses(segment);
    const found = segment.filter(
      ({ kind }, at) =>
        (kind === 'Concatenate' || kind === 'Add')
        && lastUse.filter((use, from) => from <= at && use > at).length === 2
        && lastUse[at]! > at,
    );
    // A branch of a single cell may contain such a merge too.
    return found.length < 2 ? [] : found.map(({ name }) => name);
  });
}

function convolves(layers: readonly Layer[]): boolean {
  return layers.some(({ kind }) => startsPart.has(kind));
}

function keyOf(segment: readonly Layer[]): string | null {
  // The name of the last layer identifies the segment best, if it follows a known scheme.
  for (const { name } of [segment.at(-1)!, ...segment]) {
    for (const [usual, nameFor] of usualBlocks) {
      const found = usual.exec(name)?.[1];
      if (found !== undefined) return nameFor(found);
    }
  }
  return null;
}

/** The shortest sequences of layers after which only the last output is used. */
function segments(layers: readonly Layer[]): Layer[][] {
  const lastUse = lastUses(layers);
  const found: Layer[][] = [];
  let open: Layer[] = [];
  let reach = 0;
  layers.forEach((layer, at) => {
    open.push(layer);
    // An earlier output that is still needed keeps the segment open.
    const closed = reach <= at;
    reach = Math.max(reach, lastUse[at]!);
    if (!closed) return;
    found.push(open);
    open = [];
  });
  if (open.length > 0) found.push(open);
  return found;
}

/** For each layer, the index of the last layer that takes its output; its own index if none does. */
function lastUses(layers: readonly Layer[]): number[] {
  const place = new Map(layers.map(({ name }, at) => [name, at]));
  const lastUse = layers.map((_, at) => at);
  layers.forEach(({ inbound }, at) => {
    for (const name of inbound) {
      const from = place.get(name);
      if (from !== undefined) lastUse[from] = at;
    }
  });
  return lastUse;
}
