import type { ImageId } from '../../domain/ids.ts';
import { groupsWithNearDuplicates } from '../../domain/labels/near-duplicates.ts';
import type { ProjectStore } from '../../store/project-store.ts';

/**
 * Groups the images that share a specimen, site or photograph, or are near-duplicates, by their hashes or by the last review; null for an
 * image in no group.
 */
export function groupsAmong(
  store: ProjectStore,
  images: readonly ImageId[],
  labelled = store.images.labelled(),
): ReadonlyMap<ImageId, string | null> {
  const declared = new Map(labelled.map(({ id, group }) => [id, group]));
  const fingerprints = store.images.fingerprints();
  const groups = groupsWithNearDuplicates(
    images.map((id) => ({ image: id, group: declared.get(id) ?? null, fingerprint: fingerprints.get(id) ?? null })),
    store.reviews.alike(),
  );
  return new Map(images.map((id) => [id, groups.get(id) ?? null]));
}
