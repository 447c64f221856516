import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../engine/domain/failure.ts';
import { serveJobs, type LearnerWork } from '../../engine/learner/serve-jobs.ts';

/**
 * A learner without TensorFlow: the cut of a predict job says what to do. It returns its process id as the only probability, so that tests
 * see which process did the work.
 */
/** Objects of 1 MB each, kept in memory until the next job. */
let litter: number[][] = [];
const work: Pick<LearnerWork, 'predict' | 'probe'> = {
  predict: async ({ cut, views }, { progress, signal }) => {
    const [what, amount] = cut.split(':');
    progress('predicting', 0, views.length);
    if (what === 'sleep') {
      await sleep(Number(amount), undefined, { signal }).catch(() => {
        throw signal.reason as Error;
      });
    }
    if (what === 'litter') litter = Array.from({ length: Number(amount) }, (_, at) => Array.from({ length: 131_072 }, () => at));
    if (what === 'memory') return { probabilities: [[process.memoryUsage().heapUsed / 2 ** 20, litter.length]] };
    litter = [];
    if (what === 'deaf') await sleep(Number(amount));
    if (what === 'exit') process.exit(Number(amount));
    if (what === 'signal') {
      process.kill(process.pid, amount);
      await sleep(60_000);
    }
    if (what === 'refuse') throw new StudioError('cut-not-found', { cut });
    if (what === 'defect') throw new TypeError('a defect');
    if (what === 'full') throw new Error('OOM when allocating tensor with shape[100000,100000]');
    if (what === 'heap') {
      console.error('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
      process.abort();
    }
    progress('predicting', views.length, views.length);
    return { probabilities: [[process.pid]] };
  },
  probe: () => Promise.resolve({ tensorflow: 'none', backend: 'none', gpu: null, trains: false }),
};
serveJobs(work as LearnerWork);
