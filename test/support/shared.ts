import { existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder with real images and source models beside a checkout; missing on many machines. */
const shared = join(import.meta.dirname, '..', '..', '..', 'shared');

/** The path of a file or folder in the shared folder; null if it is missing. */
export function sharedPath(...parts: string[]): string | null {
  const path = join(shared, ...parts);
  return existsSync(path) ? path : null;
}

/** The reason to skip a test that needs the shared folder; false if it is there. For the `skip` option of a test. */
export function withoutShared(...parts: string[]): string | false {
  return sharedPath(...parts) === null ? `../shared/${parts.join('/')} is missing` : false;
}

/** Copies the first `perClass` images of each class folder into `to`, in name order. Returns the number of images copied. */
export async function fewOfEachClass(from: string, to: string, perClass: number): Promise<number> {
  let copied = 0;
  for (const entry of (await readdir(from, { withFileTypes: true })).filter((one) => one.isDirectory())) {
    await mkdir(join(to, entry.name), { recursive: true });
    for (const file of (await readdir(join(from, entry.name))).sort().slice(0, perClass)) {
      await cp(join(from, entry.name, file), join(to, entry.name, file));
      copied += 1;
    }
  }
  return copied;
}
