import { StudioError } from '../domain/failure.ts';
import { FrozenPart, batchSize } from '../learn/features/frozen-part.ts';
import { gatePictures } from '../learn/gate/gate-pictures.ts';
import { passGate } from '../learn/gate/gate.ts';
import { takeInModel } from '../models/intake/take-in-model.ts';
import type { AddSourceJob, AddSourceOutcome, MeasureSourceJob, MeasureSourceOutcome } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/** Converts a third-party model to a source folder at `job.folder` and tests it there; nothing else is touched. */
export async function addSourceJob(
  { path, wishes, folder }: AddSourceJob,
  { progress, signal }: LearnerControl,
): Promise<AddSourceOutcome> {
  progress('reading-model', 0, null);
  await takeInModel(path, wishes, folder);
  const { source, checks } = await passGate(folder, {
    onCheck: (done, total) => progress('testing-model', done, total),
    pause: () => breathe(signal),
  });
  return { id: source.model.id, hash: source.model.hash, checks };
}

const leastSeconds = 1.5,
  mostBatches = 200;

/**
 * Measures how many prepared pictures per second pass through a source model up to its default cut point. The first batch, during which
 * TensorFlow warms up, does not count.
 */
export async function measureSourceJob({ folder }: MeasureSourceJob, { progress, signal }: LearnerControl): Promise<MeasureSourceOutcome> {
  const frozen = await FrozenPart.load(folder);
  try {
    const drawn = gatePictures(frozen.source.model.inputSize);
    const batch = Array.from({ length: batchSize }, (_, at) => drawn[at % drawn.length]!);
    frozen.features(batch);
    const begunMs = performance.now();
    const seconds = (): number => (performance.now() - begunMs) / 1000;
    let batches = 0;
    do {
      frozen.features(batch);
      batches += 1;
      progress('measuring', batches * batchSize, null);
      await breathe(signal);
    } while (seconds() < leastSeconds && batches < mostBatches);
    return { imagesPerSecond: (batches * batchSize) / seconds() };
  } finally {
    frozen.dispose();
  }
}

/** Lets a request to stop arrive. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new StudioError('stopped');
}
