import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { fontFile, type FontFile } from '../../../../program/own-files.ts';
import { clustersOf } from './lines.ts';

export type Weight = 'regular' | 'bold';

/** One face of a document; `name` identifies it in the document. */
export interface Face {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly font: Font;
}

/**
 * A part of a text drawn in one face, in reading order. `rightToLeft`: shaped as a whole, which keeps the order of its words. `actual`: the
 * characters replaced by boxes because no face has them.
 */
export interface Piece {
  readonly text: string;
  readonly face: string;
  readonly rightToLeft: boolean;
  readonly actual: string | null;
}

/**
 * Noto Sans covers Latin, Greek, Cyrillic and Devanagari; DejaVu Sans supplies what it lacks, above all Hebrew, Arabic, Armenian, Georgian
 * and symbols such as ≥ and ♀.
 */
const files: Readonly<Record<Weight, readonly FontFile[]>> = {
  regular: ['@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf', 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf'],
  bold: ['@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf', 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'],
};
/** Replaces a character that no face has. The last face of each weight has this one. */
const box = '\u25a1';
/** Characters that only control shaping and have no glyph of their own; a face need not have them. */
const invisible = /^\p{Default_Ignorable_Code_Point}$/u;
const rightToLeft = /^[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Nko}]/u;

/** The faces available to a document, and the choice among them for each character. */
export class Fonts {
  readonly #faces: Readonly<Record<Weight, readonly Face[]>>;

  constructor() {
    const faces = (weight: Weight): Face[] =>
      files[weight].map((file, at) => {
        const bytes = readFileSync(fontFile(file));
        return { name: `${weight} ${at}`, bytes, font: create(bytes) as Font };
      });
    this.#faces = { regular: faces('regular'), bold: faces('bold') };
  }

  get faces(): readonly Face[] {
    return [...this.#faces.regular, ...this.#faces.bold];
  }

  /** The name of the face for plain text. */
  plain(weight: Weight): string {
    return this.#faces[weight][0]?.name ?? '';
  }

  pieces(text: string, weight: Weight): Piece[] {
    return joined(clustersOf(drawable(text)).map((cluster) => this.#piece(cluster, weight)));
  }

  /** The characters that no face has, each once, in order of appearance. A letter with its accents counts as one. */
  lacking(texts: readonly string[]): string[] {
    const letters = texts
      .flatMap((text) => clustersOf(drawable(text)))
      .filter((cluster) => this.#faceOf(cluster, 'regular') === undefined || this.#faceOf(cluster, 'bold') === undefined);
    return [...new Set(letters)];
  }

  #piece(cluster: string, weight: Weight): Piece {
    const face = this.#faceOf(cluster, weight);
    if (face) return { text: cluster, face: face.name, rightToLeft: rightToLeft.test(cluster), actual: null };
    return { text: box, face: this.#faces[weight].at(-1)?.name ?? '', rightToLeft: false, actual: cluster };
  }

  #faceOf(cluster: string, weight: Weight): Face | undefined {
    return this.#faces[weight].find(({ font }) =>
      Array.from(cluster).every((letter) => invisible.test(letter) || font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)),
    );
  }
}

/** Composes accents with their letters where Unicode has a single character for both, and replaces control characters by spaces. */
function drawable(text: string): string {
  return text.normalize('NFC').replaceAll(/\p{Cc}/gu, ' ');
}

/** Merges adjacent pieces that are drawn alike, and right-to-left words with the spaces between them. */
function joined(parts: readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const [before, last] = [pieces.at(-2), pieces.at(-1)];
    if (last && isAlike(last, part)) pieces[pieces.length - 1] = merged(last, part);
    else if (before && last && part.rightToLeft && isAlike(before, part) && last.text.trim() === '')
      pieces.splice(-2, 2, merged(merged(before, last), part));
    else pieces.push(part);
  }
  return pieces;
}

const isAlike = (one: Piece, other: Piece): boolean =>
  one.face === other.face && one.rightToLeft === other.rightToLeft && (one.actual === null) === (other.actual === null);

const merged = (one: Piece, other: Piece): Piece => ({
  ...one,
  text: one.text + other.text,
  actual: one.actual === null ? null : one.actual + (other.actual ?? ''),
});
