import { SvelteMap } from 'svelte/reactivity';
import type { Failure, Input, TrainingPlan } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on } from '../../studio.ts';
import { jobs } from '../app/jobs.svelte.ts';

type Asked = Input<'runs.plan'>;

/**
 * What trainings would take, by what was asked. Kept until the project changes, as it does when a training ends, or until other work has
 * ended, which may have read images: then other numbers of images or better figures of this machine are to be had.
 */
class TrainingPlans {
  private readonly known = new SvelteMap<string, TrainingPlan | Failure>();
  /** What is asked for: an answer to what is no longer in it is older than the last change. */
  private readonly underWay = new Map<string, symbol>();

  constructor() {
    on('projects.changed', () => { this.forget(); });
    jobs.onEnded(({ kind }) => { if (kind !== 'train') this.forget(); });
  }

  /** The plan, why it could not be had, or null while it is under way. */
  of(asked: Asked): TrainingPlan | Failure | null {
    return this.known.get(JSON.stringify(asked)) ?? null;
  }

  /** Fetches a plan unless it is there or under way. */
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
