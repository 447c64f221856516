import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { systemCode } from '../domain/disk-fault.ts';
import { StudioError } from '../domain/failure.ts';
import { writingFailure } from '../domain/writing-failure.ts';

const segmentLengthMax = 255;
/** No picture and no model that is taken in is as large. */
const fileBytesMost = 4 * 2 ** 30;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files that a browser sent, for nobody else on this machine to read: each upload has a folder of its own until its import or prediction has taken them. */
export class Uploads {
  readonly #folder: string;
  readonly #bytesMost: number;

  /** @param bytesMost of one file */
  constructor(folder: string, bytesMost = fileBytesMost) {
    this.#folder = folder;
    this.#bytesMost = bytesMost;
  }

  /** Removes what an earlier process left behind. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Writes one file. `relativePath` uses forward slashes; anything that could leave the upload's folder is refused. Errors: `input-invalid`, `disk-full`, `disk-error`, `folder-read-only`. */
  async receive(upload: string, relativePath: string, body: ReadableStream<Uint8Array> | null): Promise<void> {
    const segments = relativePath.split('/');
    if (!uuid.test(upload) || !segments.every(isPlainSegment)) throw new StudioError('input-invalid', { detail: 'the name of a dropped file' });
    const file = join(this.#folder, upload, ...segments);
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await pipeline(body ? Readable.fromWeb(body as NodeStream) : Readable.from([]), upTo(this.#bytesMost), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw new StudioError('input-invalid', { detail: 'a dropped file has the name of another' });
      // A part must not be taken for the picture.
      await rm(file, { force: true }).catch(() => {});
      throw writingFailure(error, file);
    }
  }

  /** The folder of an upload that has arrived. */
  async folder(upload: string): Promise<string> {
    const folder = join(this.#folder, upload);
    const found = uuid.test(upload) && (await stat(folder).catch(() => null))?.isDirectory();
    if (!found) throw new StudioError('upload-not-found');
    return folder;
  }

  async remove(upload: string): Promise<void> {
    if (uuid.test(upload)) await rm(join(this.#folder, upload), { recursive: true, force: true });
  }
}

/** Passes bytes on until there are too many. */
async function* bytesUpTo(most: number, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > most) throw new StudioError('input-invalid', { detail: 'a dropped file is larger than any that is taken in' });
    yield chunk;
  }
}
const upTo = (most: number) => (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> => bytesUpTo(most, source);

// What a file system would take as a separator or refuse; elsewhere than on Windows only these two cannot be in a name.
// eslint-disable-next-line no-control-regex -- control characters are what must not get through
const impossible = process.platform === 'win32' ? /[\\/:*?"<>|\x00-\x1f]/ : /[/\x00]/;

function isPlainSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !impossible.test(segment) && Buffer.byteLength(segment) <= segmentLengthMax;
}
