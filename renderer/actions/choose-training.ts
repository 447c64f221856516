import type { Project, TrainingChoices } from '../../engine/contract/index.ts';
import { usualChoices } from '../../engine/domain/models/usual-choices.ts';
import { openProject } from '../state/app/project.svelte.ts';
import { ask } from '../studio.ts';

/** Keeps what is chosen for the next training of the open project; without a change nothing is written. @throws StudioError */
export async function chooseTraining(project: Project, choices: TrainingChoices): Promise<void> {
  if (JSON.stringify(choices) === JSON.stringify(project.choices ?? usualChoices)) return;
  openProject.choose(choices);
  await ask('projects.choose', { project: project.id, choices });
}

/** Another source model has other cuts and blocks. @throws StudioError */
export async function chooseSource(project: Project, source: string): Promise<void> {
  const before: TrainingChoices = project.choices ?? usualChoices;
  if (source !== before.source) await chooseTraining(project, { ...before, source, cut: null, tuneFrom: null });
}
