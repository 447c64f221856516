import { failureOf, type Failure } from '../engine/domain/failure.ts';

/** Requests that may overtake each other: only the answer to the latest one counts. */
export class Latest {
  private last = 0;

  /**
   * Passes on the answer or the failure, unless another request was made meanwhile. True if it was passed on. Errors thrown by the handlers
   * are defects and are rethrown.
   */
  async ask<T>(question: Promise<T>, answered: (answer: T) => void, failed: (failure: Failure) => void): Promise<boolean> {
    const number = ++this.last;
    const outcome = await question.then(
      (answer) => ({ answer }),
      (error: unknown) => ({ failure: failureOf(error) }),
    );
    if (number !== this.last) return false;
    if ('answer' in outcome) answered(outcome.answer);
    else failed(outcome.failure);
    return true;
  }

  /** Ignores the answer to the pending request. */
  forget(): void {
    this.last += 1;
  }
}

/** Fetches one at a time: any number of changes during a fetch lead to a single further fetch. */
export class Refresh {
  private readonly fetch: () => Promise<unknown>;
  private isFetching = false;
  private isOutdated = false;

  constructor(fetch: () => Promise<unknown>) {
    this.fetch = fetch;
  }

  /** Resolves when the data is up to date, or at once if a fetch is already running, which then repeats. */
  async now(): Promise<void> {
    this.isOutdated = true;
    if (this.isFetching) return;
    this.isFetching = true;
    try {
      while (this.isOutdated) {
        this.isOutdated = false;
        await this.fetch();
      }
    } finally {
      this.isFetching = false;
    }
  }
}
