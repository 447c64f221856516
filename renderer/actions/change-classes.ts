import type { ClassId, ProjectId } from '../../engine/contract/index.ts';
import { openProject } from '../state/app/project.svelte.ts';
import { ask } from '../studio.ts';

/** Changes to the classes of the open project. Each updates the shown project; all throw StudioError. */

export async function addClass(project: ProjectId, name: string): Promise<void> {
  await ask('classes.add', { project, name });
  await openProject.refresh();
}

export async function renameClass(project: ProjectId, id: ClassId, name: string): Promise<void> {
  await ask('classes.rename', { project, class: id, name });
  await openProject.refresh();
}

export async function recolourClass(project: ProjectId, id: ClassId, colour: string): Promise<void> {
  await ask('classes.recolour', { project, class: id, colour });
  await openProject.refresh();
}

/** Moves the labels of a class to another; the images shown must be fetched again. */
export async function mergeClass(project: ProjectId, from: ClassId, into: ClassId): Promise<void> {
  await ask('classes.merge', { project, from: [from], into });
  await openProject.refresh();
}

/** Removes a class; its images become unlabelled and must be fetched again. */
export async function removeClass(project: ProjectId, id: ClassId): Promise<void> {
  await ask('classes.remove', { project, class: id });
  await openProject.refresh();
}
