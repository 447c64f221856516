import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Failure, SourceInspection } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask } from '../../studio.ts';

/** The structure of source models by id. A model never changes, so each is inspected once. */
class Inspections {
  private readonly known = new SvelteMap<string, SourceInspection | Failure>();
  private readonly underWay = new Set<string>();

  of(source: string): SourceInspection | Failure | null {
    return this.known.get(source) ?? null;
  }

  /** Inspects a model unless that was done before; repeats a failed inspection. */
  async look(source: string): Promise<void> {
    // Untracked: the result must not make the caller's effect run again.
    const known = untrack(() => this.known.get(source));
    if (this.underWay.has(source) || (known && 'blocks' in known)) return;
    this.underWay.add(source);
    const answer = await ask('sources.inspect', { source }).catch(failureOf);
    this.underWay.delete(source);
    this.known.set(source, answer);
  }

  /** Discards the inspection, after a model with this id was removed or added. */
  forget(source: string): void {
    this.known.delete(source);
  }
}

export const inspections = new Inspections();
