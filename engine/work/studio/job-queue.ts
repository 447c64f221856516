import { randomUUID } from 'node:crypto';
import { failureOf, StudioError } from '../../domain/failure.ts';
import type { JobId, ProjectId, RunId } from '../../domain/ids.ts';
import { jobKinds, type CurvePoint, type Handlers, type Job, type JobLane, type JobResult, type Stage } from '../../contract/index.ts';
import { Pace } from '../../domain/pace.ts';

/** What running work may say, and how it learns that it should stop. */
export interface JobControl {
  /** `secondsLeft` where it is known better than from the pace of this stage. */
  progress(stage: Stage, done: number, total: number | null, secondsLeft?: number): void;
  /** One point more of the learning curve. */
  point?(point: CurvePoint): void;
  readonly signal: AbortSignal;
  /** Aborted when a training should end early with its best weights. */
  readonly finish?: AbortSignal;
}

export interface JobOrder {
  readonly kind: Job['kind'];
  /** Null for work on the library of source models. */
  readonly project: ProjectId | null;
  readonly run?: RunId;
  work(control: JobControl): Promise<JobResult>;
}

const endedKept = 50;
const eventGapMs = 100;
const laneOf = (kind: Job['kind']): JobLane => jobKinds[kind].lane;

interface Entry { job: Job; readonly order: JobOrder; readonly stop: AbortController; readonly finish: AbortController; readonly ended: Promise<Job>; end(): void }

/**
 * Runs long work one at a time per lane, in the order it came. Every job ends in exactly one of done, failed or stopped, and
 * every change is told through `changed` (progress at most ten times a second).
 */
export class JobQueue {
  readonly #entries = new Map<JobId, Entry>();
  readonly #changed: (job: Job) => void;
  readonly #now: () => number;

  constructor(changed: (job: Job) => void, now: () => number = Date.now) {
    this.#changed = changed;
    this.#now = now;
  }

  start(order: JobOrder): Job {
    const id = randomUUID() as JobId;
    let end = (): void => {};
    const entry: Entry = {
      job: {
        id, kind: order.kind, project: order.project, run: order.run ?? null, state: 'queued',
        progress: { stage: 'waiting', done: 0, total: null, secondsLeft: null }, curve: [],
        startedAt: this.#now(), endedAt: null, result: null, failure: null,
      },
      order, stop: new AbortController(), finish: new AbortController(),
      ended: new Promise<Job>((resolve) => { end = () => resolve(entry.job); }), end: () => end(),
    };
    this.#entries.set(id, entry);
    this.#changed(entry.job);
    // A caller gets its answer before the first event of the running job.
    queueMicrotask(() => this.#next(laneOf(order.kind)));
    return entry.job;
  }

  list(): Job[] {
    return [...this.#entries.values()].map((entry) => entry.job).reverse();
  }

  get(id: JobId): Job {
    return this.#entry(id).job;
  }

  /** The job when it has ended. */
  ended(id: JobId): Promise<Job> {
    return this.#entry(id).ended;
  }

  /** `keepBest`: a training ends early as a finished one with its best weights; other work just stops. */
  stop(id: JobId, keepBest = false): Job {
    const entry = this.#entry(id);
    if (entry.job.state === 'queued') this.#finish(entry, { state: 'stopped', failure: new StudioError('stopped').failure });
    else if (entry.job.state === 'running') {
      this.#set(entry, { state: 'stopping' });
      const way = keepBest && jobKinds[entry.job.kind].endsEarly ? entry.finish : entry.stop;
      way.abort(new StudioError('stopped'));
    }
    return entry.job;
  }

  /** Whether work of this project is queued or running. */
  busy(project: ProjectId): boolean {
    return this.list().some((job) => job.project === project && job.endedAt === null);
  }

  /** Stops everything (of one project, if named) and waits until it has ended. */
  async stopAll(project?: ProjectId): Promise<void> {
    const open = [...this.#entries.values()].filter((entry) => entry.job.endedAt === null && (!project || entry.job.project === project));
    for (const entry of open) this.stop(entry.job.id);
    await Promise.all(open.map((entry) => entry.ended));
  }

  #entry(id: JobId): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new StudioError('job-not-found', { job: id });
    return entry;
  }

  #next(lane: JobLane): void {
    const inLane = [...this.#entries.values()].filter((entry) => laneOf(entry.job.kind) === lane);
    if (inLane.some((entry) => entry.job.state === 'running' || entry.job.state === 'stopping')) return;
    const entry = inLane.find((candidate) => candidate.job.state === 'queued');
    if (entry) void this.#run(entry);
  }

  async #run(entry: Entry): Promise<void> {
    this.#set(entry, { state: 'running', startedAt: this.#now() });
    try {
      const result = await entry.order.work({
        signal: entry.stop.signal, finish: entry.finish.signal, progress: this.#progressOf(entry),
        // A curve that begins again is that of another training within the job.
        point: (point) => this.#set(entry, { curve: point.step > (entry.job.curve.at(-1)?.step ?? 0) ? [...entry.job.curve, point] : [point] }),
      });
      this.#finish(entry, { state: 'done', result });
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'unexpected') console.error(error);
      this.#finish(entry, { state: failure.code === 'stopped' ? 'stopped' : 'failed', failure });
    }
  }

  #progressOf(entry: Entry): JobControl['progress'] {
    const pace = new Pace();
    let toldAt = 0;
    return (stage, done, total, secondsLeft) => {
      const now = this.#now();
      const newStage = stage !== entry.job.progress.stage;
      if (newStage) pace.restart();
      entry.job = { ...entry.job, progress: { stage, done, total, secondsLeft: secondsLeft ?? pace.secondsLeft(now, done, total) } };
      if (!newStage && now - toldAt < eventGapMs && done !== total) return;
      toldAt = now;
      this.#changed(entry.job);
    };
  }

  #finish(entry: Entry, how: Partial<Job>): void {
    this.#set(entry, { ...how, endedAt: this.#now() });
    entry.end();
    const ended = [...this.#entries.values()].filter((other) => other.job.endedAt !== null);
    for (const old of ended.slice(0, Math.max(0, ended.length - endedKept))) this.#entries.delete(old.job.id);
    this.#next(laneOf(entry.job.kind));
  }

  #set(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#changed(entry.job);
  }
}

export function jobHandlers(queue: JobQueue): Pick<Handlers, 'jobs.list' | 'jobs.get' | 'jobs.stop'> {
  return {
    'jobs.list': () => ({ jobs: queue.list() }),
    'jobs.get': ({ job }) => queue.get(job),
    'jobs.stop': ({ job, keepBest }) => queue.stop(job, keepBest),
  };
}
