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
/** Larger than any image or model that can be imported. */
const fileBytesMost = 4 * 2 ** 30;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Files sent by a browser, readable only by this user. Each upload has its own folder until an import or prediction has used it. */
export class Uploads {
  readonly #folder: string;
  readonly #bytesMost: number;

  /** @param bytesMost limit for one file */
  constructor(folder: string, bytesMost = fileBytesMost) {
    this.#folder = folder;
    this.#bytesMost = bytesMost;
  }

  /** Removes what an earlier process has left. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Writes one file. Errors: `input-invalid` if `relativePath` (with `/`) could leave the upload's folder, those of writingFailure. */
  async receive(upload: string, relativePath: string, body: ReadableStream<Uint8Array> | null): Promise<void> {
    const segments = relativePath.split('/');
    if (!uuid.test(upload) || !segments.every(isPlainSegment))
      throw new StudioError('input-invalid', { detail: 'the name of a dropped file' });
    const file = join(this.#folder, upload, ...segments);
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await pipeline(
        body ? Readable.fromWeb(body as NodeStream) : Readable.from([]),
        upTo(this.#bytesMost),
        createWriteStream(file, { flags: 'wx', mode: 0o600 }),
      );
    } catch (error) {
      if (systemCode(error) === 'EEXIST') throw new StudioError('input-invalid', { detail: 'a dropped file has the name of another' });
      // A partial file must not be taken for the image.
      await rm(file, { force: true }).catch(() => {});
      throw writingFailure(error, file);
    }
  }

  /** The folder of a received upload. Errors: `upload-not-found`. */
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

/** Passes bytes on, up to a limit. Errors: `input-invalid` beyond it. */
async function* bytesUpTo(most: number, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > most) throw new StudioError('input-invalid', { detail: 'a dropped file is larger than any that is taken in' });
    yield chunk;
  }
}
const upTo =
  (most: number) =>
  (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> =>
    bytesUpTo(most, source);

// Characters that a file system treats as separators or rejects; except on Windows, only these two cannot be part of a name.
// eslint-disable-next-line no-control-regex -- control characters are what must not get through
const impossible = process.platform === 'win32' ? /[\\/:*?"<>|\x00-\x1f]/ : /[/\x00]/;

function isPlainSegment(segment: string): boolean {
  return (
    segment !== '' && segment !== '.' && segment !== '..' && !impossible.test(segment) && Buffer.byteLength(segment) <= segmentLengthMax
  );
}
