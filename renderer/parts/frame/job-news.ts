import type { Job } from '../../../engine/contract/index.ts';
import { words } from '../../../engine/words/words.ts';
import { progressOf } from './job-stages.ts';
import { progressInWords, shareOf } from './progress-words.ts';

/** What is to be said of the jobs of one place: how the foremost of them stands, and all of them in words. */
export interface JobNews {
  readonly state: 'running' | 'waiting' | 'done' | 'failed';
  /** Of the stage of a running job; null where it is not known, and for all others. */
  readonly share: number | null;
  readonly text: string;
  /** The foremost. */
  readonly job: Job;
}

/** What runs comes first, then what waits, then what failed. */
const order: readonly JobNews['state'][] = ['running', 'waiting', 'failed', 'done'];

const stateOf = ({ state }: Job): JobNews['state'] => (state === 'queued' ? 'waiting' : state === 'failed' || state === 'done' ? state : 'running');

/** @param jobs those that have not ended, and those that ended done or failed and nobody has looked at. */
export function newsOf(jobs: readonly Job[], { withProject = false } = {}): JobNews | null {
  const [first, ...others] = order.flatMap((state) => jobs.filter((job) => stateOf(job) === state));
  if (!first) return null;
  const state = stateOf(first);
  const text = [first, ...others].map((job) => inWords(job, withProject)).join('; ');
  return { state, share: state === 'running' ? shareOf(progressOf(first)) : null, text, job: first };
}

function inWords(job: Job, withProject: boolean): string {
  const said = words.frame.jobs;
  const work = withProject ? said.named(job.kind, job.projectName) : said.kinds[job.kind];
  const state = stateOf(job);
  return state === 'done' || state === 'failed' ? said.ended[state](work) : said.underWay(work, progressInWords(progressOf(job)));
}
