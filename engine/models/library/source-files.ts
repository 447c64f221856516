import { createHash } from 'node:crypto';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { StudioError } from '../../domain/failure.ts';
import { belowFolder, readRegular, regularStat } from '../../files/regular-file.ts';
import type { SourceCard } from './source-card.ts';

interface Known {
  readonly stamp: string;
  readonly sha256: string;
}
const known = new Map<string, Known>();

/** SHA-256 of a file, cached while its size and modification time stay the same. */
async function fileHash(folder: string, name: string): Promise<{ bytes: number; sha256: string }> {
  const path = placeInside(folder, name);
  const found = regularStat(path);
  if (found === null) throw Object.assign(new Error(`${path} is not there`), { code: 'ENOENT' });
  const { size, mtimeMs } = found;
  const stamp = `${size} ${mtimeMs}`;
  const before = known.get(path);
  if (before?.stamp === stamp) return { bytes: size, sha256: before.sha256 };
  const sha256 = createHash('sha256')
    .update(await readRegular(path))
    .digest('hex');
  known.set(path, { stamp, sha256 });
  return { bytes: size, sha256 };
}

/** Joins a path named by a model to its folder. @throws StudioError source-card-damaged if it leads out of the folder */
export function insideFolder(folder: string, name: string): string {
  const clean = normalize(name);
  if (isAbsolute(clean) || clean === '..' || clean.startsWith(`..${sep}`)) {
    throw new StudioError('source-card-damaged', { path: folder, file: name, detail: `"${name}" lies outside the folder` });
  }
  return join(folder, clean);
}

/** The path of a file named by a model: inside its folder, and not through a link. @throws StudioError source-card-damaged, NotRegular */
function placeInside(folder: string, name: string): string {
  insideFolder(folder, name);
  return belowFolder(folder, name);
}

/**
 * Returns the size of a file named by a model; null if there is none.
 * @throws StudioError source-card-damaged, NotRegular for a link, a folder, a pipe
 */
export function bytesInside(folder: string, name: string): number | null {
  return regularStat(placeInside(folder, name))?.size ?? null;
}

/** Reads a file named by a model. @throws StudioError source-card-damaged, NotRegular, a system error */
export async function readInside(folder: string, name: string): Promise<Buffer> {
  return readRegular(placeInside(folder, name));
}

/**
 * Returns the identity of a source model: SHA-256 over the SHA-256 values of model.json and of its weight files, in order. Compares every
 * file with the size and hash stated in the card.
 * @throws StudioError source-weights-damaged for a missing or different file
 */
export async function modelHash(folder: string, card: SourceCard, weightFiles: readonly string[]): Promise<string> {
  const whole = createHash('sha256');
  for (const file of ['model.json', ...weightFiles]) {
    const damaged = (detail: string) => new StudioError('source-weights-damaged', { path: folder, file, detail });
    const found = await fileHash(folder, file).catch((error: unknown) => {
      throw damaged(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    });
    const stated = card.files?.[file];
    if (stated !== undefined && stated.bytes !== found.bytes) throw damaged(`${file} has ${found.bytes} bytes instead of ${stated.bytes}`);
    if (stated !== undefined && stated.sha256 !== found.sha256) throw damaged(`${file} is not the file that the card describes`);
    whole.update(found.sha256);
  }
  return whole.digest('hex');
}
