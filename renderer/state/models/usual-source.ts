import type { SourceModel } from '../../../engine/contract/index.ts';

/** The one that this user uses by default; else the one the engine uses when none is chosen; else the first. */
export function usualOf(sources: readonly SourceModel[], byDefault: string | null): SourceModel | null {
  return sources.find((source) => source.id === byDefault) ?? sources.find((source) => source.default) ?? sources[0] ?? null;
}
