import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shortest limit of all supported systems: sun_path holds 104 bytes on macOS, 108 on Linux, including the terminating zero. */
const socketPathMaxBytes = 103;

/** Creates the pipe names that studio processes listen on: a new name for each, in a folder only this user can access. */
export class PipeFolder {
  #folder: string | null = null;
  #count = 0;

  next(): string {
    if (process.platform === 'win32') return `\\\\.\\pipe\\graft-${randomUUID()}`;
    this.#folder ??= privateFolder();
    this.#count += 1;
    return join(this.#folder, `${this.#count}.sock`);
  }

  remove(): void {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }
}

function privateFolder(): string {
  const longest = join(tmpdir(), 'graft-XXXXXX', '9999.sock');
  return mkdtempSync(join(Buffer.byteLength(longest) <= socketPathMaxBytes ? tmpdir() : '/tmp', 'graft-'));
}
