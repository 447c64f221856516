import { SvelteSet } from 'svelte/reactivity';
import type { Failure, Job, JobId, ProjectId } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask } from '../../studio.ts';
import { isRunning, jobs } from './jobs.svelte.ts';
import { notices } from './notices.svelte.ts';

/** Ended jobs whose outcome was dismissed. Lasts while the window is open. */
const putAway = new SvelteSet<JobId>();

/** The newest job of a kind in a project, or anywhere (null), from start to outcome, including one started before it was watched. */
export class JobWatch {
  /** The start request is pending. */
  starting = $state(false);
  /** Why the job could not be started; a job that started and failed has its own failure. */
  refused = $state.raw<Failure | null>(null);
  private readonly project: ProjectId | null;
  private readonly kind: Job['kind'];

  constructor(project: ProjectId | null, kind: Job['kind']) {
    this.project = project;
    this.kind = kind;
  }

  /** The newest job, running or ended, even if its outcome was dismissed. */
  get newest(): Job | null {
    return jobs.newest(this.project, this.kind) ?? null;
  }

  get running(): Job | null {
    const job = this.newest;
    return job && isRunning(job) ? job : null;
  }

  /** The newest job if it has ended and its outcome was not dismissed yet. */
  get ended(): Job | null {
    const job = this.newest;
    return job && !isRunning(job) && !putAway.has(job.id) && !this.starting ? job : null;
  }

  /** Starts a job unless a job is starting or running. Dismisses the outcome of the previous one. */
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

  /** @param keepBest a training run ends early and keeps the best weights so far. */
  stop(keepBest = false): void {
    const job = this.running;
    if (job)
      jobs.stop(job.id, keepBest).catch((error: unknown) => {
        notices.fail(error);
      });
  }

  putAway(): void {
    const job = this.newest;
    if (!job || isRunning(job)) return;
    putAway.add(job.id);
    // If this fails, the outcome is shown once more when the project is next opened.
    if (job.project !== null && job.state === 'failed') ask('jobs.dismiss', { project: job.project, job: job.id }).catch(() => {});
  }
}
