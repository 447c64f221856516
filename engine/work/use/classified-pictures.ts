import { readFile } from 'node:fs/promises';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash, ProjectId } from '../../domain/ids.ts';
import type { Look } from '../../domain/models/look.ts';
import { viewPath } from '../../images/cache-paths.ts';
import { pictureKey } from '../../images/picture-key.ts';
import { readPicture } from '../../images/read-picture.ts';
import { isShownAsItIs, type PictureKind } from '../images/project-pictures.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import type { ClassifiedFolders } from './classified-folders.ts';
import { withTemporaryViews } from '../images/temporary-views.ts';

/** Thumbnails kept in memory, some kilobytes each: as many as a user scrolls back over. */
const thumbsKept = 500;

/**
 * Pictures of a classified folder, rendered on demand; nothing stays on disk. Only content seen by the classification is ever returned,
 * whatever the file contains now.
 */
export class ClassifiedPictures {
  readonly #pool: Pick<StudioParts['pool'], 'prepare'>;
  readonly #folders: ClassifiedFolders;
  readonly #thumbs = new Map<ContentHash, Uint8Array>();

  constructor(pool: Pick<StudioParts['pool'], 'prepare'>, folders: ClassifiedFolders) {
    this.#pool = pool;
    this.#folders = folders;
  }

  /** Errors: `image-not-found` for content that was not classified, `image-file-missing` if its file is gone or has changed. */
  async read(project: ProjectId, hash: ContentHash, which: PictureKind | 'thumbnail'): Promise<Uint8Array> {
    const file = this.#folders.fileOf(project, hash);
    if (file === null) throw new StudioError('image-not-found', { image: hash.slice(0, 12) });
    const thumb = which === 'thumbnail' ? this.#thumbs.get(pictureKey(hash, file)) : undefined;
    return thumb ?? this.#make(file, hash, which);
  }

  #make({ path, ...look }: { readonly path: string } & Look, hash: ContentHash, which: PictureKind | 'thumbnail'): Promise<Uint8Array> {
    return withTemporaryViews(async (cache) => {
      const verdict = await this.#pool.prepare(path, { cache, ...look, isAwaited: true });
      if (!('prepared' in verdict) || verdict.prepared.hash !== hash) throw new StudioError('image-file-missing', { file: path });
      if (which === 'full' && verdict.prepared.reading === null && isShownAsItIs(verdict.prepared)) {
        const whole = await readPicture(path);
        if (whole.hash === hash) return whole.bytes;
      }
      if (which !== 'thumbnail') return readFile(viewPath(cache, verdict.prepared.picture));
      this.#keep(pictureKey(hash, look), verdict.thumbnail);
      return verdict.thumbnail;
    });
  }

  #keep(key: ContentHash, bytes: Uint8Array): void {
    this.#thumbs.set(key, bytes);
    const [oldest] = this.#thumbs.keys();
    if (this.#thumbs.size > thumbsKept && oldest !== undefined) this.#thumbs.delete(oldest);
  }
}
