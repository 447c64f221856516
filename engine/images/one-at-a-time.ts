/** Runs tasks one after the other, in order of arrival; one that fails does not block the next. */
class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

/**
 * Serialises the use of the native decoder. libvips has a single error buffer per process, which is cleared when any picture is
 * finished: with two at once, a file would be judged by the error of another, or by none. Reading and hashing still run in parallel to
 * decoding.
 */
export const decoder = new OneAtATime();
