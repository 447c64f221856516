import { userInfo } from 'node:os';
import { join } from 'node:path';
import { requests, type CheckedInput, type Handlers, type Output } from '../../contract/index.ts';
import { usualTableForm } from '../../domain/table-form.ts';
import { keep, readKept } from '../../files/kept-json.ts';

export type UserSettings = Output<'settings.get'>;

/** The user's settings, stored in the user's data folder. */
export class Settings {
  readonly #path: string;
  #current: UserSettings;

  constructor(home: string) {
    this.#path = join(home, 'settings.json');
    this.#current = {
      by: userName(),
      theme: 'system',
      source: null,
      table: usualTableForm,
      ...readKept<Partial<UserSettings>>(this.#path, requests['settings.set'].input, {}),
    };
  }

  get(): UserSettings {
    return this.#current;
  }

  /** Changes settings. Errors: `disk-full`, `folder-read-only`; the settings then stay as they were. */
  set(change: CheckedInput<'settings.set'>): UserSettings {
    const now = this.#current;
    const next = {
      by: change.by ?? now.by,
      theme: change.theme ?? now.theme,
      source: change.source === undefined ? now.source : change.source,
      table: change.table ?? now.table,
    };
    keep(this.#path, next);
    this.#current = next;
    return next;
  }
}

export function settingsHandlers(settings: Settings): Pick<Handlers, 'settings.get' | 'settings.set'> {
  return {
    'settings.get': () => settings.get(),
    'settings.set': (change) => settings.set(change),
  };
}

function userName(): string {
  try {
    return userInfo().username || 'user';
  } catch {
    // In some containers the user id has no name.
    return 'user';
  }
}
