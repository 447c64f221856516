import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { ownPart } from '../../files/own-remains.ts';
import { readRegular } from '../../files/regular-file.ts';
import { makeFolders } from '../../files/make-folders.ts';

const headerSchema = z.strictObject({
  format: z.literal('graft-head'),
  version: z.literal(1),
  kind: z.enum(['nearest-mean', 'ridge', 'logistic']),
  dimension: z.int().positive(),
  classIds: z.array(z.int().positive()).min(1),
  hasCentre: z.boolean(),
  unitLength: z.boolean(),
  chosen: z.strictObject({
    by: z.enum(['none', 'leave-one-out', 'cross-validation']),
    strength: z.number(),
    accuracy: z.number().nullable(),
  }),
});
type Header = z.infer<typeof headerSchema>;
const fileSchema = headerSchema.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * Saves a head as a run folder, which appears under its name only when complete: `head.json` describes the head, `head.bin` holds the
 * centre (if any), weights and bias as float32, little endian. `sha256` in head.json covers its other fields and head.bin.
 * Errors: `disk-full`, `folder-read-only`.
 */
export async function saveHead(runFolder: string, head: LinearHead): Promise<void> {
  const draft = ownPart(runFolder);
  try {
    await rm(draft, { recursive: true, force: true });
    makeFolders(draft);
    await writeHead(draft, head);
    await syncFolder(draft);
    await rename(draft, runFolder);
    await syncFolder(dirname(runFolder));
  } catch (error) {
    // A failed clean-up must not hide the original error.
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw writingFailure(error, runFolder);
  }
}

/** Writes and syncs the two files of a head in a folder that has none yet. */
export async function writeHead(folder: string, head: LinearHead): Promise<void> {
  const header = headerOf(head);
  const bytes = bytesOf(head);
  await writeSynced(join(folder, 'head.bin'), bytes);
  await writeSynced(join(folder, 'head.json'), `${JSON.stringify({ ...header, sha256: hashOf(header, bytes) }, null, 1)}\n`);
}

/** Reads a saved head. Errors: `run-damaged` if a file is missing, truncated or differs from what was saved. */
export async function loadHead(runFolder: string): Promise<LinearHead> {
  const damaged = (detail: string, cause?: unknown): StudioError =>
    new StudioError('run-damaged', { run: basename(runFolder), detail }, { cause });
  try {
    const { sha256, ...header } = fileSchema.parse(JSON.parse(String(await readRegular(join(runFolder, 'head.json')))));
    const bytes = await readRegular(join(runFolder, 'head.bin'));
    if (hashOf(header, bytes) !== sha256) throw damaged('head.bin and head.json do not belong together');
    return headFrom(header, bytes);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw damaged(code === undefined ? 'head.json is not a head' : `its files cannot be read, ${code}`, error);
  }
}

function headerOf({ kind, dimension, classIds, centre, unitLength, chosen }: LinearHead): Header {
  const { by, strength, accuracy } = chosen;
  return {
    format: 'graft-head',
    version: 1,
    kind,
    dimension,
    classIds: [...classIds],
    hasCentre: centre !== null,
    unitLength,
    chosen: { by, strength, accuracy },
  };
}

function bytesOf({ centre, weights, bias }: LinearHead): Buffer {
  const parts = [...(centre === null ? [] : [centre]), weights, bias];
  return Buffer.concat(parts.map((values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
}

function headFrom(header: Header, bytes: Buffer): LinearHead {
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  const { hasCentre, dimension, kind, classIds, unitLength, chosen } = header;
  const first = hasCentre ? dimension : 0;
  const last = first + dimension * classIds.length;
  return {
    kind,
    dimension,
    classIds: classIds as ClassId[],
    unitLength,
    chosen,
    centre: hasCentre ? values.slice(0, first) : null,
    weights: values.slice(first, last),
    bias: values.slice(last, last + classIds.length),
  };
}

function hashOf(header: Header, bytes: Buffer): string {
  return createHash('sha256')
    .update(JSON.stringify(headerSchema.parse(header)))
    .update(bytes)
    .digest('hex');
}

export async function writeSynced(path: string, content: string | Buffer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder to sync it; NTFS journals renames itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
