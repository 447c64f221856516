import type { Learner } from './client.ts';
import type { LearnerJobs } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/** Jobs a user waits for: each takes a second or two once its model is loaded, and trains nothing. */
type QuestionKind = 'predict' | 'probe' | 'similar' | 'likeness';
type Question = LearnerJobs[QuestionKind]['job'];

/**
 * A fast lane for short jobs, which never wait behind long ones. They run in the process for long jobs while it is free, as it usually has
 * the model loaded; otherwise in a process of their own, started on demand.
 */
export class Questions {
  readonly #work: Pick<Learner, 'run' | 'open'>;
  readonly #own: Pick<Learner, 'run'>;
  /** Number of questions currently in the process for long jobs. */
  #withWork = 0;

  /** The caller remains responsible for closing the learners. */
  constructor(work: Pick<Learner, 'run' | 'open'>, own: Pick<Learner, 'run'>) {
    this.#work = work;
    this.#own = own;
  }

  /** Runs a short job and returns its outcome. Errors: those of Learner.run. */
  async ask<Q extends Question>(question: Q, on: Partial<LearnerControl> = {}): Promise<LearnerJobs[Q['kind']]['outcome']> {
    const control = { signal: new AbortController().signal, progress: () => {}, ...on };
    if (this.#work.open > this.#withWork) return this.#own.run(question, control);
    this.#withWork += 1;
    try {
      return await this.#work.run(question, control);
    } finally {
      this.#withWork -= 1;
    }
  }
}
