import type { Project } from '../../engine/contract/index.ts';
import { words } from '../../engine/words/words.ts';
import { menu } from '../state/app/menu.svelte.ts';
import { navigation } from '../state/app/navigation.svelte.ts';
import { notices } from '../state/app/notices.svelte.ts';
import { openProject } from '../state/app/project.svelte.ts';
import { theme } from '../state/app/theme.svelte.ts';
import { ask } from '../studio.ts';

/** Carries out a command of the desktop shell's menu; ignores one that no screen can carry out now. @throws StudioError */
export async function carryOut(command: string): Promise<void> {
  switch (command) {
    case 'theme-system':
      return theme.choose('system');
    case 'theme-light':
      return theme.choose('light');
    case 'theme-dark':
      return theme.choose('dark');
    case 'new-project':
      navigation.go('projects');
      return menu.put(command);
    case 'import-folder':
      if (!openProject.current) return undefined;
      navigation.go('images');
      return menu.put(command);
    case 'close-project':
      return closeProject();
    case 'undo':
    case 'redo':
      return step(command);
    default:
      return undefined;
  }
}

async function closeProject(): Promise<void> {
  const project = openProject.current;
  if (!project) return;
  navigation.go('projects');
  openProject.leave();
  await ask('projects.close', { project: project.id });
}

/** The Label and Images screens handle undo and redo themselves and show the result; elsewhere a message reports it. */
async function step(command: 'undo' | 'redo'): Promise<void> {
  const project = openProject.current;
  if (!project) return;
  if (navigation.route.screen === 'label' || navigation.route.screen === 'images') return menu.put(command);
  return stepHere(project, command);
}

/** Undoes or redoes the last action of a project, and shows a message saying what it was. */
export async function stepHere(project: Project, command: 'undo' | 'redo'): Promise<void> {
  const action = project[command];
  openProject.acknowledge(await ask(`labels.${command}`, { project: project.id }));
  if (action) notices.say(command === 'undo' ? words.label.undone(action) : words.label.redone(action));
}
