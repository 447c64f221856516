import type { GroupsSeen, Handlers } from '../../contract/index.ts';
import { groupingSummary, groupsByRule, membersOf, type GroupableImage, type GroupRule } from '../../domain/labels/group-rules.ts';
import { nameParts } from '../../domain/labels/name-parts.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { OpenProjects } from '../projects/open-project.ts';

const mostPaths = 8;
const mostExamples = 6;
const mostPictures = 4;

/** Images can be grouped whether or not they are labelled: groups are often known first. */
export function groupHandlers(studio: OpenProjects): Pick<Handlers, 'groups.get' | 'groups.set'> {
  return {
    'groups.get': ({ project, rule }) => groupsSeen(studio.get(project), rule),
    'groups.set': ({ project, rule }) => {
      const store = studio.get(project);
      const changed = store.labels.groupAll(groupsByRule(store.images.toGroup(), rule), studio.who());
      studio.changed(project);
      return { changed, dataVersion: store.labels.dataVersion, ...store.labels.pending() };
    },
  };
}

function groupsSeen(store: ProjectStore, rule: GroupRule | undefined): GroupsSeen {
  const images = store.images.toGroup();
  return {
    images: images.length,
    timed: images.filter(({ takenAt }) => takenAt !== null).length,
    paths: differentPaths(images),
    now: groupingSummary(images, new Map(images.map(({ id, group }) => [id, group]))),
    divided: store.images.dividedGroups(),
    preview: rule === undefined ? null : previewOf(store, images, rule),
  };
}

function previewOf(store: ProjectStore, images: readonly GroupableImage[], rule: GroupRule): GroupsSeen['preview'] {
  const groups = groupsByRule(images, rule);
  const examples = [...membersOf(images, groups)].toSorted((a, b) => b[1].length - a[1].length).slice(0, mostExamples);
  return {
    ...groupingSummary(images, groups),
    examples: examples.map(([group, members]) => ({
      group,
      count: members.length,
      images: store.images.summaries(members.slice(0, mostPictures).map(({ id }) => id)),
    })),
  };
}

/** One path of each form, the most frequent form first, then further ones. */
function differentPaths(images: readonly GroupableImage[]): string[] {
  const forms = Map.groupBy(images, ({ path }) => formOf(path));
  const byFrequency = [...forms.values()].toSorted((a, b) => b.length - a.length);
  const firsts = byFrequency.map(([first]) => first!.path);
  const others = (byFrequency[0] ?? []).slice(1).map(({ path }) => path);
  return [...firsts, ...others].slice(0, mostPaths);
}

const formOf = (path: string): string =>
  nameParts(path)
    .map(({ text, mark }) => (mark === null ? text : 'folder' in mark ? 'folder' : 'part'))
    .join('');
