import { SvelteMap } from 'svelte/reactivity';
import type { Failure, Input, TrainingPlan } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on } from '../../studio.ts';

type Asked = Input<'runs.plan'>;

/**
 * What trainings would take, by what was asked. Kept until the project changes or a training ends, which is when other numbers of
 * images or better figures of this machine are to be had.
 */
class TrainingPlans {
  private readonly known = new SvelteMap<string, TrainingPlan | Failure>();
  private readonly underWay = new Set<string>();

  constructor() {
    on('projects.changed', () => { this.known.clear(); });
  }

  /** The plan, why it could not be had, or null while it is under way. */
  of(asked: Asked): TrainingPlan | Failure | null {
    return this.known.get(JSON.stringify(asked)) ?? null;
  }

  /** Fetches a plan unless it is there or under way. */
  async fetch(asked: Asked): Promise<void> {
    const key = JSON.stringify(asked);
    if (this.known.has(key) || this.underWay.has(key)) return;
    this.underWay.add(key);
    const answer = await ask('runs.plan', asked).catch(failureOf);
    this.underWay.delete(key);
    this.known.set(key, answer);
  }
}

export const trainingPlans = new TrainingPlans();
