import { JSONParser, TokenizerError, TokenParserError, TokenType } from '@streamparser/json';
import type { AnnotationSource } from './annotation-source.ts';
import { UnreadableAnnotations } from './unreadable-annotations.ts';

/** One value of a JSON document. */
export interface JsonElement {
  /** The path that selected it. */
  readonly path: string;
  /** The last key that led to it: a property name, or an index. */
  readonly key: string | number;
  readonly value: unknown;
}

/** Deeper documents are no annotations; the parser would need ever more time for each level of a hostile one. */
const deepest = 64;

/**
 * Reads the values at some paths of a JSON file of any size, in file order, without holding the file in memory.
 * @param paths such as `$.images.*`; none may lie within another
 * @param separator `\n` for a file with one document per line
 * @throws UnreadableAnnotations damaged, cut-short, not-utf-8, unsafe, missing-file
 */
export async function* jsonElements(
  source: AnnotationSource,
  name: string,
  paths: readonly string[],
  separator?: string,
): AsyncIterable<JsonElement> {
  const found: JsonElement[] = [];
  const parser = new JSONParser({ paths: [...paths], keepStack: false, ...(separator === undefined ? {} : { separator }) });
  const steps = paths.map((path) => ({ path, steps: path.split('.') }));
  parser.onValue = ({ value, key, stack }) => {
    const taken = ['$', ...stack.slice(1).map((one) => String(one.key)), ...(key === undefined ? [] : [String(key)])];
    const path = steps.find(({ steps: way }) => way.length === taken.length && way.every((step, at) => step === '*' || step === taken[at]));
    found.push({ path: path?.path ?? '', key: key ?? '', value });
  };
  let depth = 0;
  parser.onToken = ({ token }) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > deepest) throw new UnreadableAnnotations('unsafe', name);
  };
  const text = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of source.bytes(name)) {
      parser.write(text.decode(piece, { stream: true }));
      yield* found.splice(0);
    }
    parser.write(text.decode());
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableAnnotations('not-utf-8', name);
    if (error instanceof TokenizerError || error instanceof TokenParserError) throw new UnreadableAnnotations('damaged', name);
    throw error;
  }
  yield* found.splice(0);
  if (!parser.isEnded) endOf(parser, name);
}

/** Ends the parser, which refuses to end within a value. */
function endOf(parser: JSONParser, name: string): void {
  try {
    parser.end();
  } catch {
    throw new UnreadableAnnotations('cut-short', name);
  }
}

/** A JSON object, or null. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;

export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A text that is not empty, or null; numbers are written out, since many formats use them as names. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A finite number, or null; texts that are numbers count. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}
