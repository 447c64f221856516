import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder, removed when the test (or the owner of the hook) ends. */
export function temporaryFolder(t: { after(clean: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'graft-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
