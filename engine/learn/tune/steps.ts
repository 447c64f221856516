import type { Running } from './running.ts';

/** Takes one step; returns the mean loss before it. */
export function stepOn({ job, loaded: { trainer, batch }, batches }: Running, step: number, rate: number): number {
  const chosen = batches.at(step);
  return trainer.step(
    batch(chosen),
    Int32Array.from(chosen.places, (place) => job.train.labels[place]!),
    rate,
  );
}

/**
 * Recomputes the batch-norm statistics of a network trained from scratch on unaugmented training images; a fine-tune keeps its source's.
 */
export function refreshed({ job, loaded, batches }: Running): void {
  if (job.recipe.method !== 'scratch') return;
  const count = job.train.labels.length;
  const size = batches.at(0).places.length;
  const wanted = Math.max(1, Math.min(job.recipe.statisticBatches, Math.floor(count / size)));
  loaded.trainer.refreshStatistics(
    (function* () {
      for (let step = 0; step < wanted; step++) yield loaded.plain(job.train, batches.at(step).places);
    })(),
  );
}
