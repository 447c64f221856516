/** Menu commands on their way to the page. One that arrives before the page listens waits for it. */
export class CommandQueue {
  readonly #listeners = new Set<(command: string) => void>();
  #waiting: string[] = [];

  put(command: string): void {
    if (this.#listeners.size === 0) this.#waiting.push(command);
    for (const listener of this.#listeners) listener(command);
  }

  /** Returns what ends the listening. */
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
