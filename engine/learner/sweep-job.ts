import { StudioError } from '../domain/failure.ts';
import type { Raster } from '../domain/raster.ts';
import { crossValidated } from '../learn/head/cross-validated.ts';
import { cutCandidates, costsUpTo } from '../models/library/cut-candidates.ts';
import { readCuts } from '../learn/features/cut-features.ts';
import { scalingOf } from '../models/library/cuts.ts';
import { findCut } from '../models/library/source-models.ts';
import { readChosenSource } from './chosen-source.ts';
import type { SweepJob, SweepOutcome } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/**
 * Fits heads at several cut points of a source model and reports which held-out images each classified correctly. All features are computed
 * in one pass of the network and cached. Errors: those of readChosenSource and FrozenPart.load, `stopped`, `disk-full`.
 */
export async function sweep(
  job: SweepJob,
  { progress, signal }: LearnerControl,
  raster: (view: string) => Promise<Raster>,
): Promise<SweepOutcome> {
  const source = await readChosenSource(job.source);
  const cuts = cutCandidates(source).map((cut) => findCut(source, cut));
  const { images, classes, seed, features } = job;
  const tableOf = await readCuts(source, cuts, {
    images,
    folder: features,
    readRaster: raster,
    signal,
    onProgress: (done, total) => progress('features', done, total),
  });
  const indexOf = new Map(classes.map(({ id }, at) => [id, at]));
  const rows = {
    labels: Int32Array.from(images, (image) => indexOf.get(image.class)!),
    folds: Int32Array.from(images, ({ fold }) => fold),
    classIds: classes.map(({ id }) => id),
    seed,
  };
  const folds = new Set(rows.folds).size;
  const tried: SweepOutcome['cuts'][number][] = [];
  for (const [at, cut] of cuts.entries()) {
    let fitted = 0;
    const pause = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw new StudioError('stopped');
    };
    const said = (): void => progress('fitting', at * folds + fitted++, cuts.length * folds);
    const right = await crossValidated(tableOf(cut), { ...rows, scaling: scalingOf(cut) }, said, pause);
    tried.push({ cut: cut.layer, features: cut.features, ...costsUpTo(source, cut), right });
  }
  progress('fitting', cuts.length * folds, cuts.length * folds);
  return { cuts: tried };
}
