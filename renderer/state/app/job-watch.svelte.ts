import { SvelteSet } from 'svelte/reactivity';
import type { Failure, Job, JobId, ProjectId } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask } from '../../studio.ts';
import { isRunning, jobs } from './jobs.svelte.ts';
import { notices } from './notices.svelte.ts';

/** Ended jobs whose outcome was read and put away. Lasts while the window is open. */
const putAway = new SvelteSet<JobId>();

/** The newest job of a kind in a project, or anywhere (null): its start, its course and its outcome, also of one that began before it was watched. */
export class JobWatch {
  /** The request to start is under way. */
  starting = $state(false);
  /** Why the start was refused; a job that started and failed tells by itself. */
  refused = $state.raw<Failure | null>(null);
  private readonly project: ProjectId | null;
  private readonly kind: Job['kind'];

  constructor(project: ProjectId | null, kind: Job['kind']) {
    this.project = project;
    this.kind = kind;
  }

  /** Running or ended, also where its outcome was put away. */
  get newest(): Job | null {
    return jobs.newest(this.project, this.kind) ?? null;
  }

  get running(): Job | null {
    const job = this.newest;
    return job && isRunning(job) ? job : null;
  }

  /** The job when it has ended and its outcome was not put away yet. */
  get ended(): Job | null {
    const job = this.newest;
    return job && !isRunning(job) && !putAway.has(job.id) && !this.starting ? job : null;
  }

  /** Starts a job, unless one is being started. What came of the last one is put away. */
  async start(request: () => Promise<unknown>): Promise<void> {
    if (this.starting || this.running) return;
    this.putAway();
    this.refused = null;
    this.starting = true;
    try {
      await request();
      await jobs.refresh();
    } catch (error) {
      this.refused = failureOf(error);
    } finally {
      this.starting = false;
    }
  }

  /** @param keepBest a training ends early, as a run with the best weights so far. */
  stop(keepBest = false): void {
    const job = this.running;
    if (job) jobs.stop(job.id, keepBest).catch((error: unknown) => { notices.fail(error); });
  }

  putAway(): void {
    const job = this.newest;
    if (!job || isRunning(job)) return;
    putAway.add(job.id);
    // Where this cannot be noted, the outcome is told once more when the project is opened again.
    if (job.project !== null && job.state === 'failed') ask('jobs.dismiss', { project: job.project, job: job.id }).catch(() => {});
  }
}
