/**
 * The learner process, with a checkpoint after each step. Progress reports are first written to the file named by GATE_REPORTS, one a line:
 * process id, stage, amount done and total. `GATE_LEARNER_ENDS` plants a fault: the signal that ends it at the first report.
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
  train: (job, control) =>
    work.train(job, {
      ...control,
      progress: (stage, done, total) => {
        appendFileSync(reports, `${process.pid} ${stage} ${done} ${total ?? 0}\n`);
        if (ends !== undefined) process.kill(process.pid, ends);
        control.progress(stage, done, total);
      },
    }),
});
