import type { Failure, Output } from '../../engine/contract/index.ts';
import { failureOf } from '../../engine/domain/failure.ts';
import { ask } from '../studio.ts';

/** The source models on this machine. */
class Sources {
  /** Null until they have arrived. */
  found = $state.raw<Output<'sources.list'> | null>(null);
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);

  /** Looks along the search path, also for folders that were put there since the last look. */
  async look(): Promise<void> {
    this.looking = true;
    this.failure = null;
    try {
      this.found = await ask('sources.list', {});
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.looking = false;
    }
  }
}

export const sources = new Sources();
