import { failureOf, StudioError } from '../domain/failure.ts';
import { isOutOfMemory } from '../learn/tensorflow/out-of-memory.ts';
import type { ReportPoint } from './compare-protocol.ts';
import type { FromLearner, LearnerJobKind, LearnerJobs, ToLearner } from './protocol.ts';
import type { CurvePoint, Stage } from '../contract/index.ts';

/** What a running job may say, and how it learns that it should stop. */
export interface LearnerControl {
  progress(stage: Stage, done: number, total: number | null): void;
  readonly signal: AbortSignal;
  /** Hears each point of a learning curve. */
  point?(point: CurvePoint): void;
  /** Hears each finished point of a transfer report. */
  reportPoint?(point: ReportPoint): void;
  /** Aborted when a training should end early with its best weights. */
  readonly finish?: AbortSignal;
}

/** How each kind of job is done. */
export type LearnerWork = {
  readonly [K in LearnerJobKind]: (job: LearnerJobs[K]['job'], control: LearnerControl) => Promise<LearnerJobs[K]['outcome']>;
};

/** What ended jobs have left is given back after such a pause: V8 would keep it until its heap is full, some 200 MB. */
const garbageAfterMs = 200;
/** Progress within one stage is told no more often than this. */
const progressGapMs = 50;

/**
 * Answers the studio process over this process's channel until it closes; then the process ends. The client sends one job at a
 * time. A failure that a user can act on travels as it is, any other with its stack on the error stream.
 */
export function serveJobs(work: LearnerWork): void {
  const running = new Map<number, { readonly stop: AbortController; readonly finish: AbortController }>();
  let pause: NodeJS.Timeout | undefined;
  process.on('message', (message: ToLearner) => {
    if (message.do !== 'start') {
      running.get(message.id)?.[message.do].abort(new StudioError('stopped'));
      return;
    }
    clearTimeout(pause);
    const ways = { stop: new AbortController(), finish: new AbortController() };
    running.set(message.id, ways);
    send({ of: message.id, is: 'begun' });
    const control = {
      progress: progressSender(message.id), signal: ways.stop.signal, finish: ways.finish.signal,
      point: (point: CurvePoint) => send({ of: message.id, is: 'point', point }),
      reportPoint: (point: ReportPoint) => send({ of: message.id, is: 'report-point', point }),
    };
    void answer(work, message, control).finally(() => {
      running.delete(message.id);
      if (running.size === 0) pause = setTimeout(() => { void globalThis.gc?.(); }, garbageAfterMs);
    });
  });
  // The studio process is gone or wants no more: whatever is running is of no use to anybody.
  process.on('disconnect', () => process.exit(0));
}

async function answer(work: LearnerWork, { id, job }: Extract<ToLearner, { do: 'start' }>, control: LearnerControl): Promise<void> {
  try {
    // The compiler cannot see that a job and the work of its kind belong together.
    const outcome = await (work[job.kind] as LearnerWork['train'])(job as LearnerJobs['train']['job'], control);
    send({ of: id, is: 'done', outcome });
  } catch (error) {
    if (!(error instanceof StudioError)) console.error(error);
    send({ of: id, is: 'failed', failure: failureOf(isOutOfMemory(error) ? new StudioError('out-of-memory') : error) });
  }
}

function progressSender(id: number): LearnerControl['progress'] {
  let lastStage: Stage | null = null;
  let lastMs = 0;
  return (stage, done, total) => {
    const nowMs = performance.now();
    if (stage === lastStage && done !== total && nowMs - lastMs < progressGapMs) return;
    lastStage = stage;
    lastMs = nowMs;
    send({ of: id, is: 'progress', stage, done, total });
  };
}

function send(message: FromLearner): void {
  if (process.connected) process.send?.(message);
}
