/** Splits text into letters, each with its combining marks. */
export const clustersOf = (text: string): string[] => text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];

/** Breaks text into lines that fit a width. A word longer than a line is broken. */
export function linesOf(text: string, width: number, widthOf: (line: string) => number): string[] {
  const fits = (line: string): boolean => widthOf(line) <= width;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...pieces(word, fits));
  }
  return lines;
}

function pieces(word: string, fits: (line: string) => boolean): string[] {
  const parts = [''];
  for (const letter of clustersOf(word)) {
    const longer = `${parts.at(-1) ?? ''}${letter}`;
    if (fits(longer) || longer === letter) parts[parts.length - 1] = longer;
    else parts.push(letter);
  }
  return parts;
}
