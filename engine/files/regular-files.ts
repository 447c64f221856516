import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface RegularFile {
  readonly path: string;
  /** Relative to the given folder, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

/** Yields the regular files below a folder. No link is followed, not even `folder` itself, so nothing outside is ever included. */
export async function* regularFiles(folder: string, name = ''): AsyncGenerator<RegularFile> {
  if (name === '' && !(await lstat(folder).catch(() => null))?.isDirectory()) return;
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name),
      inner = name === '' ? entry.name : `${name}/${entry.name}`;
    if (entry.isDirectory()) yield* regularFiles(path, inner);
    else if (entry.isFile()) {
      const facts = await lstat(path).catch(() => null);
      if (facts?.isFile()) yield { path, name: inner, bytes: facts.size };
    }
  }
}
