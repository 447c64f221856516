import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../domain/failure.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { keep } from './kept-json.ts';

export interface Download {
  readonly address: string;
  /** Where the complete file appears; until then the partial file lies next to it. */
  readonly path: string;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  /** Time without any data after which the download is given up. */
  readonly silenceMs: number;
  /** Bytes received so far, and the total; null if the server does not send it. */
  onProgress(done: number, total: number | null): void;
}

/** Stored next to a partial file, to make sure that the rest still belongs to the same file. */
const partNotes = z.strictObject({ address: z.string(), validator: z.string().min(1), total: z.int().nullable() });
type PartNotes = z.infer<typeof partNotes>;

const partOf = (path: string): string => `${path}.part`;
const notesOf = (path: string): string => `${path}.part.json`;

/**
 * Downloads one file. Resumes an earlier attempt if the server supports it and the file has not changed (Range and If-Range: RFC 9110,
 * sections 13 and 14); otherwise starts again. Data received so far is kept however this ends.
 * Errors: `no-network`, `source-too-large`, `stopped`, and those of writingFailure.
 */
export async function downloadFile(download: Download): Promise<void> {
  const { path } = download;
  await guarded(path, () => mkdir(dirname(path), { recursive: true }));
  const notes = await notesFor(download);
  const have =
    notes === null
      ? 0
      : await stat(partOf(path)).then(
          ({ size }) => size,
          () => 0,
        );
  if (!(await fetched(download, notes, have))) {
    await rm(notesOf(path), { force: true });
    return downloadFile(download);
  }
  await guarded(path, () => rename(partOf(path), path));
  await rm(notesOf(path), { force: true });
}

/** The notes of a partial download from this address; null if there are none or they are of another address. */
async function notesFor({ address, path }: Download): Promise<PartNotes | null> {
  try {
    const notes = partNotes.parse(JSON.parse(await readFile(notesOf(path), 'utf8')));
    return notes.address === address ? notes : null;
  } catch {
    return null;
  }
}

/** Returns whether the file is complete; false if it must be downloaded from its beginning. */
async function fetched(download: Download, notes: PartNotes | null, have: number): Promise<boolean> {
  const { address, signal, silenceMs } = download;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`silent for ${Math.round(silenceMs / 1000)} s`)), silenceMs);
  try {
    const range: Record<string, string> = notes !== null && have > 0 ? { range: `bytes=${have}-`, 'if-range': notes.validator } : {};
    const response = await fetch(address, {
      signal: AbortSignal.any([signal, silence.signal]),
      headers: { 'accept-encoding': 'identity', ...range },
    });
    if (response.url !== '' && new URL(response.url).protocol !== new URL(address).protocol)
      throw unreachable(address, 'it leads to an address of another kind');
    // Only for a resumed download: a request from the beginning that failed like this would fail forever.
    if (have > 0 && (response.status === 416 || (response.status === 206 && !goesOn(response, have, notes)))) return false;
    if (!response.ok || response.body === null) throw unreachable(address, `the server answered ${response.status}`);
    await receive(download, response, response.status === 206 ? have : 0, () => timer.refresh());
    return true;
  } catch (error) {
    if (signal.aborted) throw new StudioError('stopped');
    if (error instanceof StudioError) throw error;
    throw unreachable(address, reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the response is the rest of the partial file: "bytes 100-999/1000". */
function goesOn({ headers }: Response, have: number, notes: PartNotes | null): boolean {
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  return Number(first) === have && (total === '*' || notes === null || notes.total === null || Number(total) === notes.total);
}

async function receive(
  { address, path, mostBytes, onProgress }: Download,
  { headers, body }: Response,
  from: number,
  heard: () => void,
): Promise<void> {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const total = Number.isSafeInteger(length) ? from + length : null;
  const checkSize = (bytes: number): void => {
    if (bytes > mostBytes)
      throw new StudioError('source-too-large', {
        path: address,
        detail: `${address} gives more than ${Math.ceil(mostBytes / 2 ** 20)} MB`,
      });
  };
  checkSize(total ?? 0);
  if (from === 0) keep(notesOf(path), { address, validator: validatorOf(headers), total });
  const file = await guarded(path, () => open(partOf(path), from === 0 ? 'w' : 'a'));
  let done = from;
  try {
    onProgress(done, total);
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      heard();
      done += chunk.length;
      checkSize(done);
      await guarded(path, () => file.writeFile(chunk));
      onProgress(done, total);
    }
    await guarded(path, () => file.sync());
  } finally {
    await guarded(path, () => file.close());
  }
  if (total !== null && done !== total) throw unreachable(address, `${done} of ${total} bytes arrived`);
}

/** The server's validator for this version of the file, empty if there is none. Weak ETags do not guarantee identical bytes. */
function validatorOf(headers: Headers): string {
  const tag = headers.get('etag') ?? '';
  return tag.startsWith('"') ? tag : (headers.get('last-modified') ?? '');
}

const unreachable = (address: string, detail: string): StudioError => new StudioError('no-network', { address, detail });

/** The innermost cause says most: the outermost is always "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return error.message === '' ? (code ?? error.name) : error.message;
}

async function guarded<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw writingFailure(error, path);
  }
}
