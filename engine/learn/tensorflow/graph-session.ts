import type { Feed, Graph } from '../../models/graph/graph.ts';
import { NativeSession, type Fetched } from './native-session.ts';

/** A session for a graph of constants, run from its inputs to its outputs. */
export class GraphSession {
  readonly #session: NativeSession;
  readonly #inputs: readonly string[];
  readonly #outputs: readonly string[];

  /** @throws StudioError tensorflow-missing */
  constructor(graph: Graph) {
    this.#session = new NativeSession(graph);
    this.#inputs = graph.inputs.map(({ node }) => node);
    this.#outputs = graph.outputs.map(({ node }) => node);
  }

  /** Runs the graph once; `feeds` in the order of the graph's inputs, results in the order of its outputs. */
  run(feeds: readonly Feed[]): Fetched[] {
    return this.#session.run(new Map(feeds.map((feed, at) => [this.#inputs[at] ?? '', feed])), this.#outputs);
  }

  dispose(): void {
    this.#session.dispose();
  }
}
