import type { SourceModel } from '../../../engine/contract/index.ts';

/** The user's default source model; else the engine's default; else the first one. */
export function usualOf(sources: readonly SourceModel[], byDefault: string | null): SourceModel | null {
  return sources.find((source) => source.id === byDefault) ?? sources.find((source) => source.default) ?? sources[0] ?? null;
}
