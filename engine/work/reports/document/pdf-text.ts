export type Font = 'regular' | 'bold';

/** Widths in thousandths of the size for the characters from space to tilde: Adobe's metrics of Helvetica and Helvetica-Bold. */
const widths: Readonly<Record<Font, readonly number[]>> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ],
};
/** Of characters outside the table. */
const otherWidth = 556;

/** Codes of Windows-1252 that are not those of Unicode, and the minus sign, which it lacks, as an en dash. */
const special: Readonly<Record<string, number>> = {
  '€': 0x80, '‚': 0x82, 'ƒ': 0x83, '„': 0x84, '…': 0x85, '†': 0x86, '‡': 0x87, '‰': 0x89, 'Š': 0x8a, '‹': 0x8b, 'Œ': 0x8c, 'Ž': 0x8e, '‘': 0x91, '’': 0x92,
  '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97, '™': 0x99, 'š': 0x9a, '›': 0x9b, 'œ': 0x9c, 'ž': 0x9e, 'Ÿ': 0x9f, '−': 0x96,
};

/**
 * A string of a content stream in the encoding of the standard fonts, pure ASCII. They know the letters of Western Europe; any other
 * character becomes a question mark.
 */
export function pdfString(text: string): string {
  const codes = Array.from(text.normalize('NFC'), (letter) => {
    const code = special[letter] ?? letter.codePointAt(0) ?? 0;
    return (code >= 32 && code < 127) || (code >= 0xa0 && code <= 0xff) || letter in special ? code : 0x3f;
  });
  const written = codes.map((code) => {
    const letter = String.fromCharCode(code);
    if (code > 126) return `\\${code.toString(8).padStart(3, '0')}`;
    return '()\\'.includes(letter) ? `\\${letter}` : letter;
  });
  return `(${written.join('')})`;
}

/** Width in points. */
export function textWidth(text: string, font: Font, size: number): number {
  // An accented letter is as wide as the letter.
  const plain = text.replaceAll('\u00a0', ' ').normalize('NFD').replaceAll(/\p{Mn}/gu, '');
  return Array.from(plain).reduce((sum, letter) => sum + (widths[font][(letter.codePointAt(0) ?? 0) - 32] ?? otherWidth), 0) * (size / 1000);
}

/** Lines that fit a width in points. A word that is too long for a line is broken. */
export function linesOf(text: string, font: Font, size: number, width: number): string[] {
  const fits = (line: string): boolean => textWidth(line, font, size) <= width;
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
  for (const letter of word) {
    const longer = `${parts.at(-1) ?? ''}${letter}`;
    if (fits(longer) || longer === letter) parts[parts.length - 1] = longer;
    else parts.push(letter);
  }
  return parts;
}
