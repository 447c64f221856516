import { SvelteMap } from 'svelte/reactivity';
import type { Evaluation, Failure, ProjectId, RunId } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask } from '../../studio.ts';

/**
 * Evaluations by run. The figures of a finished run never change, so each is fetched once; the list of runs tells whether a run is stale.
 */
class Evaluations {
  private readonly known = new SvelteMap<string, Evaluation | Failure>();

  /** Fetches an evaluation unless it is already there. */
  async fetch(project: ProjectId, run: RunId): Promise<void> {
    const key = keyOf(project, run);
    const known = this.known.get(key);
    if (known && 'test' in known) return;
    this.known.delete(key);
    try {
      this.known.set(key, await ask('runs.evaluation', { project, run }));
    } catch (error) {
      this.known.set(key, failureOf(error));
    }
  }

  /** The evaluation, the reason for its absence, or null while it is pending. */
  of(project: ProjectId, run: RunId): Evaluation | Failure | null {
    return this.known.get(keyOf(project, run)) ?? null;
  }
}

const keyOf = (project: ProjectId, run: RunId): string => `${project} ${run}`;

export const evaluations = new Evaluations();
