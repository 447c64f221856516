import { failureOf, type Failure } from '../engine/domain/failure.ts';

/** Questions that may overtake each other: only the last one that was asked counts. */
export class Latest {
  private last = 0;

  /**
   * Hands on the answer, or why there is none, unless something else was asked meanwhile. True where it counted.
   * What the handlers throw is a defect and is thrown on.
   */
  async ask<T>(question: Promise<T>, answered: (answer: T) => void, failed: (failure: Failure) => void): Promise<boolean> {
    const number = ++this.last;
    const outcome = await question.then((answer) => ({ answer }), (error: unknown) => ({ failure: failureOf(error) }));
    if (number !== this.last) return false;
    if ('answer' in outcome) answered(outcome.answer);
    else failed(outcome.failure);
    return true;
  }

  /** What was asked no longer counts. */
  forget(): void {
    this.last += 1;
  }
}

/** Fetches one at a time: news that come during a fetch lead to one more after it, not to one each. */
export class Refresh {
  private readonly fetch: () => Promise<unknown>;
  private isFetching = false;
  private isOutdated = false;

  constructor(fetch: () => Promise<unknown>) {
    this.fetch = fetch;
  }

  /** Resolves when what was fetched is fresh, or at once where another caller already waits for that. */
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
