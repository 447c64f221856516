import { softmaxInPlace } from '../softmax.ts';
import { validationScore, type ValidationScore } from '../validation-score.ts';
import type { ScoredImages } from './network-training.ts';
import type { PlainPictures } from './prepared-pictures.ts';
import type { LoadedTraining } from './training-inputs.ts';

/** Inputs of the validation images are kept in memory up to this size. */
const keptBytes = 256 * 2 ** 20;

/** Scores the weights of now on images that are never trained on: nothing is varied, statistics are the stored ones. */
export class Scoring {
  readonly #loaded: LoadedTraining;
  readonly #images: ScoredImages;
  readonly #classes: number;
  readonly #batchSize: number;
  readonly #kept = new Map<number, Float32Array>();
  #room = keptBytes;

  constructor(loaded: LoadedTraining, images: ScoredImages, classes: number, batchSize: number) {
    this.#loaded = loaded;
    this.#images = images;
    this.#classes = classes;
    this.#batchSize = batchSize;
  }

  async score(pause: () => Promise<void>): Promise<ValidationScore> {
    const count = this.#images.labels.length;
    const probabilities = new Float32Array(count * this.#classes);
    for (let first = 0; first < count; first += this.#batchSize) {
      await pause();
      probabilities.set(this.#loaded.trainer.scores(this.#inputs(first)), first * this.#classes);
    }
    softmaxInPlace(probabilities, this.#classes);
    return validationScore(probabilities, this.#images.labels, this.#classes);
  }

  /** Class probabilities of other pictures, n x C; empty without. */
  answers(pictures: PlainPictures | undefined): Float32Array {
    if (pictures === undefined) return new Float32Array(0);
    const probabilities = new Float32Array(pictures.count * this.#classes);
    const images = { pictures, labels: new Int32Array(0) };
    for (let first = 0; first < pictures.count; first += this.#batchSize) {
      const places = Array.from({ length: Math.min(this.#batchSize, pictures.count - first) }, (_, at) => first + at);
      probabilities.set(this.#loaded.trainer.scores(this.#loaded.plain(images, places)), first * this.#classes);
    }
    softmaxInPlace(probabilities, this.#classes);
    return probabilities;
  }

  #inputs(first: number): Float32Array {
    const known = this.#kept.get(first);
    if (known !== undefined) return known;
    const count = Math.min(this.#batchSize, this.#images.labels.length - first);
    const inputs = this.#loaded.plain(this.#images, Array.from({ length: count }, (_, at) => first + at));
    if (inputs.byteLength <= this.#room) {
      this.#kept.set(first, inputs);
      this.#room -= inputs.byteLength;
    }
    return inputs;
  }
}
