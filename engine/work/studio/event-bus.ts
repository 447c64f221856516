import type { EventName, Events } from '../../contract/index.ts';

/** An event with its name, as sent to every window. */
export type AnyEvent = { [N in EventName]: { readonly name: N; readonly data: Events[N] } }[EventName];
type Listener = (event: AnyEvent) => void;

/** Passes the events of the studio to all windows that listen. */
export class EventBus {
  readonly #listeners = new Set<Listener>();

  emit<N extends EventName>(name: N, data: Events[N]): void {
    for (const listener of this.#listeners) listener({ name, data } as AnyEvent);
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
