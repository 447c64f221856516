import type { Raster } from '../raster.ts';

/** A fill is of one colour: at least half of its rows to so many levels. Nearer to the picture JPEG adds up to so many of what is there. */
const cleanLevels = 3;
const leastClean = 0.5;
const ringingLevels = 10;
/** The picture ends at once: so near to the fill a pixel differs from it by so many levels, in so many of the columns. */
const edgeRows = 4;
const edgeLevels = 20;
const leastEdge = 0.5;
/** The last blocks of a cut-off file reach only part of the way: up to so many rows lie between its end and the last whole row. */
const raggedRows = 24;

/**
 * The share of the height, from the bottom, that is filled with one colour, beginning at a straight edge: the rest of a file that was cut
 * off and repaired or saved again by another program. 0 for a plain background, which sets in gradually or also fills the top, and for
 * a picture without anything else.
 */
export function missingPart({ width, height, pixels }: Raster): number {
  const fill = [0, 1, 2].map((colour) => pixels[3 * (width * height - 1) + colour]!);
  const differs = (column: number, row: number, levels: number): boolean => {
    const at = 3 * (row * width + column);
    return fill.some((value, colour) => Math.abs(pixels[at + colour]! - value) > levels);
  };
  const columns = Array.from({ length: width }, (_, column) => column);
  const isFill = (row: number, levels: number): boolean => columns.every((column) => !differs(column, row, levels));
  let clean = 0;
  while (clean < height && isFill(height - 1 - clean, cleanLevels)) clean += 1;
  if (clean === 0 || clean === height || isFill(0, ringingLevels)) return 0;
  /** How many rows at the top of each column are not filled. */
  const lengths = columns.map((column) => {
    let length = height - clean;
    while (length > 0 && !differs(column, length - 1, ringingLevels)) length -= 1;
    return length;
  });
  const longest = Math.max(...lengths);
  const filled = height - longest;
  if (clean < leastClean * filled) return 0;
  const ending = lengths.filter((length, column) => {
    if (length < longest - raggedRows) return false;
    const edge = Array.from({ length: Math.min(edgeRows, length) }, (_, at) => length - 1 - at);
    return edge.some((row) => differs(column, row, edgeLevels));
  });
  return ending.length >= leastEdge * width ? filled / height : 0;
}
