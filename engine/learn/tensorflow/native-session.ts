import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensorFlow } from './backend.ts';
import type { Feed, Graph } from '../../models/graph/graph.ts';
import { removeIfPossible } from '../../files/remove-if-possible.ts';
import { ownTemporary } from '../../files/own-remains.ts';
import { writing } from '../../domain/writing-failure.ts';
import { savedModelBytes } from '../../models/graph/saved-model-file.ts';

export interface Fetched {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The functions of tfjs-node's addon that run a session. The public predict() copies every uint8 tensor twice through int32. */
interface Binding {
  readonly TF_UINT8: number;
  readonly TF_INT32: number;
  readonly TF_FLOAT: number;
  createTensor(shape: number[], dtype: number, values: Feed['values']): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): { id: number; shape: number[] }[];
}

/**
 * A native TensorFlow session, about three times as fast as running layer by layer. Variables keep their values between runs, and each run
 * names what it feeds and fetches, so one graph can hold training, prediction and reading. The graph is written as a SavedModel to a new
 * folder, which is deleted at once: from a path it knows, TensorFlow would serve the older model again. No tensor outlives a call, and tfjs
 * knows of none.
 */
export class NativeSession {
  readonly #binding: Binding;
  #session: number | undefined;

  /** Errors: `tensorflow-missing`, and `disk-full`, `disk-error` or `folder-read-only` from the temporary folder. */
  constructor(graph: Graph) {
    this.#binding = (tensorFlow().backend() as unknown as { binding: Binding }).binding;
    // The temporary folder is often on a small disk of its own.
    const place = ownTemporary('graph');
    const folder = writing(place, () => mkdtempSync(place));
    try {
      writing(place, () => writeFileSync(join(folder, 'saved_model.pb'), savedModelBytes(graph)));
      this.#session = this.#binding.loadSavedModel(folder, 'serve');
    } finally {
      removeIfPossible(folder);
    }
  }

  /** Runs what the fetched nodes depend on; feeds by node, results in the order of `fetches`. Blocks the thread. */
  run(feeds: ReadonlyMap<string, Feed>, fetches: readonly string[]): Fetched[] {
    if (this.#session === undefined) throw new Error('the session is closed');
    const inputs: number[] = [];
    try {
      for (const { shape, values } of feeds.values()) inputs.push(this.#binding.createTensor([...shape], this.#dtype(values), values));
      const outputs = this.#binding.runSavedModel(this.#session, inputs, [...feeds.keys()].join(','), fetches.join(','));
      return outputs.map(({ id, shape }) => this.#take(id, shape));
    } finally {
      for (const id of inputs) this.#binding.deleteTensor(id);
    }
  }

  dispose(): void {
    if (this.#session === undefined) return;
    this.#binding.deleteSavedModel(this.#session);
    this.#session = undefined;
  }

  #take(id: number, shape: readonly number[]): Fetched {
    const values = this.#binding.tensorDataSync(id);
    this.#binding.deleteTensor(id);
    if (!(values instanceof Float32Array)) throw new TypeError('the graph answers something else than float32');
    return { shape, values };
  }

  #dtype(values: Feed['values']): number {
    if (values instanceof Uint8Array) return this.#binding.TF_UINT8;
    return values instanceof Int32Array ? this.#binding.TF_INT32 : this.#binding.TF_FLOAT;
  }
}
