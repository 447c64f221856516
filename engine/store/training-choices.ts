import type { TrainingChoices } from '../contract/index.ts';
import type { Connection } from './connection.ts';

/** Choices for the next training run. Not part of the annotation log: they say nothing about images, and undo ignores them. */
export class ChoicesTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** As stored, by any version; null until something has been chosen. */
  get(): unknown {
    const kept = this.#connection.get<{ kept: string | null }>('SELECT training_choices AS kept FROM project')?.kept ?? null;
    return kept === null ? null : JSON.parse(kept);
  }

  set(choices: TrainingChoices): void {
    this.#connection.run('UPDATE project SET training_choices = ?', [JSON.stringify(choices)]);
  }
}
