import type { Project, TrainingChoices } from '../../engine/contract/index.ts';
import { usualChoices } from '../../engine/domain/models/usual-choices.ts';
import { openProject } from '../state/app/project.svelte.ts';
import { ask } from '../studio.ts';

/** Saves the choices for the next training run of the open project, if they have changed. @throws StudioError */
export async function chooseTraining(project: Project, choices: TrainingChoices): Promise<void> {
  if (JSON.stringify(choices) === JSON.stringify(project.choices ?? usualChoices)) return;
  openProject.choose(choices);
  await ask('projects.choose', { project: project.id, choices });
}

/** Chooses a source model; resets cut and tuned blocks, which differ between models. @throws StudioError */
export async function chooseSource(project: Project, source: string): Promise<void> {
  const before: TrainingChoices = project.choices ?? usualChoices;
  if (source !== before.source) await chooseTraining(project, { ...before, source, cut: null, tuneFrom: null });
}
