import type { Layer } from '../layers/layers-file.ts';
import type { ExpectedWeight } from '../layers/layer-weights.ts';
import type { Weight } from '../layers/weights.ts';

/** Somebody's model as its file describes it: layers at once, each weight only when it is asked for. */
export interface ModelFile {
  readonly layers: readonly Layer[];
  readonly input: string;
  readonly output: string;
  /** What the file is, for the card: "Keras 3.15.1 (.keras)". */
  readonly format: string;
  /** Where the file tells or is known for it. */
  readonly architecture?: string;
  /** How kernels are stored; float32 where nothing is said. */
  readonly kernels?: 'float16';
  /** Of a published file that is known by its hash. */
  readonly known?: KnownFacts;
  /**
   * One weight of a layer, checked against the shape that is asked for before it is read.
   * @throws DamagedWeights when it is not there or has another shape
   */
  weight(layer: string, wanted: ExpectedWeight, place: number): Promise<Weight>;
  close(): void;
}

/** What a published file does not say itself. The licence is one whose text Graft has. */
export interface KnownFacts {
  readonly id: string; readonly title: string; readonly task: string; readonly licence: 'Apache-2.0'; readonly copyright: string;
  readonly origin: Readonly<Record<string, string>>;
}

/** A file that is no model, or not one that can be read; the message says why and what would help. */
export class UnreadableModel extends Error {}
/** More than Graft takes in; the message says how much. */
export class TooLarge extends Error {}

/** Endings of the files that models come in: no part of their names. */
export const modelEnding = /\.(h5|hdf5|keras|zip|whl|pth)$/i;

/** Several times those of the largest networks of Keras. */
export const mostLayers = 5000, mostWeights = 20_000;
/** All weights of a model together. A larger one would need several times its size in memory while it is tested. */
export const mostWeightBytes = 600 * 2 ** 20;
/** One file with a model in it: beside its weights, Keras keeps two numbers of its optimiser for each. */
const mostFileBytes = 3 * mostWeightBytes + 32 * 2 ** 20;
/** Texts that describe a model: topology, card. */
export const mostTextBytes = 32 * 2 ** 20;

export function checkWeightBytes(bytes: number): void {
  if (bytes > mostWeightBytes) throw new TooLarge(`its weights take ${megabytes(bytes)}, at most ${megabytes(mostWeightBytes)} are taken in`);
}
export function checkFileBytes(bytes: number): void {
  if (bytes > mostFileBytes) throw new TooLarge(`the file takes ${megabytes(bytes)}, at most ${megabytes(mostFileBytes)} are taken in`);
}
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB`;
