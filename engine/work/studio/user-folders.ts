import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folders of a studio's user. */
export interface UserFolders {
  /** Where folder dialogs start. */
  readonly start: string;
  /** Known projects, settings, own source models. */
  readonly home: string;
  /** The default folder for new projects. */
  readonly projects: string;
  /** Files that can be recreated or downloaded again. */
  readonly cache: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The data folder of this user: known projects, settings, own source models. `GRAFT_HOME` overrides it. */
export function studioHome(environment: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  const { GRAFT_HOME: named, APPDATA: roaming, XDG_DATA_HOME: data } = environment;
  if (named) return resolve(named);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Graft');
  if (platform === 'win32') return join(roaming ?? join(homedir(), 'AppData', 'Roaming'), 'Graft');
  return join(data || join(homedir(), '.local', 'share'), 'graft');
}

/** The default folder for new projects. `GRAFT_PROJECTS` overrides it. */
export function projectsFolder(environment: Environment = process.env): string {
  return environment['GRAFT_PROJECTS'] ? resolve(environment['GRAFT_PROJECTS']) : join(homedir(), 'Graft');
}

/** The user's cache of files that can be recreated or downloaded again, also used by set-up. `GRAFT_CACHE` overrides it. */
export function cacheFolder(environment: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  const { GRAFT_CACHE: named, LOCALAPPDATA: local, XDG_CACHE_HOME: cache } = environment;
  if (named) return resolve(named);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Graft');
  if (platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'Graft', 'Cache');
  return join(cache || join(homedir(), '.cache'), 'graft');
}

export const userFolders = (): UserFolders => ({ start: homedir(), home: studioHome(), projects: projectsFolder(), cache: cacheFolder() });
