/** Menu commands on their way to the page. A command that arrives before the page listens is queued. */
export class CommandQueue {
  readonly #listeners = new Set<(command: string) => void>();
  #waiting: string[] = [];

  put(command: string): void {
    if (this.#listeners.size === 0) this.#waiting.push(command);
    for (const listener of this.#listeners) listener(command);
  }

  /** Returns the function that unsubscribes. */
  listen(listener: (command: string) => void): () => void {
    this.#listeners.add(listener);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const command of waiting) listener(command);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
