import type { Translated } from '../language.ts';

/**
 * Makes a pseudo-language: every text gets accents, brackets and 40 % more length. It shows which texts do not come from a language's
 * folder (no brackets), which are concatenated (brackets in the middle), and which would be cut off if they were longer.
 * `GRAFT_LANGUAGE=en-XA` starts Graft in it.
 */
export function inPseudo<Language>(language: Language): Translated<Language> {
  return pseudo(language) as Translated<Language>;
}

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = 'àƀçďêƒğĥîĵķļɱñôþɋřšţûṽŵẋýžÀƁÇĎÊƑĞĤÎĴĶĻḾÑÔÞɊŘŠŢÛṼŴẊÝŽ';
const accents = new Map([...plain].map((letter, at) => [letter, [...accented][at]!]));
const accent = (text: string): string => [...text].map((letter) => accents.get(letter) ?? letter).join('');

const [opening, closing, filler] = ['⟦', '⟧', '·'];
/** Removes brackets and filler of texts inside another text, so that the whole has them only once. */
const bare = (text: string): string => text.replace(/⟦| ·+(?: ·+)*⟧/g, '');

/** In words of up to seven letters, so that lines wrap as they would with longer words. */
function fillerFor(text: string): string {
  const length = Math.max(1, Math.ceil(text.length * 0.4) - 1);
  return Array.from({ length: Math.ceil(length / 7) }, (_, at) => filler.repeat(Math.min(7, length - at * 7))).join(' ');
}

const bracketed = (text: string): string => `${opening}${accent(text)} ${fillerFor(text)}${closing}`;

/** Texts that are read by programs, such as the values of fields. */
const forPrograms = new Set(['sampleField']);

function pseudo(part: unknown): unknown {
  if (typeof part === 'string') return part === '' ? '' : bracketed(bare(part));
  if (typeof part === 'function') return (...given: unknown[]) => pseudo((part as (...given: unknown[]) => unknown)(...given));
  if (Array.isArray(part)) return part.map(pseudo);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, forPrograms.has(name) ? value : pseudo(value)]));
}
