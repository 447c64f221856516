import { smallPictureLength } from '../../domain/models/small-picture.ts';
import { seededRandom, shuffled } from '../../domain/statistics/random.ts';
import { chosenRows } from '../head/chosen-rows.ts';
import { kernelCoefficients, leftOutScores } from './kernel-ridge.ts';
import type { Pause } from '../head/logistic.ts';
import { PixelDistances, pixelViews, type PixelView } from './pixel-distances.ts';
import { shareRight } from '../head/score-rows.ts';
import { softmaxInPlace } from '../head/softmax.ts';
import { fitSharpness } from '../head/temperature.ts';

export interface RawPixelTraining {
  /** n x 3072 bytes: small pictures, concatenated; see smallPicture. */
  readonly pictures: Uint8Array;
  /** Class index of each picture. A class without pictures is never predicted. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Lists of indices that are left out together; a picture in no list is left out on its own. */
  readonly groups?: readonly (readonly number[])[];
  readonly seed: number;
}
export interface RawPixelModel {
  /** For the record. `accuracy`: leave-one-out accuracy on the pictures used for the choice; null if no class has two. */
  readonly chosen: KernelChoice & { readonly accuracy: number | null };
  /** Number of pictures it was fitted on: all of them, up to a limit. */
  readonly fittedOn: number;
  /** Class probabilities, m x C, row-major, for pictures of m x 3072 bytes. */
  probabilities(pictures: Uint8Array): Float32Array;
}
interface KernelChoice {
  readonly view: PixelView;
  /** The kernel is exp(−narrowness · d² / scale), where `scale` is the median squared distance between two pictures. */
  readonly narrowness: number;
  readonly penalty: number;
}

/** Choosing takes about fifty fits, so it uses at most this many pictures; the optimum is flat. */
const mostChosenBy = 300;
/** A fit takes memory quadratic and time cubic in the number of pictures. */
const mostFittedOn = 2_000;
const narrownesses = [0.25, 0.5, 1, 2, 4, 8] as const;
const penalties = Array.from({ length: 9 }, (_, step) => 10 ** (step / 2 - 3));
/** The search starts with these penalties at the middle narrowness, for every view. */
const firstNarrowness = narrownesses.indexOf(1);
const firstPenalties = [2, 4, 6] as const;
/** Number of views for which narrowness and penalty are searched. */
const viewsSearched = 2;
/** Prior for the sharpness. */
const usualSharpness = 8;

/**
 * Fits a baseline that uses pixels alone: kernel ridge regression of the class indicators on 32 x 32 pictures, which only knows how similar
 * two pictures are. View, kernel width and penalty are chosen by leave-one-out likelihood, with near-duplicates left out together; no test
 * image is used. At most 300 pictures are used to choose and at most 2,000 to fit, sampled in proportion to the classes. The same pictures
 * and seed give the same model. `pause` is called between steps and may throw to stop.
 */
export async function fitRawPixels(training: RawPixelTraining, pause: Pause = () => Promise.resolve()): Promise<RawPixelModel> {
  const { labels, classes, seed, pictures } = training;
  if (labels.length === 0 || pictures.length !== labels.length * smallPictureLength)
    throw new RangeError(`${pictures.length} bytes for ${labels.length} pictures`);
  const order = classByClass(labels, classes, seed);
  const judged = some(training, order.slice(0, mostChosenBy));
  const judgedDistances = new PixelDistances(judged.pictures, judged.pictures, true);
  const search = new KernelSearch(judged, judgedDistances);
  const { choice, scale, sharpness, accuracy } = await search.best(pause);
  const isJudgedByAll = order.length <= mostChosenBy;
  const fitted = isJudgedByAll ? judged : some(training, order.slice(0, mostFittedOn));
  await pause();
  const distances = isJudgedByAll ? judgedDistances : new PixelDistances(fitted.pictures, fitted.pictures, choice.view.mirrored);
  const kernel = kernelOf(distances.of(choice.view), choice.narrowness / scale);
  await pause();
  const coefficients = kernelCoefficients(kernel, indicators(fitted.labels, classes), choice.penalty);
  const isKnown = Array.from({ length: classes }, (_, index) => labels.includes(index));
  return {
    chosen: { ...choice, accuracy },
    fittedOn: fitted.labels.length,
    probabilities: (asked) => {
      const likeness = kernelOf(
        new PixelDistances(asked, fitted.pictures, choice.view.mirrored).of(choice.view),
        choice.narrowness / scale,
      );
      const scores = timesCoefficients(likeness, coefficients, classes).map((score, at) =>
        isKnown[at % classes] ? sharpness * score : -Infinity,
      );
      softmaxInPlace(scores, classes);
      return scores;
    },
  };
}

