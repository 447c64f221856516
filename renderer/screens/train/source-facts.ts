import type { SourceModel } from '../../../engine/contract/index.ts';
import { starterSource, usualSource } from '../../../engine/domain/models/source-ids.ts';

/** The speed of a source model per image, relative to others; `unknown` if its card does not state its multiply-adds. */
export type Speed = 'fast' | 'medium' | 'slow' | 'unknown';

/** Limits in millions of multiply-adds per image: a 0.35-wide and a full-width MobileNet are on either side. */
const fastBelow = 100;
const mediumBelow = 250;

export function speedOf({ multiplyAdds }: Pick<SourceModel, 'multiplyAdds'>): Speed {
  if (multiplyAdds === null) return 'unknown';
  if (multiplyAdds < fastBelow) return 'fast';
  return multiplyAdds < mediumBelow ? 'medium' : 'slow';
}

/** Whether the starter is the default because the usual source model could not be set up. */
export function onlyStarter(sources: readonly SourceModel[]): boolean {
  return sources.some((source) => source.default && source.id === starterSource) && !sources.some(({ id }) => id === usualSource);
}

/** The default cut: the last one, whose features are the most informative. */
export function defaultCut(source: SourceModel): SourceModel['cuts'][number] | null {
  return source.cuts.at(-1) ?? null;
}

/** Sorts the cards: the default first, the others in their original order. */
export function defaultFirst(sources: readonly SourceModel[], usual: SourceModel | null): SourceModel[] {
  return [...sources].sort((a, b) => Number(b === usual) - Number(a === usual));
}
