/**
 * The learner process, with a checkpoint after each step. Every report of a training goes first to the file that GATE_REPORTS names, one a line:
 * number of the process, stage, how much is done and of how much. `GATE_LEARNER_ENDS` plants a fault: the signal by which it ends at the first.
 */
import { appendFileSync } from 'node:fs';
import { DecodePool } from '../../engine/images/pool.ts';
import { learnerWork } from '../../engine/learner/jobs.ts';
import { serveJobs } from '../../engine/learner/serve-jobs.ts';

const reports = process.env['GATE_REPORTS'] ?? '';
const ends = process.env['GATE_LEARNER_ENDS'];
const work = learnerWork(new DecodePool({ workers: 1 }), { checkpointMs: 0 });
serveJobs({
  ...work,
  train: (job, control) => work.train(job, { ...control, progress: (stage, done, total) => {
    appendFileSync(reports, `${process.pid} ${stage} ${done} ${total ?? 0}\n`);
    if (ends !== undefined) process.kill(process.pid, ends);
    control.progress(stage, done, total);
  } }),
});