/** A point on the grids of narrowness and penalty (as indices) with its result. */
interface Judged extends Verdict {
  readonly narrowness: number;
  readonly penalty: number;
}
interface Verdict {
  readonly loss: number;
  readonly sharpness: number;
  readonly accuracy: number | null;
}
type Judge = (kernel: Float64Array, penalty: number) => Verdict;

/** Evaluates every view at a few grid points, then descends from the best point of the best views. */
class KernelSearch {
  readonly #distances: PixelDistances;
  readonly #labels: Int32Array;
  readonly #classes: number;
  readonly #groups: readonly (readonly number[])[];
  readonly #targets: Float64Array;
  /** Pictures whose class still has examples when they are left out; the others carry no information. */
  readonly #telling: readonly number[];

  constructor({ labels, classes, groups }: Pick<Required<RawPixelTraining>, 'labels' | 'classes' | 'groups'>, distances: PixelDistances) {
    this.#distances = distances;
    this.#labels = labels;
    this.#classes = classes;
    this.#groups = groups;
    this.#targets = indicators(labels, classes);
    const groupOf = new Map(groups.flatMap((group) => group.map((row) => [row, group] as const)));
    this.#telling = [...labels.keys()].filter((row) =>
      labels.some((label, other) => label === labels[row] && other !== row && !groupOf.get(row)?.includes(other)),
    );
  }

  async best(pause: Pause): Promise<{ choice: KernelChoice; scale: number; sharpness: number; accuracy: number | null }> {
    const begun = [];
    for (const view of pixelViews) {
      const search = new ViewSearch(this.#distances.of(view), (kernel, penalty) => this.#judge(kernel, penalty));
      for (const at of firstPenalties) {
        await pause();
        search.judge(firstNarrowness, at);
      }
      begun.push({ view, search });
    }
    const searched = begun
      .toSorted((a, b) => a.search.best.loss - b.search.best.loss)
      .slice(0, this.#telling.length === 0 ? 0 : viewsSearched);
    for (const { search } of searched) await search.goDown(pause);
    const { view, search } = searched.toSorted((a, b) => a.search.best.loss - b.search.best.loss)[0] ?? begun[0]!;
    const { narrowness, penalty, sharpness, accuracy } = search.best;
    return {
      choice: { view, narrowness: narrownesses[narrowness]!, penalty: penalties[penalty]! },
      scale: search.scale,
      sharpness,
      accuracy,
    };
  }

  #judge(kernel: Float64Array, penalty: number): Verdict {
    const all = leftOutScores(kernel, this.#targets, penalty, this.#groups);
    const scores = new Float64Array(this.#telling.length * this.#classes);
    this.#telling.forEach((row, at) => scores.set(all.subarray(row * this.#classes, (row + 1) * this.#classes), at * this.#classes));
    const labels = this.#telling.map((row) => this.#labels[row]!);
    if (labels.length === 0) return { loss: 0, sharpness: usualSharpness, accuracy: null };
    const { factor, loss } = fitSharpness(scores, labels, this.#classes, usualSharpness);
    return { loss, sharpness: factor, accuracy: shareRight(scores, labels, this.#classes) };
  }
}

class ViewSearch {
  readonly scale: number;
  readonly #distances: readonly Float64Array[];
  readonly #judge: Judge;
  readonly #known = new Map<string, Judged>();

  constructor(distances: readonly Float64Array[], judge: Judge) {
    this.#distances = distances;
    this.#judge = judge;
    this.scale = medianDistance(distances[0]!);
  }

  get best(): Judged {
    return [...this.#known.values()].reduce((best, one) => (one.loss < best.loss ? one : best));
  }

  judge(narrowness: number, penalty: number): void {
    const key = `${narrowness} ${penalty}`;
    if (this.#known.has(key) || narrownesses[narrowness] === undefined || penalties[penalty] === undefined) return;
    const kernel = kernelOf(this.#distances, narrownesses[narrowness] / this.scale);
    this.#known.set(key, { narrowness, penalty, ...this.#judge(kernel, penalties[penalty]) });
  }

  /** Moves to neighbouring grid points until none is better. */
  async goDown(pause: Pause): Promise<void> {
    for (;;) {
      const from = this.best;
      for (const [along, down] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        await pause();
        this.judge(from.narrowness + along, from.penalty + down);
      }
      if (this.best === from) return;
    }
  }
}

/** exp(−factor · d²), averaged over picture and mirror image if there are both, plus 1 for the intercept. */
function kernelOf(distances: readonly Float64Array[], factor: number): Float64Array {
  const kernel = new Float64Array(distances[0]!.length).fill(1);
  for (const squared of distances) {
    for (let at = 0; at < kernel.length; at++) kernel[at]! += Math.exp(-factor * squared[at]!) / distances.length;
  }
  return kernel;
}

/** Median squared distance between two different pictures; 1 if all are identical. */
function medianDistance(squared: Float64Array): number {
  const count = Math.sqrt(squared.length);
  const apart = squared.filter((_, at) => Math.floor(at / count) < at % count).sort();
  return apart[Math.floor(apart.length / 2)] || 1;
}

function indicators(labels: Int32Array, classes: number): Float64Array {
  const targets = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] = 1;
  });
  return targets;
}

function timesCoefficients(likeness: Float64Array, coefficients: Float64Array, classes: number): Float32Array {
  const count = coefficients.length / classes;
  const scores = new Float32Array((likeness.length / count) * classes);
  const row = new Float64Array(classes);
  for (let asked = 0; asked < likeness.length / count; asked++) {
    row.fill(0);
    for (let at = 0; at < count; at++) {
      const like = likeness[asked * count + at]!;
      for (let index = 0; index < classes; index++) row[index]! += like * coefficients[at * classes + index]!;
    }
    scores.set(row, asked * classes);
  }
  return scores;
}

/** Orders all indices so that every prefix has the classes in roughly their proportions, starting with one of each class. */
function classByClass(labels: Int32Array, classes: number, seed: number): number[] {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  const before = new Int32Array(classes);
  const keys = new Map(shuffled(labels.keys(), seededRandom(seed)).map((row) => [row, before[labels[row]!]!++ / counts[labels[row]!]!]));
  return [...keys.keys()].sort((a, b) => keys.get(a)! - keys.get(b)!);
}

/** The pictures at these indices, with the groups among them. */
function some(
  { pictures, labels, classes, groups = [] }: RawPixelTraining,
  places: readonly number[],
): Required<Omit<RawPixelTraining, 'seed'>> {
  const placeOf = new Map(places.map((from, to) => [from, to]));
  return {
    pictures: chosenRows(pictures, smallPictureLength, places),
    labels: Int32Array.from(places, (at) => labels[at]!),
    classes,
    groups: groups.map((group) => group.flatMap((row) => placeOf.get(row) ?? [])).filter((group) => group.length > 1),
  };
}
