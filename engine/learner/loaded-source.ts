import { StudioError } from '../domain/failure.ts';
import { FrozenPart } from '../learn/features/frozen-part.ts';
import type { TrainJob } from './protocol.ts';

/** Caches the source model of the last job, since the next one usually needs it again. */
export class LoadedSource {
  #key = '';
  #frozen: FrozenPart | null = null;

  /** Errors: those of FrozenPart.load, and `source-weights-damaged` if the folder no longer holds the expected model. */
  async get({ folder, hash }: TrainJob['source'], cut: string): Promise<FrozenPart> {
    const key = JSON.stringify([folder, hash, cut]);
    if (this.#frozen !== null && this.#key === key) return this.#frozen;
    this.#frozen?.dispose();
    this.#frozen = null;
    const frozen = await FrozenPart.load(folder, cut);
    if (frozen.source.model.hash !== hash) {
      frozen.dispose();
      throw new StudioError('source-weights-damaged', { path: folder, file: 'model.json', detail: 'it is not the model that was chosen' });
    }
    this.#key = key;
    this.#frozen = frozen;
    return frozen;
  }
}
