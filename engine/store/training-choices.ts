import type { TrainingChoices } from '../contract/index.ts';
import type { Connection } from './connection.ts';

/** What is chosen for the next training. Not part of the log: it says nothing of the images, and undo passes it by. */
export class ChoicesTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** As it was kept, by whatever version; null while nothing was chosen. */
  get(): unknown {
    const kept = this.#connection.get<{ kept: string | null }>('SELECT training_choices AS kept FROM project')?.kept ?? null;
    return kept === null ? null : JSON.parse(kept);
  }

  set(choices: TrainingChoices): void {
    this.#connection.run('UPDATE project SET training_choices = ?', [JSON.stringify(choices)]);
  }
}
