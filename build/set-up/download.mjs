import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const ANSWER_WITHIN_MS = 15_000;
const SILENCE_AT_MOST_MS = 30_000;

/**
 * Fetches a file with a known hash. It appears under its name only once complete and verified; leftovers of an interrupted download are
 * deleted.
 * @param {{ url: string, sha256: string }} wanted
 * @param {string} file
 * @param {{ answerWithinMs?: number, silenceAtMostMs?: number }} limits
 * @throws {Error} with a readable message, if it cannot be fetched intact
 */
export async function download(wanted, file, { answerWithinMs = ANSWER_WITHIN_MS, silenceAtMostMs = SILENCE_AT_MOST_MS } = {}) {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), answerWithinMs);
  const stillAlive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), silenceAtMostMs);
  };
  try {
    const { bytes, sha256, announcedBytes } = await fetchInto(wanted.url, partial, stop.signal, stillAlive);
    if (announcedBytes !== null && bytes !== announcedBytes) throw new Error(`it ended after ${bytes} of ${announcedBytes} bytes`);
    if (sha256 !== wanted.sha256)
      throw new Error(`its content is not the one expected (SHA-256 ${sha256.slice(0, 12)}..., expected ${wanted.sha256.slice(0, 12)}...)`);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    const host = new URL(wanted.url).host;
    throw new Error(stop.signal.aborted ? `${host} does not answer` : `${host}: ${deepestMessage(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} url @param {string} file @param {AbortSignal} signal @param {() => void} stillAlive */
async function fetchInto(url, file, signal, stillAlive) {
  const answer = await fetch(url, { signal });
  if (!answer.ok || !answer.body) throw new Error(`it answered ${answer.status}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk, _encoding, done) {
      stillAlive();
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(/** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (answer.body)), count, createWriteStream(file));
  const announced = answer.headers.get('content-length');
  return { bytes, sha256: hash.digest('hex'), announcedBytes: announced === null ? null : Number(announced) };
}

/** fetch() puts the reason in the cause. @param {unknown} error @returns {string} */
function deepestMessage(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? deepestMessage(error.cause) : error.message || error.name;
}
