/**
 * Returns a text in the form used for comparison: NFC, trimmed, each run of white space as one space, case folded.
 * Folding is lower case plus the two common letters that lower case does not unify: sharp s and final sigma.
 */
export function foldCase(text: string): string {
  const plain = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  return plain.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ').normalize('NFC');
}

/** A key that sorts file names as people expect: ignoring case, digits by their value (`img2` before `img10`). */
export function nameSortKey(name: string): string {
  return foldCase(name).replace(/\d+/gu, (digits) => digits.replace(/^0+(?=\d)/u, '').padStart(16, '0'));
}
