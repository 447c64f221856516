import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where a studio finds and keeps what belongs to its user. */
export interface UserFolders {
  /** Where choosing a folder begins. */
  readonly start: string;
  /** Known projects, settings, own source models. */
  readonly home: string;
  /** Where new projects are made when no folder is chosen. */
  readonly projects: string;
  /** What can be made or fetched again. */
  readonly cache: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Graft keeps what belongs to this user: known projects, settings, own source models. `GRAFT_HOME` names another. */
export function studioHome(environment: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  const { GRAFT_HOME: named, APPDATA: roaming, XDG_DATA_HOME: data } = environment;
  if (named) return resolve(named);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Graft');
  if (platform === 'win32') return join(roaming ?? join(homedir(), 'AppData', 'Roaming'), 'Graft');
  return join(data || join(homedir(), '.local', 'share'), 'graft');
}

/** Where new projects are made when no folder is chosen. `GRAFT_PROJECTS` names another. */
export function projectsFolder(environment: Environment = process.env): string {
  return environment['GRAFT_PROJECTS'] ? resolve(environment['GRAFT_PROJECTS']) : join(homedir(), 'Graft');
}

/** What can be made or fetched again and is shared by all projects of this user: the place that set-up uses. `GRAFT_CACHE` names another. */
export function cacheFolder(environment: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  const { GRAFT_CACHE: named, LOCALAPPDATA: local, XDG_CACHE_HOME: cache } = environment;
  if (named) return resolve(named);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Graft');
  if (platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'Graft', 'Cache');
  return join(cache || join(homedir(), '.cache'), 'graft');
}

export const userFolders = (): UserFolders => ({ start: homedir(), home: studioHome(), projects: projectsFolder(), cache: cacheFolder() });
