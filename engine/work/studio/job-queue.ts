import { randomUUID } from 'node:crypto';
import { failureOf, StudioError, type Failure } from '../../domain/failure.ts';
import type { JobId, ProjectId, RunId } from '../../domain/ids.ts';
import { jobKinds, type CurvePoint, type Handlers, type Job, type JobLane, type JobResult, type Stage } from '../../contract/index.ts';
import { Pace } from '../../domain/pace.ts';

/** What running work uses to report progress and to learn that it should stop. */
export interface JobControl {
  /** `secondsLeft`: given if known better than from the pace of this stage. */
  progress(stage: Stage, done: number, total: number | null, secondsLeft?: number): void;
  /** Adds a point to the learning curve. */
  point?(point: CurvePoint): void;
  readonly signal: AbortSignal;
  /** Aborted when a training run should end early with its best weights. */
  readonly finish?: AbortSignal;
  /** Moves this job to another lane for the rest of its work, and resolves when its turn comes. Errors: `stopped`. */
  turn(lane: JobLane): Promise<void>;
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

interface Entry {
  job: Job;
  lane: JobLane;
  readonly order: JobOrder;
  readonly stop: AbortController;
  readonly finish: AbortController;
  readonly ended: Promise<Job>;
  end(): void;
  isBegun: boolean;
  /** Whether it ends because its project or the studio closes, not because the user stopped it. */
  isCutOff: boolean;
  /** Called when its turn comes. */
  begin(): void;
}

/** What the queue needs to know about the projects of its jobs. */
interface QueueProjects {
  nameOf(project: ProjectId): string | null;
  /** Returns the actual cause of a job's failure, as far as the project knows it. */
  explain(failure: Failure, project: ProjectId): Failure;
  /** Called when a job of a project starts, and when it ends, unless its project or the studio was closed. */
  keep(job: Job): void;
}

/**
 * Runs long work one job at a time per lane, in order of arrival, and tells each waiting job which job is ahead of it. Every job ends as
 * exactly one of done, failed or stopped. Every change is reported through `changed` (progress at most ten times a second).
 */
export class JobQueue {
  readonly #entries = new Map<JobId, Entry>();
  /** Jobs that have not ended, in queue order: the first of a lane is running or about to. */
  readonly #lines: Readonly<Record<JobLane, Entry[]>> = { pictures: [], library: [], learner: [] };
  readonly #changed: (job: Job) => void;
  readonly #now: () => number;
  readonly #projects: QueueProjects;

  constructor(
    changed: (job: Job) => void,
    now: () => number = Date.now,
    projects: QueueProjects = { nameOf: () => null, explain: (failure) => failure, keep: () => {} },
  ) {
    this.#changed = changed;
    this.#now = now;
    this.#projects = projects;
  }

  start(order: JobOrder): Job {
    const lane = laneOf(order.kind);
    const entry = this.#enter(
      {
        id: randomUUID() as JobId,
        kind: order.kind,
        project: order.project,
        projectName: order.project === null ? null : this.#projects.nameOf(order.project),
        run: order.run ?? null,
        state: 'queued',
        progress: { stage: 'waiting', done: 0, total: null, secondsLeft: null },
        curve: [],
        behind: this.#lines[lane].at(-1)?.job.id ?? null,
        startedAt: this.#now(),
        endedAt: null,
        earlier: false,
        result: null,
        failure: null,
      },
      order,
    );
    this.#lines[lane].push(entry);
    if (order.project !== null) this.#projects.keep(entry.job);
    this.#changed(entry.job);
    // The caller gets its answer before the first event of the running job.
    queueMicrotask(() => this.#advance(lane));
    return entry.job;
  }

  /** Adds jobs that ended earlier, in another process. */
  know(jobs: readonly Job[]): void {
    const never = (): Promise<never> => Promise.reject(new Error('it has ended'));
    for (const job of jobs) {
      this.#enter(job, { kind: job.kind, project: job.project, work: never }).end();
      this.#changed(job);
    }
  }

