/** The learner process with drawn pictures instead of the decode pool, a checkpoint after each step, and steps of adjustable duration. */
import { learnerWork } from '../../engine/learner/jobs.ts';
import { serveJobs } from '../../engine/learner/serve-jobs.ts';
import { stripedPicture } from './models/tuning-data.ts';

const stepMs = Number(process.env.TINY_STEP_MS ?? 0);
const work = learnerWork({ raster: (view) => Promise.resolve(stripedPicture(view)) }, { checkpointMs: 0 });
serveJobs({
  ...work,
  train: (job, control) =>
    work.train(job, {
      ...control,
      progress: (stage, done, total) => {
        control.progress(stage, done, total);
        if (stage === 'searching' || stage === 'tuning') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stepMs);
      },
    }),
});
