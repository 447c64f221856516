import type { Layer } from './layers-file.ts';
import type { ExpectedWeight } from './layer-weights.ts';
import type { Weight } from './weights.ts';

/** Somebody's model as its file describes it: layers at once, each weight only when it is asked for. */
export interface ModelFile {
  readonly layers: readonly Layer[];
  readonly input: string;
  readonly output: string;
  /** What the file is, for the card: "Keras 3.15.1 (.keras)". */
  readonly format: string;
  /**
   * One weight of a layer, checked against the shape that is asked for before it is read.
   * @throws DamagedWeights when it is not there or has another shape
   */
  weight(layer: string, wanted: ExpectedWeight, place: number): Weight;
  close(): void;
}

/** A file that is no model, or not one that can be read; the message says why and what would help. */
export class UnreadableModel extends Error {}
/** More than Graft takes in; the message says how much. */
export class TooLarge extends Error {}

/** All weights of a model together. A larger one would need several times its size in memory while it is tested. */
export const mostWeightBytes = 600 * 2 ** 20;
/** Texts that describe a model: topology, card. */
export const mostTextBytes = 32 * 2 ** 20;

export function checkWeightBytes(bytes: number): void {
  if (bytes > mostWeightBytes) throw new TooLarge(`its weights take ${megabytes(bytes)}, at most ${megabytes(mostWeightBytes)} are taken in`);
}
const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB`;