  list(): Job[] {
    return [...this.#entries.values()].map((entry) => entry.job).reverse();
  }

  get(id: JobId): Job {
    return this.#entry(id).job;
  }

  /** The job whose turn it is in a lane; undefined if there is none. */
  running(lane: JobLane): Job | undefined {
    return this.#lines[lane][0]?.job;
  }

  /** Resolves with the job when it has ended. */
  ended(id: JobId): Promise<Job> {
    return this.#entry(id).ended;
  }

  /** Stops a job. `keepBest`: a training run finishes early with its best weights; other work just stops. */
  stop(id: JobId, keepBest = false): Job {
    const entry = this.#entry(id);
    if (entry.job.state === 'queued' && !entry.isBegun)
      this.#finish(entry, { state: 'stopped', failure: new StudioError('stopped').failure });
    else if (entry.job.state === 'queued' || entry.job.state === 'running') {
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

  /** Stops all jobs (of one project, if given) and waits until they have ended. */
  async stopAll(project?: ProjectId): Promise<void> {
    const open = [...this.#entries.values()].filter((entry) => entry.job.endedAt === null && (!project || entry.job.project === project));
    for (const entry of open) {
      entry.isCutOff = entry.job.state !== 'stopping';
      this.stop(entry.job.id);
    }
    await Promise.all(open.map((entry) => entry.ended));
  }

  /** Adds a job as the newest; replaces an ended one with the same id. */
  #enter(job: Job, order: JobOrder): Entry {
    const { promise: ended, resolve } = Promise.withResolvers<Job>();
    const entry: Entry = {
      job,
      lane: laneOf(job.kind),
      order,
      isBegun: false,
      isCutOff: false,
      stop: new AbortController(),
      finish: new AbortController(),
      ended,
      end: () => resolve(entry.job),
      begin: () => void this.#run(entry),
    };
    this.#entries.delete(job.id);
    this.#entries.set(job.id, entry);
    return entry;
  }

  #entry(id: JobId): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new StudioError('job-not-found', { job: id });
    return entry;
  }

  /** Starts the job whose turn it is, and updates which job each of the others waits behind. */
  #advance(lane: JobLane): void {
    const line = this.#lines[lane];
    if (line[0]?.job.state === 'queued') line[0].begin();
    line.forEach((entry, place) => {
      const behind = line[place - 1]?.job.id ?? null;
      if (behind !== entry.job.behind) this.#set(entry, { behind });
    });
  }

  #leave(entry: Entry): void {
    const line = this.#lines[entry.lane];
    line.splice(line.indexOf(entry), 1);
  }

  async #turn(entry: Entry, lane: JobLane): Promise<void> {
    const { signal } = entry.stop;
    signal.throwIfAborted();
    const [before, line] = [entry.lane, this.#lines[lane]];
    if (before === lane) return;
    this.#leave(entry);
    entry.lane = lane;
    line.push(entry);
    if (line[0] === entry) return this.#advance(before);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    entry.begin = () => {
      this.#set(entry, { state: 'running', behind: null });
      resolve();
    };
    const stopped = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stopped);
    this.#set(entry, {
      state: 'queued',
      progress: { stage: 'waiting', done: 0, total: null, secondsLeft: null },
      behind: line.at(-2)?.job.id ?? null,
    });
    this.#advance(before);
    await promise.finally(() => {
      signal.removeEventListener('abort', stopped);
    });
  }

  async #run(entry: Entry): Promise<void> {
    entry.isBegun = true;
    this.#set(entry, { state: 'running', behind: null, startedAt: this.#now() });
    try {
      const result = await entry.order.work({
        signal: entry.stop.signal,
        finish: entry.finish.signal,
        progress: this.#progressOf(entry),
        turn: (lane) => this.#turn(entry, lane),
        // A step that is not larger starts the curve of another training run within the job.
        point: (point) =>
          this.#set(entry, { curve: point.step > (entry.job.curve.at(-1)?.step ?? 0) ? [...entry.job.curve, point] : [point] }),
      });
      this.#finish(entry, { state: 'done', result });
    } catch (error) {
      const { project } = entry.job,
        met = failureOf(error),
        failure = project === null ? met : this.#projects.explain(met, project);
      if (failure.code === 'unexpected') console.error(error);
      this.#finish(entry, { state: failure.code === 'stopped' ? 'stopped' : 'failed', failure });
    }
  }

  #progressOf(entry: Entry): JobControl['progress'] {
    const pace = new Pace();
    let toldAt = 0;
    let held: NodeJS.Timeout | null = null;
    const tell = (): void => {
      toldAt = this.#now();
      this.#changed(entry.job);
    };
    return (stage, done, total, secondsLeft) => {
      const now = this.#now();
      const newStage = stage !== entry.job.progress.stage;
      if (newStage) pace.restart();
      entry.job = { ...entry.job, progress: { stage, done, total, secondsLeft: secondsLeft ?? pace.secondsLeft(now, done, total) } };
      if (newStage || now - toldAt >= eventGapMs || done === total) return tell();
      // If no further progress follows, the last update is sent late instead of being lost.
      held ??= setTimeout(() => {
        held = null;
        if (entry.job.endedAt === null) tell();
      }, eventGapMs).unref();
    };
  }

  #finish(entry: Entry, how: Partial<Job>): void {
    this.#leave(entry);
    this.#set(entry, { ...how, behind: null, endedAt: this.#now() });
    if (entry.job.project !== null && !(entry.isCutOff && entry.job.state === 'stopped')) this.#projects.keep(entry.job);
    entry.end();
    const ended = [...this.#entries.values()].filter((other) => other.job.endedAt !== null);
    for (const old of ended.slice(0, Math.max(0, ended.length - endedKept))) this.#entries.delete(old.job.id);
    this.#advance(entry.lane);
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
