import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Failure, SourceInspection } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask } from '../../studio.ts';

/** The inside of source models by id. A model never changes, so each is looked into once. */
class Inspections {
  private readonly known = new SvelteMap<string, SourceInspection | Failure>();
  private readonly underWay = new Set<string>();

  of(source: string): SourceInspection | Failure | null {
    return this.known.get(source) ?? null;
  }

  /** Looks into a model unless that was done. A look that failed is repeated. */
  async look(source: string): Promise<void> {
    // Whoever looks must not look again because of what the look brings.
    const known = untrack(() => this.known.get(source));
    if (this.underWay.has(source) || (known && 'blocks' in known)) return;
    this.underWay.add(source);
    const answer = await ask('sources.inspect', { source }).catch(failureOf);
    this.underWay.delete(source);
    this.known.set(source, answer);
  }

  /** A model of this id was removed or added anew. */
  forget(source: string): void {
    this.known.delete(source);
  }
}

export const inspections = new Inspections();
