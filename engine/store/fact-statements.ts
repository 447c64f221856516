import type { ImageId } from '../domain/ids.ts';
import type { StatedFacts } from '../domain/labels/stated-facts.ts';
import type { Statement } from './annotations.ts';

/**
 * What an annotation file says of an image beside its label, as statements. Where the picture itself says when it was taken, that counts:
 * many files give only the day.
 */
export function factStatements(image: ImageId, { site, takenAt, tags }: Omit<StatedFacts, 'author'>, hasTime: boolean): Statement[] {
  return [
    ...(site === null ? [] : [{ kind: 'site', image, value: site } as const]),
    ...(takenAt === null || hasTime ? [] : [{ kind: 'taken', image, value: String(takenAt) } as const]),
    ...(tags.length === 0 ? [] : [{ kind: 'tags', image, value: JSON.stringify(tags) } as const]),
  ];
}
