import { SvelteMap } from 'svelte/reactivity';
import type { Failure, Input, TrainingPlan } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on } from '../../studio.ts';
import { jobs } from '../app/jobs.svelte.ts';

type Asked = Input<'runs.plan'>;

/**
 * Training plans by request. Kept until the project changes, as it does when a training run ends, or until any other job ends, which may
 * have read images: the number of images or the measured speeds may then have changed.
 */
class TrainingPlans {
  private readonly known = new SvelteMap<string, TrainingPlan | Failure>();
  /** Pending requests: an answer to a request no longer in here is outdated. */
  private readonly underWay = new Map<string, symbol>();

  constructor() {
    on('projects.changed', () => {
      this.forget();
    });
    jobs.onEnded(({ kind }) => {
      if (kind !== 'train') this.forget();
    });
  }

  /** The plan, the reason for its absence, or null while it is pending. */
  of(asked: Asked): TrainingPlan | Failure | null {
    return this.known.get(JSON.stringify(asked)) ?? null;
  }

  /** Fetches a plan unless it is already there or pending. */
  async fetch(asked: Asked): Promise<void> {
    const key = JSON.stringify(asked);
    if (this.known.has(key) || this.underWay.has(key)) return;
    const question = Symbol(key);
    this.underWay.set(key, question);
    const answer = await ask('runs.plan', asked).catch(failureOf);
    if (this.underWay.get(key) !== question) return;
    this.underWay.delete(key);
    this.known.set(key, answer);
  }

  private forget(): void {
    this.underWay.clear();
    this.known.clear();
  }
}

export const trainingPlans = new TrainingPlans();
