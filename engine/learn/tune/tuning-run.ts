import { createHash } from 'node:crypto';
import type { BaselineScore, Lineage, Score, Tuning, Variation } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId, ContentHash, RunId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/linear-head.ts';
import { headProbabilities } from '../head-probabilities.ts';
import { scoreTest, fitOnTraining, type HeadJob } from '../train-head.ts';
import type { SourceOnDisk } from '../source-models.ts';
import { validationScore, type ValidationScore } from '../validation-score.ts';
import { fileKeeper, usualCheckpointMs } from './keeper.ts';
import type { NetworkTraining, TrainingControl } from './network-training.ts';
import type { PictureRows, PlainPictures } from './prepared-pictures.ts';
import { checkpointFile, saveTunedModel } from './save-model.ts';
import { trainNetwork } from './train-network.ts';
import type { Weights } from '../weights.ts';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';

/** A run that trains the network itself, with its data and its folder, but without processes. */
export interface TuningRun extends HeadJob {
  readonly source: SourceOnDisk;
  /** A single layer. */
  readonly cut: string;
  /** First block to tune or `all`; null to have it chosen. */
  readonly tuneFrom: string | null;
  readonly variation: Variation;
  readonly budgetSeconds: number | null;
  readonly images: readonly { readonly hash: ContentHash; readonly class: ClassId; readonly split: 'train' | 'validation' | 'test' }[];
  /** Pictures of the images at these places: to train on, and without rounding to score on. */
  readonly pictures: (places: readonly number[]) => Promise<PictureRows>;
  readonly finePictures: (places: readonly number[]) => Promise<PlainPictures>;
  /** Features of the images at these places by the source with these weights, just as prediction computes them later: rows x D. */
  readonly featuresBy: (weights: Weights, places: readonly number[]) => Promise<Float32Array>;
  readonly runFolder: string;
  readonly resume: boolean;
  readonly lineage: { readonly project: string; readonly run: RunId };
  readonly checkpointMs?: number;
}

/** What a run ends with: a model in its folder. */
export interface TunedRun {
  readonly tuneFrom: string;
  readonly head: LinearHead;
  readonly model: SourceOnDisk;
  readonly tuning: Tuning;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  readonly validation: ValidationScore;
  /** Class probabilities by place of the validation and test images. */
  readonly probabilities: ReadonlyMap<number, Float32Array>;
}

/** What differs between the ways to train a network. */
export interface Method {
  readonly training: (run: TuningRun, probe: LinearHead, labels: Int32Array) => Pick<NetworkTraining, 'recipe' | 'source' | 'tuneFrom' | 'head'>;
  /** The plain head stays where the trained network names fewer validation images rightly. */
  readonly keepsHead: boolean;
}

/** Share of the time that is left to score and save the model when training is over. */
const scoringShare = 0.1;

/**
 * Fits the plain head, trains the network from there, keeps what does best on the validation images, scores it once on the test images
 * and saves it. Errors: `no-validation-images`, `class-too-small`, `checkpoint-damaged`, `stopped`, `out-of-memory`, `disk-full`, and
 * those of the trainer.
 */
export async function tuningRun(run: TuningRun, method: Method, control: TrainingControl): Promise<TunedRun> {
  const begunMs = performance.now();
  const places = bySplit(run);
  if (places.validation.length === 0) throw new StudioError('no-validation-images');
  const probe = await fitOnTraining(run, control);
  const training = method.training(run, probe.head, labelsAt(run, places.train));
  await mkdir(run.runFolder, { recursive: true });
  const keeper = fileKeeper(checkpointFile(run.runFolder), jobHash(run, training), run.resume, run.checkpointMs ?? usualCheckpointMs);
  const seconds = run.budgetSeconds === null ? {} : { seconds: (1 - scoringShare) * Math.max(0, run.budgetSeconds - (performance.now() - begunMs) / 1000) };
  const trained = await trainNetwork({
    ...training, cut: run.cut, train: { pictures: await run.pictures(places.train), labels: labelsAt(run, places.train) },
    validation: { pictures: await run.finePictures(places.validation), labels: labelsAt(run, places.validation) }, variation: run.variation, seed: run.seed,
    budget: seconds, room: { file: join(run.runFolder, 'activations') },
  }, { ...control, keeper });
  const kept = await verified(run, method, { weights: trained.weights, head: trained.head, tuning: trained.tuning }, probe.head, places.validation);
  control.progress('testing', 0, places.test.length);
  const tested = headProbabilities(kept.head, await run.featuresBy(kept.weights, places.test));
  const probabilities = byPlace([...places.validation, ...places.test], [kept.probabilities, tested], run.classes.length);
  const test = scoreTest(run, allRows(run, probabilities));
  control.progress('writing', 0, null);
  const model = await saveTunedModel(run.runFolder, {
    source: run.source, cut: run.cut, weights: kept.weights, head: kept.head, classNames: run.classes.map(({ name }) => name),
    seen: [...places.train, ...places.validation].map((at) => run.images[at]!.hash), lineage: lineageOf(run, training.recipe.method, places.train.length, test, probe.baselines),
  });
  return { tuneFrom: training.tuneFrom, head: kept.head, model, tuning: kept.tuning, test, baselines: probe.baselines, validation: kept.validation, probabilities };
}

