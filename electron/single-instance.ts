import { resolve } from 'node:path';
import type { App } from 'electron';
import type { Opening } from './opening.ts';

const projectEnding = '.graft';
const exampleSwitch = '--example';

/** What a command line asks to open, a project with its absolute path; null if nothing. */
export function openingIn(commandLine: readonly string[], folder: string): Opening | null {
  const given = commandLine.slice(1);
  if (given.includes(exampleSwitch)) return { example: true };
  const named = given.find((argument) => !argument.startsWith('-') && argument.replace(/[\\/]+$/, '').endsWith(projectEnding));
  return named === undefined ? null : { project: resolve(folder, named) };
}

/**
 * Returns true for the first instance of this user. A second instance passes on what it was asked to open, to be shown in the first one's
 * window. It is passed as additional data, because Chromium reorders command lines.
 */
export function isFirstInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>,
  opening: Opening | null,
  another: (opening: Opening | null) => void,
): boolean {
  if (!app.requestSingleInstanceLock({ opening })) return false;
  app.on('second-instance', (_event, _commandLine, _folder, data) => another(openingOf(data)));
  return true;
}

function openingOf(data: unknown): Opening | null {
  const { project, example } = ((data as { opening?: unknown } | null)?.opening ?? {}) as Record<string, unknown>;
  if (example === true) return { example };
  return typeof project === 'string' ? { project } : null;
}
