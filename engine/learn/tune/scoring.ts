import { softmaxInPlace } from '../head/softmax.ts';
import { validationScore, type CalibratedScore, type ValidationScore } from '../head/validation-score.ts';
import type { ScoredImages } from './trainer/network-training.ts';
import type { PlainPictures } from './trainer/prepared-pictures.ts';
import { suitingFactor, sureness } from './sureness.ts';
import type { LoadedTraining } from './trainer/training-inputs.ts';

/** Inputs of the validation images are cached in memory up to this size. */
const keptBytes = 256 * 2 ** 20;

/** Scores the current weights on images that are never trained on: without augmentation, with stored statistics. */
export class Scoring {
  readonly #loaded: LoadedTraining;
  readonly #images: ScoredImages;
  readonly #classes: number;
  readonly #batchSize: number;
  readonly #kept = new Map<number, Float32Array>();
  #room = keptBytes;
  #wanted: number | null = null;

  constructor(loaded: LoadedTraining, images: ScoredImages, classes: number, batchSize: number) {
    this.#loaded = loaded;
    this.#images = images;
    this.#classes = classes;
    this.#batchSize = batchSize;
  }

  /** Scores the weights as they are. `setsSureness`: their confidence, calibrated on held-out rows, becomes the reference for others. */
  async plain(pause: () => Promise<void>, setsSureness: boolean): Promise<ValidationScore> {
    const scores = await this.#scores(pause);
    if (setsSureness) this.#wanted = sureness(scores, this.#classes, 1);
    const probabilities = Float32Array.from(scores);
    softmaxInPlace(probabilities, this.#classes);
    return validationScore(probabilities, this.#images.labels, this.#classes);
  }

  /**
   * Scores the weights with the factor of the head that suits the images best. Training makes a network overconfident; without this the
   * loss would mostly measure that, not how well the classes are told apart.
   */
  async calibrated(pause: () => Promise<void>): Promise<CalibratedScore> {
    const scores = await this.#scores(pause);
    const factor = suitingFactor(scores, this.#images.labels, this.#classes, this.#wanted);
    const probabilities = Float32Array.from(scores, (score) => factor * score);
    softmaxInPlace(probabilities, this.#classes);
    return { factor, ...validationScore(probabilities, this.#images.labels, this.#classes) };
  }

  async #scores(pause: () => Promise<void>): Promise<Float64Array> {
    const count = this.#images.labels.length;
    const scores = new Float64Array(count * this.#classes);
    for (let first = 0; first < count; first += this.#batchSize) {
      await pause();
      scores.set(this.#loaded.trainer.scores(this.#inputs(first)), first * this.#classes);
    }
    return scores;
  }

  /** Class probabilities of other pictures, n x C; empty if `pictures` is undefined. */
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
    const inputs = this.#loaded.plain(
      this.#images,
      Array.from({ length: count }, (_, at) => first + at),
    );
    if (inputs.byteLength <= this.#room) {
      this.#kept.set(first, inputs);
      this.#room -= inputs.byteLength;
    }
    return inputs;
  }
}