interface Kept { readonly weights: Weights; readonly head: LinearHead; readonly tuning: Tuning }

/**
 * The trained network with its score on the validation images as prediction will see them. Should the plain head name more of them
 * rightly there, it stays, with the weights of the source.
 */
async function verified(run: TuningRun, method: Method, trained: Kept, probe: LinearHead, places: readonly number[]): Promise<Kept & { validation: ValidationScore; probabilities: Float32Array }> {
  const labels = labelsAt(run, places);
  const scored = (probabilities: Float32Array) => ({ probabilities, validation: validationScore(probabilities, labels, run.classes.length) });
  const plain = scored(headProbabilities(probe, rowsAt(run, places)));
  const unchanged = async (tuning: Tuning) => ({ weights: await run.source.weights(), head: probe, tuning, ...plain });
  if (method.keepsHead && trained.tuning.interpolation === 0) return unchanged(trained.tuning);
  const tuned = scored(headProbabilities(trained.head, await run.featuresBy(trained.weights, places)));
  if (method.keepsHead && tuned.validation.accuracy < plain.validation.accuracy) return unchanged({ ...trained.tuning, interpolation: 0 });
  return { ...trained, ...tuned };
}

function bySplit({ images }: TuningRun): Readonly<Record<'train' | 'validation' | 'test', number[]>> {
  const of = (split: string): number[] => images.flatMap((image, at) => (image.split === split ? [at] : []));
  return { train: of('train'), validation: of('validation'), test: of('test') };
}

function labelsAt({ classes, images }: TuningRun, places: readonly number[]): Int32Array {
  const indexOf = new Map(classes.map(({ id }, at) => [id, at]));
  return Int32Array.from(places, (at) => indexOf.get(images[at]!.class)!);
}

function rowsAt({ features: { rows, dimension } }: TuningRun, places: readonly number[]): Float32Array {
  const chosen = new Float32Array(places.length * dimension);
  places.forEach((from, to) => chosen.set(rows.subarray(from * dimension, (from + 1) * dimension), to * dimension));
  return chosen;
}

function byPlace(places: readonly number[], parts: readonly Float32Array[], classes: number): Map<number, Float32Array> {
  const rows = parts.flatMap((part) => Array.from({ length: part.length / classes }, (_, row) => part.subarray(row * classes, (row + 1) * classes)));
  return new Map(places.map((place, at) => [place, rows[at]!]));
}

function allRows({ images, classes }: TuningRun, known: ReadonlyMap<number, Float32Array>): Float32Array {
  const rows = new Float32Array(images.length * classes.length);
  for (const [place, row] of known) rows.set(row, place * classes.length);
  return rows;
}

function lineageOf(run: TuningRun, method: Lineage['method'], images: number, test: Score, baselines: readonly BaselineScore[]): Lineage {
  return {
    ...run.lineage, method, images, classes: run.classes.length, from: method === 'scratch' ? null : run.source.model.id,
    accuracy: test.accuracy.value, baseline: Math.max(...baselines.map(({ accuracy }) => accuracy.value)),
  };
}

/** What the training is: a checkpoint is gone on with only by the same one. */
function jobHash(run: TuningRun, { recipe, source, tuneFrom }: Pick<NetworkTraining, 'recipe' | 'source' | 'tuneFrom'>): string {
  const { cut, seed, variation, budgetSeconds, classes, images } = run;
  return createHash('sha256').update(JSON.stringify([
    recipe, source.model.hash, tuneFrom, cut, seed, variation, budgetSeconds, classes.map(({ id }) => id), images.map((image) => [image.hash, image.class, image.split]),
  ])).digest('hex');
}
