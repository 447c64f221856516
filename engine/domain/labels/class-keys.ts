/**
 * The keys that give a class while labelling, in the order in which classes get them: digits, then letters, the left hand's first.
 * Kept free for the screens: 0, f, g, n, u and z. A class keeps its key for as long as it exists.
 */
export const classKeys: readonly string[] = [...'123456789', ...'qwertasdxcvbyiophjklm'];

/** The first key that no class has, or null when all are given. */
export function nextClassKey(taken: ReadonlySet<string>): string | null {
  return classKeys.find((key) => !taken.has(key)) ?? null;
}
