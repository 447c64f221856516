import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { StudioError } from '../../domain/failure.ts';

/** Errors: `output-in-project`: a project holds only what Graft keeps there. */
export function requireOutside(project: string, out: string): void {
  const inside = relative(realPath(project), realPath(out));
  if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) throw new StudioError('output-in-project', { path: out });
}

/** The path without links, as far as it exists. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), basename(path));
  }
}
