import { readFile } from 'node:fs/promises';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash, ProjectId } from '../../domain/ids.ts';
import { thumbPath, viewPath } from '../../images/cache-paths.ts';
import { readPicture } from '../../images/read-picture.ts';
import { isShownAsItIs, type PictureKind } from '../images/project-pictures.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import type { ClassifiedFolders } from './classified-folders.ts';
import { withTemporaryViews } from './temporary-views.ts';

/** Thumbnails in memory, some kilobytes each: as many as a user scrolls back over. */
const thumbsKept = 500;

/**
 * Pictures of a folder that was classified, made when they are looked at: nothing of them stays on the disk. Only content that the
 * classification has seen is ever given, whatever lies under its name now.
 */
export class ClassifiedPictures {
  readonly #pool: Pick<StudioParts['pool'], 'prepare'>;
  readonly #folders: ClassifiedFolders;
  readonly #thumbs = new Map<ContentHash, Uint8Array>();

  constructor(pool: Pick<StudioParts['pool'], 'prepare'>, folders: ClassifiedFolders) {
    this.#pool = pool;
    this.#folders = folders;
  }

  /** Errors: `image-not-found` for content that was not classified, `image-file-missing` where its file is gone or has changed. */
  async read(project: ProjectId, hash: ContentHash, which: PictureKind): Promise<Uint8Array> {
    const file = this.#folders.pathOf(project, hash);
    if (file === null) throw new StudioError('image-not-found', { image: hash.slice(0, 12) });
    const thumb = which === 'thumbnail' ? this.#thumbs.get(hash) : undefined;
    return thumb ?? this.#make(file, hash, which);
  }

  #make(file: string, hash: ContentHash, which: PictureKind): Promise<Uint8Array> {
    return withTemporaryViews(async (cache) => {
      const verdict = await this.#pool.prepare(file, { cache, isAwaited: true });
      if (!('prepared' in verdict) || verdict.prepared.hash !== hash) throw new StudioError('image-file-missing', { file });
      if (which === 'full' && isShownAsItIs(verdict.prepared)) {
        const whole = await readPicture(file);
        if (whole.hash === hash) return whole.bytes;
      }
      const bytes = await readFile((which === 'thumbnail' ? thumbPath : viewPath)(cache, hash));
      if (which === 'thumbnail') this.#keep(hash, bytes);
      return bytes;
    });
  }

  #keep(hash: ContentHash, bytes: Uint8Array): void {
    this.#thumbs.set(hash, bytes);
    const [oldest] = this.#thumbs.keys();
    if (this.#thumbs.size > thumbsKept && oldest !== undefined) this.#thumbs.delete(oldest);
  }
}
