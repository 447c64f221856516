import type { ImageId } from '../../domain/ids.ts';
import { groupsWithNearDuplicates } from '../../domain/labels/near-duplicates.ts';
import type { ProjectStore } from '../../store/project-store.ts';

/** What images share with others among them: a specimen, site or photograph, or that they are near-duplicates. Null for one that shares nothing. */
export function groupsAmong(store: ProjectStore, images: readonly ImageId[], labelled = store.images.labelled()): ReadonlyMap<ImageId, string | null> {
  const declared = new Map(labelled.map(({ id, group }) => [id, group]));
  const fingerprints = store.images.fingerprints();
  const groups = groupsWithNearDuplicates(images.map((id) => ({ image: id, group: declared.get(id) ?? null, fingerprint: fingerprints.get(id) ?? null })));
  return new Map(images.map((id) => [id, groups.get(id) ?? null]));
}
