/// <reference lib="esnext.float16" />
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { removeIfPossible } from '../../../files/remove-if-possible.ts';
import { writing } from '../../../domain/writing-failure.ts';

/** Largest finite float16 number. */
const most = 65504;

/** Rows of float16 numbers in a file that only this process uses and that is deleted on `close`. */
export class HalfRows {
  readonly #path: string;
  readonly #length: number;
  readonly #file: number;

  /** Errors: `disk-full`, `folder-read-only`, `folder-not-found`. */
  constructor(path: string, length: number) {
    this.#path = path;
    this.#length = length;
    this.#file = writing(path, () => openSync(path, 'w+'));
  }

  /** Writes rows from row `first` on; values beyond the float16 range are clamped. */
  write(first: number, values: Float32Array): void {
    const halves = new Uint8Array(Float16Array.from(values, (value) => Math.max(-most, Math.min(most, value))).buffer);
    writing(this.#path, () => {
      for (let done = 0; done < halves.length;)
        done += writeSync(this.#file, halves, done, halves.length - done, first * this.#length * 2 + done);
    });
  }

  read(row: number, into: Float32Array): void {
    const halves = new Float16Array(this.#length);
    const bytes = new Uint8Array(halves.buffer);
    for (let done = 0; done < bytes.length;) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, row * bytes.length + done);
      if (read === 0) throw new RangeError('the file of activations ends too early');
      done += read;
    }
    into.set(halves);
  }

  close(): void {
    closeSync(this.#file);
    removeIfPossible(this.#path);
  }
}
