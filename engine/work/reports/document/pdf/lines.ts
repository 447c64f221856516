/** Letters with the accents and signs that stand on them. */
export const clustersOf = (text: string): string[] => text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];

/** Lines that fit a width. A word that is too long for a line is broken. */
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
