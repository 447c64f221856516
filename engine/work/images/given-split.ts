import type { ImageId } from '../../domain/ids.ts';
import { heldOutAsTest } from '../../domain/labels/folder-tree.ts';
import { assignSplits, type Split } from '../../domain/labels/split.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { groupsAmong } from './image-groups.ts';

/** Of the images to learn from, this share is drawn to choose by where a given split has nothing for that. */
const drawn = { train: 0.75, validation: 0.25, test: 0 };
const seed = 1;

/**
 * The parts that imported images are put into where the split that their folders gave is kept: as given, with images to choose by drawn
 * from those to learn from where none were given, groups and near-duplicates unparted.
 */
export function splitOfFolders(store: ProjectStore, given: ReadonlyMap<ImageId, Split>): Map<ImageId, Split> {
  const parts = heldOutAsTest(given);
  if ([...parts.values()].includes('validation')) return parts;
  const labelled = store.images.labelled();
  const learnt = labelled.filter(({ id }) => parts.get(id) === 'train');
  const groups = groupsAmong(store, learnt.map(({ id }) => id), labelled);
  const split = assignSplits(learnt.map(({ id, class: classId }) => ({ id, classId, group: groups.get(id) ?? null, split: null })), seed, drawn);
  return new Map([...parts, ...split]);
}
