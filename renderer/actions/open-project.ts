import { ask } from '../studio.ts';
import { navigation } from '../state/app/navigation.svelte.ts';
import { openProject } from '../state/app/project.svelte.ts';
import type { Project } from '../../engine/contract/index.ts';

/** Opening and creating projects; each shows the project and goes to its images. All throw StudioError. */

function enter(project: Project): void {
  openProject.show(project);
  navigation.go('images');
}

export async function openFolder(path: string): Promise<void> {
  enter(await ask('projects.open', { path }));
}

export async function createProject(name: string, folder: string): Promise<void> {
  enter(await ask('projects.create', { name, folder }));
}

export async function openExample(): Promise<void> {
  enter(await ask('projects.example', {}));
}
