import type { SourceBlock } from '../../../../engine/contract/index.ts';

/** A position of the dial of reuse, by the first block that is tuned; at the end, where none is, only the head is new. */
export interface Position {
  /** Place of the first tuned block; the number of blocks where none is. */
  readonly first: number;
  /** What a training takes as `tuneFrom`; null where only the head is new. */
  readonly tuneFrom: string | null;
  readonly tuned: number;
  readonly reused: number;
}

/** The blocks that a picture passes up to a cut. Of a joined cut the last layer counts. A cut that is in none keeps them all. */
export function blocksUpTo(blocks: readonly SourceBlock[], cut: string): readonly SourceBlock[] {
  const layers = cut.split('+');
  const at = blocks.findLastIndex((block) => layers.some((layer) => block.cut === layer || block.layers.some(({ name }) => name === layer)));
  return at < 0 ? blocks : blocks.slice(0, at + 1);
}

/** All positions, from everything tuned (0) to only the head new (the number of blocks). */
export function positionsOf(blocks: readonly SourceBlock[]): Position[] {
  const all = blocks.reduce((sum, block) => sum + block.parameters, 0);
  let reused = 0;
  const positions = blocks.map(({ name, parameters }, first): Position => {
    const position = { first, tuneFrom: first === 0 ? 'all' : name, tuned: all - reused, reused };
    reused += parameters;
    return position;
  });
  return [...positions, { first: blocks.length, tuneFrom: null, tuned: 0, reused: all }];
}

/** The position that a `tuneFrom` names; only the head new where it names none of these blocks. */
export function positionOf(positions: readonly Position[], tuneFrom: string | null): Position {
  return positions.find((position) => position.tuneFrom === tuneFrom) ?? positions.at(-1)!;
}
