import type { SourceModel } from '../../../engine/contract/index.ts';
import { starterSource, usualSource } from '../../../engine/domain/models/source-ids.ts';

/** How long a source model takes for an image, beside the others; `unknown` where its card does not say. */
export type Speed = 'fast' | 'medium' | 'slow' | 'unknown';

/** Bounds in millions of multiply-adds for one image: a 0.35-wide and a full-width MobileNet lie on either side. */
const fastBelow = 100;
const mediumBelow = 250;

export function speedOf({ multiplyAdds }: Pick<SourceModel, 'multiplyAdds'>): Speed {
  if (multiplyAdds === null) return 'unknown';
  if (multiplyAdds < fastBelow) return 'fast';
  return multiplyAdds < mediumBelow ? 'medium' : 'slow';
}

/** Whether the starter serves because the usual source model could not be set up. */
export function onlyStarter(sources: readonly SourceModel[]): boolean {
  return sources.some((source) => source.default && source.id === starterSource) && !sources.some(({ id }) => id === usualSource);
}

/** The cut that is used when none is chosen: the last, where the features say most. */
export function defaultCut(source: SourceModel): SourceModel['cuts'][number] | null {
  return source.cuts.at(-1) ?? null;
}

/** The order of the cards: the default stands where it is seen first, the others as they were found. */
export function defaultFirst(sources: readonly SourceModel[], usual: SourceModel | null): SourceModel[] {
  return [...sources].sort((a, b) => Number(b === usual) - Number(a === usual));
}
