import { trainingChoices, type Project, type TrainingChoices } from '../../contract/index.ts';
import type { ProjectStore } from '../../store/project-store.ts';

/** Returns the state of a project for its windows. */
export function projectSummary(store: ProjectStore): Project {
  const { images, labelled, conflicts, missing, excluded, removed } = store.images.counts();
  return {
    id: store.id,
    name: store.name,
    path: store.folder,
    readOnly: store.isReadOnly,
    images,
    labelled,
    unlabelled: images - labelled,
    conflicts,
    refused: store.refusals.count(),
    missing,
    excluded,
    removed,
    classes: store.classes.summaries(),
    dataVersion: store.labels.dataVersion,
    ...store.labels.pending(),
    runs: store.runs.count(),
    // Choices saved by another version are ignored.
    choices: choicesOf(store),
  };
}

/** The choices for the next training; null if nothing has been chosen, or by a version that this one cannot read. */
export const choicesOf = (store: ProjectStore): TrainingChoices | null => trainingChoices.nullable().catch(null).parse(store.choices.get());
