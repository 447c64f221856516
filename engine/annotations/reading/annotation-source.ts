import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isAnnotationName } from '../../domain/labels/annotation-names.ts';
import { NotRegular, openRegular } from '../../files/regular-file.ts';
import { UnreadableAnnotations } from './unreadable-annotations.ts';

const startBytes = 2 ** 16;
const usualMostBytes = 2 ** 27;
const mostFiles = 1_000_000;

/** The annotation file or folder that a user chose. Reads regular files inside it only; links are not followed. */
export class AnnotationSource {
  /** The folder that all names are relative to: the chosen one, or that of the chosen file. */
  readonly folder: string;
  /** The chosen file; null if a folder was chosen. */
  readonly chosen: string | null;
  /** The chosen file, or all annotation files in the chosen folder, with forward slashes, sorted. */
  readonly names: readonly string[];

  private constructor(folder: string, chosen: string | null, names: readonly string[]) {
    this.folder = folder;
    this.chosen = chosen;
    this.names = names;
  }

  /** @throws a system error if the path cannot be read */
  static async open(path: string): Promise<AnnotationSource> {
    if (!(await stat(path)).isDirectory()) return new AnnotationSource(dirname(path), basename(path), [basename(path)]);
    const names: string[] = [];
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !isAnnotationName(entry.name)) continue;
      names.push(relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'));
      if (names.length > mostFiles) throw new UnreadableAnnotations('too-large', basename(path));
    }
    return new AnnotationSource(path, null, names.sort());
  }

  /** The names with an extension, in lower case with its dot. */
  named(extension: string): string[] {
    return this.names.filter((name) => name.toLowerCase().endsWith(extension));
  }

  /** Whether a file lies beside the chosen one or in the chosen folder. */
  async has(name: string): Promise<boolean> {
    return openRegular(join(this.folder, name)).then(
      async (file) => {
        await file.close();
        return true;
      },
      () => false,
    );
  }

  /** The first 64 KB of a file as text, for recognising it; characters that are not UTF-8 become replacement characters. */
  async start(name: string): Promise<string> {
    const file = await this.opened(name);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(startBytes), 0, startBytes, 0);
      return new TextDecoder().decode(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  }

  /** A whole file as text. @throws UnreadableAnnotations too-large, not-utf-8, missing-file */
  async text(name: string, mostBytes = usualMostBytes): Promise<string> {
    const file = await this.opened(name);
    try {
      if ((await file.stat()).size > mostBytes) throw new UnreadableAnnotations('too-large', name);
      return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
    } catch (error) {
      throw error instanceof TypeError ? new UnreadableAnnotations('not-utf-8', name) : error;
    } finally {
      await file.close();
    }
  }

  /** A file of any size, in pieces. @throws UnreadableAnnotations missing-file */
  async *bytes(name: string): AsyncIterable<Uint8Array> {
    const file = await this.opened(name);
    yield* file.createReadStream({ highWaterMark: 2 ** 18 }) as AsyncIterable<Uint8Array>;
  }

  /** A file to read at any position; to be closed by the caller. @throws UnreadableAnnotations missing-file */
  opened(name: string): ReturnType<typeof openRegular> {
    return openRegular(join(this.folder, name)).catch((error: unknown) => {
      throw error instanceof NotRegular || (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? new UnreadableAnnotations('missing-file', name)
        : error;
    });
  }
}
