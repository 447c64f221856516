import type { Failure, Output, SourceModel, SourceOffer } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on } from '../../studio.ts';
import { usualOf } from './usual-source.ts';

/** The source models on this machine, and those that could be fetched. */
class Sources {
  /** Null until they have arrived. */
  found = $state.raw<Output<'sources.list'> | null>(null);
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);
  /** Id of the one that this user uses by default. */
  private byDefault = $state<string | null>(null);
  /** Null until they have arrived. */
  offers = $state.raw<readonly SourceOffer[] | null>(null);
  offersFailure = $state.raw<Failure | null>(null);
  private offersShown = false;

  constructor() {
    on('jobs.changed', ({ job }) => {
      if (job.kind !== 'add-source' || job.endedAt === null) return;
      if (this.found) void this.look();
      if (this.offersShown) void this.lookAtOffers();
    });
  }

  /** Looks along the search path, also for folders that were put there since the last look. */
  async look(): Promise<void> {
    this.looking = true;
    this.failure = null;
    try {
      const [found, settings] = await Promise.all([ask('sources.list', {}), ask('settings.get', {})]);
      this.byDefault = settings.source;
      this.found = found;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.looking = false;
    }
  }

  /** Reads which models could be fetched. Nobody outside this machine is asked. */
  async lookAtOffers(): Promise<void> {
    this.offersShown = true;
    try {
      this.offers = (await ask('sources.offers', {})).offers;
      this.offersFailure = null;
    } catch (error) {
      this.offersFailure = failureOf(error);
    }
  }

  /** With which a project begins where none is chosen; null where there is none. */
  get usual(): SourceModel | null {
    return usualOf(this.found?.sources ?? [], this.byDefault);
  }

  /** For projects where none is chosen. @throws StudioError */
  async useByDefault(source: string): Promise<void> {
    this.byDefault = source;
    await ask('settings.set', { source });
  }

  /** Measures how fast a model is here. @throws StudioError */
  async measure(source: string): Promise<void> {
    const measured: SourceModel = await ask('sources.measure', { source });
    if (this.found) this.found = { ...this.found, sources: this.found.sources.map((one) => (one.id === source ? measured : one)) };
  }

  /** A source model by its title, where it is on this machine; else its id. */
  titleOf(id: string): string {
    return this.found?.sources.find((one) => one.id === id)?.title ?? id;
  }
}

export const sources = new Sources();
