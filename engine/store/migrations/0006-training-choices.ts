import type { Migration } from './migration.ts';

/** What is chosen for the next training stays with the project: the source model was forgotten with the window. */
export const trainingChoices: Migration = {
  version: 6,
  name: 'training-choices',
  sql: 'ALTER TABLE project ADD COLUMN training_choices TEXT;',
};
