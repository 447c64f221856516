/** Runs pieces of work one after the other, in the order they came; a piece that fails does not hold up the next. */
class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

/**
 * The turn of whoever uses the native decoder. libvips keeps one text of what went wrong for the whole process, and the end of any
 * picture clears it: with two pictures in it at once a file would be judged by the complaint about another, or by none. Reading and
 * hashing still go on beside a decode.
 */
export const decoder = new OneAtATime();
