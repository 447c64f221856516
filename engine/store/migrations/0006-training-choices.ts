import type { Migration } from './migration.ts';

/** Stores the choices for the next training run with the project: before, the source model was forgotten when the window closed. */
export const trainingChoices: Migration = {
  version: 6,
  name: 'training-choices',
  sql: 'ALTER TABLE project ADD COLUMN training_choices TEXT;',
};
