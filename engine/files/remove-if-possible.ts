import { rmSync } from 'node:fs';

/** Removes a file or a folder that only takes room. That it can't be removed must not hide what went wrong before, nor stop what goes on. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It has a name of its own and is in nobody's way.
  }
}
