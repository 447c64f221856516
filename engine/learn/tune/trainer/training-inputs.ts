import { StudioError } from '../../../domain/failure.ts';
import { blocksOf, firstTuned } from '../../../models/layers/blocks.ts';
import type { Batch } from './batches.ts';
import { BoundaryCache, placeOfActivations, type ActivationRoom } from './boundary-cache.ts';
import { PictureChanger } from './picture-changer.ts';
import type { NetworkTraining, ScoredImages } from './network-training.ts';
import { Trainer, type TrainerSpec } from './trainer.ts';
import { changeOf } from './variations.ts';
import type { Tuning } from '../../../contract/index.ts';

export interface LoadedTraining {
  readonly trainer: Trainer;
  readonly activations: NonNullable<Tuning['activations']>;
  /** Inputs for a step on this batch. */
  batch(batch: Batch): Float32Array;
  /** Inputs for scoring these images: without augmentation or rounding. */
  plain(images: ScoredImages, places: readonly number[]): Float32Array;
  dispose(): void;
}

/**
 * Loads the trainer, with the frozen part computed in advance if it fits. `pause` is called between batches and may throw.
 * Errors: those of Trainer.load, `disk-full`.
 */
export async function loadTraining(
  job: NetworkTraining,
  spec: Omit<TrainerSpec, 'input'>,
  room: ActivationRoom,
  batchSize: number,
  pause: (done: number, total: number) => Promise<void>,
): Promise<LoadedTraining> {
  const load = job.load ?? ((wanted: TrainerSpec) => Trainer.load(wanted));
  const changer = new PictureChanger(job.train.pictures.side);
  let trainer: Trainer | null = null;
  try {
    if (!isWhole(job)) {
      trainer = await load({ ...spec, input: 'boundary' });
      const place = placeOfActivations(job.train.pictures.count, product(trainer.boundaryShape), room);
      if (place !== 'computed-each-step')
        return await withCache(job, trainer, changer, place === 'on-disk' ? room.file : null, batchSize, pause);
      trainer.dispose();
    }
    trainer = await load({ ...spec, input: 'pictures' });
    return withPictures(job, trainer, changer);
  } catch (error) {
    trainer?.dispose();
    changer.dispose();
    throw error;
  }
}

async function withCache(
  { train: { pictures }, variation, seed }: NetworkTraining,
  trainer: Trainer,
  changer: PictureChanger,
  file: string | null,
  batchSize: number,
  pause: (done: number, total: number) => Promise<void>,
): Promise<LoadedTraining> {
  const cache = await BoundaryCache.of({ trainer, changer, pictures, variation, seed, file, batchSize, pause });
  changer.dispose();
  return {
    trainer,
    activations: file === null ? 'in-memory' : 'on-disk',
    batch: (batch) => cache.batch(batch),
    plain: (images, places) => trainer.boundary(Float32Array.from(images.pictures.read(places))),
    dispose: () => {
      cache.close();
      trainer.dispose();
    },
  };
}

/** Whether nothing is frozen. */
const isWhole = ({ source, tuneFrom }: NetworkTraining): boolean => firstTuned(blocksOf(source), tuneFrom) === 0;

function withPictures(job: NetworkTraining, trainer: Trainer, changer: PictureChanger): LoadedTraining {
  const {
    train: { pictures },
    variation,
    seed,
  } = job;
  return {
    trainer,
    activations: isWhole(job) ? 'nothing-frozen' : 'computed-each-step',
    batch: ({ places, epochs }) =>
      changer.change(
        pictures.read(places),
        places.map((place, at) => changeOf(variation, seed, epochs[at]!, place)),
      ),
    plain: (images, places) => Float32Array.from(images.pictures.read(places)),
    dispose: () => {
      changer.dispose();
      trainer.dispose();
    },
  };
}

const product = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** Turns the event loop, so that a request to stop can arrive. @throws StudioError stopped when the signal fires */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new StudioError('stopped');
}
