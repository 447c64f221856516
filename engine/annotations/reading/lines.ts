import type { AnnotationSource } from './annotation-source.ts';
import { UnreadableAnnotations } from './unreadable-annotations.ts';

/** Longer lines are no lines of text; the limit keeps a file without line ends from filling the memory. */
const longest = 2 ** 20;

/**
 * Reads the filled lines of a text file of any size, trimmed.
 * @throws UnreadableAnnotations not-utf-8, wrong-structure, missing-file
 */
export async function* filledLines(source: AnnotationSource, name: string): AsyncIterable<string> {
  const text = new TextDecoder('utf-8', { fatal: true });
  const decoded = (piece?: Uint8Array): string => {
    try {
      return text.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new UnreadableAnnotations('not-utf-8', name);
    }
  };
  let rest = '';
  for await (const piece of source.bytes(name)) {
    const lines = (rest + decoded(piece)).split(/\r\n?|\n/);
    rest = lines.pop() ?? '';
    if (rest.length > longest) throw new UnreadableAnnotations('wrong-structure', name);
    yield* filled(lines);
  }
  yield* filled([rest + decoded()]);
}

/** The filled lines at the beginning of a file, without the last one if it may be cut; for recognising it. */
export async function firstLines(source: AnnotationSource, name: string, count = 20): Promise<string[]> {
  const lines = (await source.start(name)).split(/\r\n?|\n/);
  return filled(lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, count);
}

const filled = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');
