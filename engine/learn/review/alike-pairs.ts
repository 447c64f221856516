import { coarseLength, coarseOutline, colourDistance, likeness, lumaOf } from '../../domain/review/alike-pictures.ts';
import { smallPictureLength } from '../../domain/models/small-picture.ts';
import type { Pause } from '../head/logistic.ts';
import { Matrix, productsByRow } from '../tensorflow/matrix.ts';

/** Pictures are compared in detail with those whose coarse outlines are most like theirs: as many as a burst has shots, and some more. */
const candidates = 12;
const leastCoarse = 0.5;
/** The same outline in other colours is another thing; see colourDistance. */
const mostColour = 10;
/** Shots of one thing reach this likeness, however unlike the other images are. */
const leastLikeness = 0.83;
/**
 * They are also nearer to each other than this share of the distance (1 - likeness) of either to its last candidate: where many pictures
 * look alike, as those of parts in one position or of a camera that never moves, only what is much more alike belongs together.
 */
const shareOfLast = 0.35;

/**
 * Finds images that show the same thing in the same place, such as the shots of a burst, or a part of the same picture: pairs of rows.
 * The first look takes time proportional to the square of the number of rows; `pause` is called between steps and may throw to stop.
 * @param small concatenated small pictures; see smallPicture
 */
export async function alikePairs(
  small: Uint8Array,
  { pause, onProgress }: { readonly pause: Pause; readonly onProgress: (done: number, total: number) => void },
): Promise<(readonly [number, number])[]> {
  const count = small.length / smallPictureLength;
  const picture = (row: number): Uint8Array => small.subarray(row * smallPictureLength, (row + 1) * smallPictureLength);
  const luma = (row: number): Float32Array => lumaOf(picture(row));
  const found = new Map<string, { readonly pair: readonly [number, number]; readonly likeness: number }>();
  /** For each row the likeness to its last candidate; 0 with fewer. */
  const last: number[] = [];
  const near = await nearestByOutline(luma, count, pause);
  for (const [row, others] of near.entries()) {
    if (row % 16 === 0) {
      await pause();
      onProgress(row, count);
    }
    let least = others.length < candidates ? 0 : 1;
    for (const other of others) {
      const pair = [Math.min(row, other), Math.max(row, other)] as const;
      const known = found.get(pair.join()) ?? { pair, likeness: likeness(luma(pair[0]), luma(pair[1])) };
      found.set(pair.join(), known);
      least = Math.min(least, known.likeness);
    }
    last.push(Math.max(0, least));
  }
  onProgress(count, count);
  return [...found.values()]
    .filter(({ pair: [one, other], likeness: alike }) => {
      const enough = Math.max(leastLikeness, 1 - shareOfLast * (1 - Math.max(last[one]!, last[other]!)));
      return alike >= enough && colourDistance(picture(one), picture(other)) <= mostColour;
    })
    .map(({ pair }) => pair);
}

/** For each row those whose coarse outlines resemble its own most, at most `candidates`. */
async function nearestByOutline(luma: (row: number) => Float32Array, count: number, pause: Pause): Promise<number[][]> {
  const outlines = new Float32Array(count * coarseLength);
  for (let row = 0; row < count; row++) {
    if (row % 256 === 0) await pause();
    outlines.set(coarseOutline(luma(row)), row * coarseLength);
  }
  const nearest: number[][] = [];
  const all = Matrix.of(outlines, count, coarseLength);
  try {
    for (const similar of productsByRow(all)) {
      await pause();
      nearest.push(largest(similar, nearest.length));
    }
  } finally {
    all.dispose();
  }
  return nearest;
}

/** The places of the largest values of at least `leastCoarse`, but for its own. */
function largest(values: Float32Array, own: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (place === own || value < leastCoarse || (places.length === candidates && value <= values[places[candidates - 1]!]!)) continue;
    const at = places.findIndex((other) => values[other]! < value);
    places.splice(at < 0 ? places.length : at, 0, place);
    if (places.length > candidates) places.pop();
  }
  return places;
}
