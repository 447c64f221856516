import type { Job } from '../../../engine/contract/index.ts';
import { words } from '../../../engine/words/words.ts';
import { progressOf } from './job-stages.ts';
import { progressInWords, shareOf } from './progress-words.ts';

/** Summary of the jobs of one screen: the state of the first one, and all of them in words. */
export interface JobNews {
  readonly state: 'running' | 'waiting' | 'done' | 'failed';
  /** The share of the stage done, for a running job; null if unknown, and for other jobs. */
  readonly share: number | null;
  readonly text: string;
  /** The first job. */
  readonly job: Job;
}

/** Running jobs come first, then waiting, then failed ones. */
const order: readonly JobNews['state'][] = ['running', 'waiting', 'failed', 'done'];

const stateOf = ({ state }: Job): JobNews['state'] =>
  state === 'queued' ? 'waiting' : state === 'failed' || state === 'done' ? state : 'running';

/** @param jobs unfinished jobs, and done or failed ones that nobody has looked at yet. */
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
