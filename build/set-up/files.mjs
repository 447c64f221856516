import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, read as a stream. @param {string} file @returns {Promise<string>} 64 hexadecimal digits */
export async function sha256OfFile(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * SHA-256 of texts in order; each is followed by its length, so that moving a boundary changes the hash.
 * @param {(string | Buffer)[]} parts
 */
export function sha256Of(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update(`\0${part.length}\0`);
  return hash.digest('hex');
}

/** Returns the parsed file, or null if it is missing or not complete JSON. @param {string} file @returns {any} */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Writes a temporary file and renames it, so that no reader sees half a file. @param {string} file @param {unknown} value */
export function writeJson(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(partial, file);
}

/** Size in bytes, or null if there is no such file. @param {string} file */
export function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

/**
 * Lists all files in the given files and folders, sorted; missing ones are skipped.
 * @param {string[]} places @returns {string[]}
 */
export function filesBelow(places) {
  /** @type {string[]} */
  const files = [];
  for (const place of places) {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (stats?.isFile()) files.push(place);
    if (stats?.isDirectory()) files.push(...filesBelow(readdirSync(place).map((name) => path.join(place, name))));
  }
  return files.sort();
}

/** A quick signature of files by name, size and modification time. @param {string[]} files */
export function quickSignature(files) {
  return sha256Of(
    ...files.map((file) => {
      const stats = statSync(file);
      return `${file} ${stats.size} ${stats.mtimeMs}`;
    }),
  );
}

/** A signature of files by content. @param {string[]} files @param {string} base */
export function contentSignature(files, base) {
  return sha256Of(...files.flatMap((file) => [path.relative(base, file), readFileSync(file)]));
}

/** Removes what interrupted set-ups left as `.<name>.<pid>.partial`, unless their process is still running. @param {string} cache */
export function removeAbandoned(cache) {
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const pid = Number(/^\..*\.(\d+)\.partial$/.exec(name)?.[1]);
    if (pid && !isRunning(pid)) rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
