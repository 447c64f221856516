/**
 * The keys that assign a class while labelling, in the order in which classes get them: digits, then letters, left hand first.
 * Reserved for the screens: 0, f, g, n, u and z. A class keeps its key as long as it exists.
 */
export const classKeys: readonly string[] = [...'123456789', ...'qwertasdxcvbyiophjklm'];

/** The first unused key, or null if all are taken. */
export function nextClassKey(taken: ReadonlySet<string>): string | null {
  return classKeys.find((key) => !taken.has(key)) ?? null;
}
