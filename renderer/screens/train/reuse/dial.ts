import type { SourceBlock } from '../../../../engine/contract/index.ts';

/** A position of the reuse dial: the first block that is tuned. At the end position only the head is new. */
export interface Position {
  /** Index of the first tuned block; the number of blocks if none is tuned. */
  readonly first: number;
  /** The `tuneFrom` of a training request; null if only the head is new. */
  readonly tuneFrom: string | null;
  readonly tuned: number;
  readonly reused: number;
}

/** The blocks up to a cut, in the order of the forward pass. Of a joined cut the last layer counts. A cut in none returns all. */
export function blocksUpTo(blocks: readonly SourceBlock[], cut: string): readonly SourceBlock[] {
  const layers = cut.split('+');
  const at = blocks.findLastIndex((block) =>
    layers.some((layer) => block.cut === layer || block.layers.some(({ name }) => name === layer)),
  );
  return at < 0 ? blocks : blocks.slice(0, at + 1);
}

/** All positions, from all blocks tuned (0) to only the head new (the number of blocks). */
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

/** The position for a `tuneFrom`; only the head new if it names none of these blocks. */
export function positionOf(positions: readonly Position[], tuneFrom: string | null): Position {
  return positions.find((position) => position.tuneFrom === tuneFrom) ?? positions.at(-1)!;
}
