import type { Learner } from './client.ts';
import type { LearnerJobs } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/** Kinds of jobs that somebody waits for: each is over in a second or two once its model is loaded, and trains nothing. */
type QuestionKind = 'predict' | 'probe';
type Question = LearnerJobs[QuestionKind]['job'];

/**
 * The lane of short questions, which never wait behind long work. They are asked of the process of that work while it has none, which
 * mostly has the model loaded already; else of a process of their own, which is started for the first of them.
 */
export class Questions {
  readonly #work: Pick<Learner, 'run' | 'open'>;
  readonly #own: Pick<Learner, 'run'>;
  /** Questions that are with the process of long work now. */
  #withWork = 0;

  /** Closing the learners is up to whoever made them. */
  constructor(work: Pick<Learner, 'run' | 'open'>, own: Pick<Learner, 'run'>) {
    this.#work = work;
    this.#own = own;
  }

  /** The answer. Errors: those of Learner.run. */
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
