import type { Job, JobId, ProjectId } from '../../../engine/contract/index.ts';
import { SvelteMap } from 'svelte/reactivity';
import { ask, on, onConnection } from '../../studio.ts';

export function isRunning(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'stopping';
}

/** The known jobs of the studio by id. */
class Jobs {
  readonly byId = new SvelteMap<JobId, Job>();
  private readonly endings: ((job: Job) => void)[] = [];
  private readonly waiting = new Map<JobId, ((job: Job) => void)[]>();

  constructor() {
    on('jobs.changed', ({ job }) => {
      this.take(job);
    });
    onConnection((reachable) => {
      if (reachable) void this.refresh();
    });
  }

  /** The unfinished jobs, oldest first. */
  get open(): Job[] {
    return [...this.byId.values()].filter(isRunning).sort((a, b) => a.startedAt - b.startedAt);
  }

  /** The unfinished jobs of a project. */
  running(project: ProjectId): Job[] {
    return this.open.filter((job) => job.project === project);
  }

  /** The newest job of a kind in a project, or anywhere (null), ended or not. */
  newest(project: ProjectId | null, kind: Job['kind']): Job | undefined {
    return [...this.byId.values()]
      .filter((job) => (project === null || job.project === project) && job.kind === kind)
      .sort((a, b) => b.startedAt - a.startedAt)[0];
  }

  /** Resolves with the job once it has ended in whatever way. A job that a restarted studio does not know counts as failed. */
  ended(id: JobId): Promise<Job> {
    const known = this.byId.get(id);
    if (known && !isRunning(known)) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.waiting.set(id, [...(this.waiting.get(id) ?? []), resolve]);
      // It may have ended before its first event arrived.
      void ask('jobs.get', { job: id }).then(
        (job) => {
          this.take(job);
        },
        () => {},
      );
    });
  }

  /** Calls back with every job that ends from now on, in whatever way. */
  onEnded(heard: (job: Job) => void): void {
    this.endings.push(heard);
  }

  /** Asks a job to stop; with `keepBest` a training run ends early with its best weights. @throws StudioError */
  async stop(id: JobId, keepBest = false): Promise<void> {
    this.take(await ask('jobs.stop', { job: id, keepBest }));
  }

  /** Fetches all jobs again; running ones unknown to the studio ended with its previous process. */
  async refresh(): Promise<void> {
    const { jobs } = await ask('jobs.list', {}).catch(() => ({ jobs: null }));
    if (!jobs) return;
    const known = new Set(jobs.map((job) => job.id));
    for (const job of this.byId.values()) if (isRunning(job) && !known.has(job.id)) this.take(lost(job));
    for (const job of jobs) this.take(job);
  }

  private take(job: Job): void {
    const before = this.byId.get(job.id);
    if (before && !isRunning(before) && isRunning(job)) return;
    this.byId.set(job.id, job);
    if (isRunning(job)) return;
    if (before && isRunning(before)) for (const heard of this.endings) heard(job);
    for (const resolve of this.waiting.get(job.id) ?? []) resolve(job);
    this.waiting.delete(job.id);
  }
}

function lost(job: Job): Job {
  return { ...job, state: 'failed', endedAt: Date.now(), failure: { code: 'studio-ended', facts: {} } };
}

export const jobs = new Jobs();
