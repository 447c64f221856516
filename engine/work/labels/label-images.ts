import type { Handlers, LabelsChanged, Output } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId, ProjectId } from '../../domain/ids.ts';
import type { Who } from '../../store/annotations.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { setWindow } from '../images/picture-windows.ts';
import type { OpenProjects } from '../projects/open-project.ts';

type LabelRequest =
  | 'labels.set'
  | 'images.group'
  | 'images.tag'
  | 'images.tags'
  | 'images.exclude'
  | 'images.remove'
  | 'images.setWindow'
  | 'labels.undo'
  | 'labels.redo'
  | 'classes.add'
  | 'classes.rename'
  | 'classes.recolour'
  | 'classes.merge'
  | 'classes.remove';

/** Every handler answers only after the change is synced to disk. */
export function labelHandlers(studio: OpenProjects): Pick<Handlers, LabelRequest> {
  const changing = <T>(project: ProjectId, work: (store: ProjectStore, who: Who) => T): T => {
    const result = work(studio.get(project), studio.who());
    studio.changed(project);
    return result;
  };
  const counted = (project: ProjectId, work: (store: ProjectStore, who: Who) => number): LabelsChanged =>
    changing(project, (store, who) => ({ changed: work(store, who), dataVersion: store.labels.dataVersion, ...store.labels.pending() }));
  return {
    'labels.set': ({ project, images, class: to, how }) => counted(project, (store, who) => store.labels.set(images, to, { ...who, how })),
    'images.group': ({ project, images, group }) => counted(project, (store, who) => store.labels.group(images, group, who)),
    'images.tag': ({ project, images, ...change }) => counted(project, (store, who) => store.labels.tag(images, change, who)),
    'images.tags': ({ project }) => ({ tags: studio.get(project).labels.tags() }),
    'images.exclude': ({ project, images, excluded }) => counted(project, (store, who) => store.labels.exclude(images, excluded, who)),
    'images.remove': ({ project, images, removed }) => counted(project, (store, who) => store.labels.remove(images, removed, who)),
    'images.setWindow': ({ project, ...wish }) => counted(project, (store, who) => setWindow(store, wish, who)),
    'labels.undo': ({ project }) => counted(project, (store, who) => store.labels.undo(who)),
    'labels.redo': ({ project }) => counted(project, (store, who) => store.labels.redo(who)),
    'classes.add': ({ project, name, colour }) => changing(project, (store, who) => oneClass(store, store.classes.add(name, who, colour))),
    'classes.rename': ({ project, class: id, name }) =>
      changing(project, (store, who) => {
        store.classes.rename(id, name, who);
        return oneClass(store, id);
      }),
    'classes.recolour': ({ project, class: id, colour }) =>
      changing(project, (store, who) => {
        store.classes.recolour(id, colour, who);
        return oneClass(store, id);
      }),
    'classes.merge': ({ project, from, into }) => counted(project, (store, who) => store.classes.merge(from, into, who)),
    'classes.remove': ({ project, class: id }) => counted(project, (store, who) => store.classes.remove(id, who)),
  };
}

function oneClass(store: ProjectStore, id: ClassId): Output<'classes.add'> {
  const summary = store.classes.summaries().find((one) => one.id === id);
  if (!summary) throw new StudioError('class-not-found', { class: id });
  return { class: summary, dataVersion: store.labels.dataVersion };
}
