import type { Layer } from '../layers/layers-file.ts';
import type { ExpectedWeight } from '../layers/layer-weights.ts';
import type { Weight } from '../layers/weights.ts';

/** A third-party model as described by its file: layers at once, each weight on demand. */
export interface ModelFile {
  readonly layers: readonly Layer[];
  readonly input: string;
  readonly output: string;
  /** The file format, for the card: "Keras 3.15.1 (.keras)". */
  readonly format: string;
  /** Present if the file states it or it is known for the file. */
  readonly architecture?: string;
  /** How kernels are stored; defaults to float32. */
  readonly kernels?: 'float16';
  /** Present for a published file recognised by its hash. */
  readonly known?: KnownFacts;
  /**
   * Reads one weight of a layer after checking its shape.
   * @throws DamagedWeights if it is missing or has another shape
   */
  weight(layer: string, wanted: ExpectedWeight, place: number): Promise<Weight>;
  close(): void;
}

/** What a published file does not contain itself. The licence is one whose text Graft has. */
export interface KnownFacts {
  readonly id: string;
  readonly title: string;
  readonly task: string;
  readonly licence: 'Apache-2.0';
  readonly copyright: string;
  readonly origin: Readonly<Record<string, string>>;
}

/** A file that is not a model or cannot be read; the message says why and what would help. */
export class UnreadableModel extends Error {}
/** A model above Graft's limits; the message says how large it is. */
export class TooLarge extends Error {}

/** File extensions of models, which are not part of their names. */
export const modelEnding = /\.(h5|hdf5|keras|zip|whl|pth)$/i;

/** Several times the numbers of the largest Keras networks. */
export const mostLayers = 5000,
  mostWeights = 20_000;
/** Limit for all weights of a model. A larger one would need several times its size in memory while it is tested. */
export const mostWeightBytes = 600 * 2 ** 20;
/** Limit for a single model file: besides its weights, Keras stores two optimiser values for each. */
const mostFileBytes = 3 * mostWeightBytes + 32 * 2 ** 20;
/** Limit for texts that describe a model: topology, card. */
export const mostTextBytes = 32 * 2 ** 20;

export function checkWeightBytes(bytes: number): void {
  if (bytes > mostWeightBytes)
    throw new TooLarge(`its weights take ${megabytes(bytes)}, at most ${megabytes(mostWeightBytes)} are taken in`);
}
export function checkFileBytes(bytes: number): void {
  if (bytes > mostFileBytes) throw new TooLarge(`the file takes ${megabytes(bytes)}, at most ${megabytes(mostFileBytes)} are taken in`);
}
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB`;
