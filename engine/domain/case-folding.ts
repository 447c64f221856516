/**
 * A text in the form used for comparing: composed (NFC), without surrounding space, inner runs of space as one, case folded.
 * Folding is lower case plus the two common letters for which lower case does not decide: sharp s and final sigma.
 */
export function foldCase(text: string): string {
  const plain = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  return plain.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ').normalize('NFC');
}

/** A key by which file names sort as people expect: case ignored, digits by their value (`img2` before `img10`). */
export function nameSortKey(name: string): string {
  return foldCase(name).replace(/\d+/gu, (digits) => digits.replace(/^0+(?=\d)/u, '').padStart(16, '0'));
}
