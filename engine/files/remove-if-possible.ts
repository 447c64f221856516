import { rmSync } from 'node:fs';

/** Removes a file or folder that only takes up space. A failure is ignored: it must neither hide an earlier error nor stop the caller. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It has a unique name, so it does no harm.
  }
}
