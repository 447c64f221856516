import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Tuning } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { writing } from '../../domain/writing-failure.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { headProbabilities } from '../head/head-probabilities.ts';
import { fitPlainHead, testBaselines } from '../head/train-head.ts';
import { validationScore, type ValidationScore } from '../head/validation-score.ts';
import type { Weights } from '../../models/layers/weights.ts';
import { fileKeeper, usualCheckpointMs } from './keeper.ts';
import type { NetworkTraining, TrainingControl } from './trainer/network-training.ts';
import { bySplit, labelsAt, rowsAt } from './run-rows.ts';
import { checkpointFile } from './save-model.ts';
import { byPlace, saved, testedRun } from './tested-run.ts';
import { trainNetwork } from './train-network.ts';
import type { AdoptedTrial, Method, TrainedRun, TunedRun, TunedTrial, TuningRun } from './tuned-run.ts';
import { makeFolders } from '../../files/make-folders.ts';

/** Share of the time reserved for scoring and saving the model after training. */
const scoringShare = 0.1;

/**
 * Fits the plain head, trains the network from there, keeps what does best on the validation images, scores it once on the test images and
 * saves it.
 * Errors: `no-validation-images`, `class-too-small`, `checkpoint-damaged`, `stopped`, `out-of-memory`, `disk-full`, and those of the
 * trainer.
 */
export async function tuningRun(run: TuningRun, method: Method, control: TrainingControl): Promise<TunedRun> {
  const begunMs = performance.now();
  const probe = await fitPlainHead(run, control);
  const baselines = await testBaselines(run, control);
  return testedRun(run, await trainedRun(run, method, { probe, begunMs }, control), baselines, control);
}

/**
 * Like tuningRun, but without using or needing test images: saves a trial, which `adoptedTrial` can turn into a run.
 * Errors: those of tuningRun.
 */
export async function tuningTrial(run: TuningRun, method: Method, control: TrainingControl): Promise<TunedTrial> {
  const begunMs = performance.now();
  const probe = await fitPlainHead(run, control);
  const { validation: places } = bySplit(run);
  const trained = await trainedRun(run, method, { probe, begunMs }, control);
  return {
    ...trained,
    model: await saved(run, trained, null, control),
    probabilities: byPlace(places, [trained.probabilities], run.classes.length),
  };
}

/** Scores a trial once on the test images and saves it in the folder of the run. Errors: `disk-full`, `stopped`, those of readSource. */
export async function adoptedTrial(run: TuningRun, trial: AdoptedTrial, control: TrainingControl): Promise<TunedRun> {
  const { validation: places } = bySplit(run);
  const weights = await trial.model.weights();
  const probabilities = headProbabilities(trial.head, await run.featuresBy(weights, places));
  const { method, tuneFrom, head, tuning } = trial;
  const trained = {
    method,
    tuneFrom,
    head,
    tuning,
    weights,
    probabilities,
    validation: validationScore(probabilities, labelsAt(run, places), run.classes.length),
  };
  return testedRun(run, trained, await testBaselines(run, control), control);
}

async function trainedRun(
  run: TuningRun,
  method: Method,
  { probe, begunMs }: { probe: LinearHead; begunMs: number },
  control: TrainingControl,
): Promise<TrainedRun> {
  const places = bySplit(run);
  if (places.validation.length === 0) throw new StudioError('no-validation-images');
  const training = method.training(run, probe, labelsAt(run, places.train));
  writing(run.runFolder, () => makeFolders(run.runFolder));
  const keeper = fileKeeper(checkpointFile(run.runFolder), jobHash(run, training), run.resume, run.checkpointMs ?? usualCheckpointMs);
  const [pictures, finePictures] = [await run.pictures(places.train), await run.finePictures(places.validation)];
  const seconds =
    run.budgetSeconds === null
      ? {}
      : { seconds: (1 - scoringShare) * Math.max(0, run.budgetSeconds - (performance.now() - begunMs) / 1000) };
  const trained = await trainNetwork(
    {
      ...training,
      cut: run.cut,
      train: { pictures, labels: labelsAt(run, places.train) },
      validation: { pictures: finePictures, labels: labelsAt(run, places.validation) },
      variation: run.variation,
      seed: run.seed,
      budget: seconds,
      room: { file: join(run.runFolder, 'activations') },
    },
    { ...control, keeper },
  );
  const kept = await verified(
    run,
    method,
    { weights: trained.weights, head: trained.head, tuning: trained.tuning },
    probe,
    places.validation,
  );
  return { ...kept, method: training.recipe.method, tuneFrom: training.tuneFrom };
}

interface Kept {
  readonly weights: Weights;
  readonly head: LinearHead;
  readonly tuning: Tuning;
}

/**
 * Scores the trained network on the validation images as prediction will see them. If the plain head classifies more of them correctly, it
 * is kept, with the weights of the source.
 */
async function verified(
  run: TuningRun,
  method: Method,
  trained: Kept,
  probe: LinearHead,
  places: readonly number[],
): Promise<Kept & { validation: ValidationScore; probabilities: Float32Array }> {
  const labels = labelsAt(run, places);
  const scored = (probabilities: Float32Array) => ({
    probabilities,
    validation: validationScore(probabilities, labels, run.classes.length),
  });
  const plain = scored(headProbabilities(probe, rowsAt(run, places)));
  const unchanged = async (tuning: Tuning) => ({ weights: await run.source.weights(), head: probe, tuning, ...plain });
  if (method.keepsHead && trained.tuning.interpolation === 0) return unchanged(trained.tuning);
  const tuned = scored(headProbabilities(trained.head, await run.featuresBy(trained.weights, places)));
  if (method.keepsHead && tuned.validation.accuracy < plain.validation.accuracy) return unchanged({ ...trained.tuning, interpolation: 0 });
  return { ...trained, ...tuned };
}

/** Hash of what defines the training: only the same training resumes from a checkpoint. */
function jobHash(run: TuningRun, { recipe, source, tuneFrom }: Pick<NetworkTraining, 'recipe' | 'source' | 'tuneFrom'>): string {
  const { cut, seed, variation, budgetSeconds, classes, images } = run;
  return createHash('sha256')
    .update(
      JSON.stringify([
        recipe,
        source.model.hash,
        tuneFrom,
        cut,
        seed,
        variation,
        budgetSeconds,
        classes.map(({ id }) => id),
        images.map((image) => [image.hash, image.class, image.split]),
      ]),
    )
    .digest('hex');
}
