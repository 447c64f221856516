import type { Split } from '../../domain/labels/split.ts';

const words: readonly (readonly [RegExp, Split])[] = [
  [/(^|[^a-z])(train|training)([^a-z]|$)/, 'train'],
  [/(^|[^a-z])(val|valid|validation|dev)([^a-z]|$)/, 'validation'],
  [/(^|[^a-z])(test|testing)([^a-z]|$)/, 'test'],
];

/** The part of a split that the name of a file or folder says, such as `instances_train.json`; null if it says none or several. */
export function partOfName(name: string): Split | null {
  const found = words.filter(([pattern]) => pattern.test(name.toLowerCase()));
  return found.length === 1 ? (found[0]?.[1] ?? null) : null;
}
