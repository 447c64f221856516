import { resolve } from 'node:path';
import type { App } from 'electron';

const projectEnding = '.graft';

/** The project named on a command line, as an absolute path; null where there is none. */
export function projectIn(commandLine: readonly string[], folder: string): string | null {
  const named = commandLine.slice(1).find((argument) => !argument.startsWith('-') && argument.replace(/[\\/]+$/, '').endsWith(projectEnding));
  return named === undefined ? null : resolve(folder, named);
}

/**
 * True for the first instance of this user. A second one hands its project over, to be opened in the first one's window.
 * The project travels as data of its own, since Chromium reorders what it finds on a command line.
 */
export function isFirstInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>, project: string | null, another: (project: string | null) => void,
): boolean {
  if (!app.requestSingleInstanceLock({ project })) return false;
  app.on('second-instance', (_event, _commandLine, _folder, data) => another(projectOf(data)));
  return true;
}

function projectOf(data: unknown): string | null {
  const project = (data as { project?: unknown } | null)?.project;
  return typeof project === 'string' ? project : null;
}
