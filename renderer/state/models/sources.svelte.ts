import type { Failure, Output, SourceModel, SourceOffer } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on } from '../../studio.ts';
import { usualOf } from './usual-source.ts';

/** The source models on this machine, and those offered for download. */
class Sources {
  /** Null until fetched. */
  found = $state.raw<Output<'sources.list'> | null>(null);
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);
  /** Id of this user's default source model. */
  private byDefault = $state<string | null>(null);
  /** Null until fetched. */
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

  /** Searches the source model folders again, including folders added since the last search. */
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

  /** Reads which models can be downloaded, without network access. */
  async lookAtOffers(): Promise<void> {
    this.offersShown = true;
    try {
      this.offers = (await ask('sources.offers', {})).offers;
      this.offersFailure = null;
    } catch (error) {
      this.offersFailure = failureOf(error);
    }
  }

  /** The source model a new project starts with; null if there is none. */
  get usual(): SourceModel | null {
    return usualOf(this.found?.sources ?? [], this.byDefault);
  }

  /** Sets the source model for projects where none is chosen. @throws StudioError */
  async useByDefault(source: string): Promise<void> {
    this.byDefault = source;
    await ask('settings.set', { source });
  }

  /** Measures the speed of a model on this machine. @throws StudioError */
  async measure(source: string): Promise<void> {
    const measured: SourceModel = await ask('sources.measure', { source });
    if (this.found) this.found = { ...this.found, sources: this.found.sources.map((one) => (one.id === source ? measured : one)) };
  }

  /** The title of a source model on this machine; else its id. */
  titleOf(id: string): string {
    return this.found?.sources.find((one) => one.id === id)?.title ?? id;
  }
}

export const sources = new Sources();
