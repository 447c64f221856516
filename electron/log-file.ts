import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A rotating log of limited size: studio.log is the newest file, studio.1.log the one before, and so on. */
export class LogFile {
  readonly folder: string;
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #kept: number;
  #file: number | null = null;
  #sizeBytes = 0;

  /** `kept`: the number of full files kept in addition to the newest. */
  constructor(folder: string, name: string, maxBytes = 1_000_000, kept = 3) {
    this.folder = folder;
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#kept = kept;
  }

  /** Appends text with a timestamp. Failures to write are ignored: they must not stop the program. */
  write(text: string): void {
    try {
      const line = Buffer.from(`${new Date().toISOString()} ${text.endsWith('\n') ? text : `${text}\n`}`);
      if (this.#file === null) this.#open();
      if (this.#sizeBytes > 0 && this.#sizeBytes + line.length > this.#maxBytes) this.#rotate();
      writeSync(this.#file!, line);
      this.#sizeBytes += line.length;
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #open(): void {
    mkdirSync(this.folder, { recursive: true });
    this.#file = openSync(this.#path(0), 'a');
    this.#sizeBytes = fstatSync(this.#file).size;
  }

  #rotate(): void {
    this.close();
    rmSync(this.#path(this.#kept), { force: true });
    for (let age = this.#kept - 1; age >= 0; age -= 1) moveIfThere(this.#path(age), this.#path(age + 1));
    this.#open();
  }

  #path(age: number): string {
    return join(this.folder, age === 0 ? `${this.#name}.log` : `${this.#name}.${age}.log`);
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
