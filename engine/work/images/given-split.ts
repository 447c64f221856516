import type { ImageId } from '../../domain/ids.ts';
import { heldOutAsTest } from '../../domain/labels/folder-tree.ts';
import { assignSplits, type Split } from '../../domain/labels/split.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { groupsAmong } from './image-groups.ts';

/** The share of training images drawn for validation where the given split has no validation images. */
const drawn = { train: 0.75, validation: 0.25, test: 0 };
const seed = 1;

/**
 * Returns the part of the split of each imported image where the folders' split is kept. Missing validation images are drawn from the
 * training images; groups and near-duplicates stay together.
 */
export function splitOfFolders(store: ProjectStore, given: ReadonlyMap<ImageId, Split>): Map<ImageId, Split> {
  const parts = heldOutAsTest(given);
  if ([...parts.values()].includes('validation')) return parts;
  const labelled = store.images.labelled();
  const learnt = labelled.filter(({ id }) => parts.get(id) === 'train');
  const groups = groupsAmong(
    store,
    learnt.map(({ id }) => id),
    labelled,
  );
  const split = assignSplits(
    learnt.map(({ id, class: classId }) => ({ id, classId, group: groups.get(id) ?? null, split: null })),
    seed,
    drawn,
  );
  return new Map([...parts, ...split]);
}
