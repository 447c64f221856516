import { failureOf, StudioError } from '../domain/failure.ts';
import { isOutOfMemory } from '../learn/tensorflow/out-of-memory.ts';
import type { ReportPoint } from './compare-protocol.ts';
import type { FromLearner, LearnerJobKind, LearnerJobs, ToLearner } from './protocol.ts';
import type { CurvePoint, Stage } from '../contract/index.ts';

/** How a running job reports, and how it learns that it should stop. */
export interface LearnerControl {
  progress(stage: Stage, done: number, total: number | null): void;
  readonly signal: AbortSignal;
  /** Receives each point of a learning curve. */
  point?(point: CurvePoint): void;
  /** Receives each finished point of a transfer report. */
  reportPoint?(point: ReportPoint): void;
  /** Aborted if a training should end early with its best weights. */
  readonly finish?: AbortSignal;
}

/** How each kind of job is done. */
export type LearnerWork = {
  readonly [K in LearnerJobKind]: (job: LearnerJobs[K]['job'], control: LearnerControl) => Promise<LearnerJobs[K]['outcome']>;
};

/** Memory of ended jobs is freed after this pause: V8 would keep it until its heap is full, about 200 MB. */
const garbageAfterMs = 200;
/** Progress within one stage is reported at most this often. */
const progressGapMs = 50;

/**
 * Serves the studio process over this process's channel until it closes; then the process ends. The client sends one job at a time.
 * Failures that a user can act on are passed on as they are, all others with their stack on the error stream.
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
      progress: progressSender(message.id),
      signal: ways.stop.signal,
      finish: ways.finish.signal,
      point: (point: CurvePoint) => send({ of: message.id, is: 'point', point }),
      reportPoint: (point: ReportPoint) => send({ of: message.id, is: 'report-point', point }),
    };
    void answer(work, message, control).finally(() => {
      running.delete(message.id);
      if (running.size === 0)
        pause = setTimeout(() => {
          void globalThis.gc?.();
        }, garbageAfterMs);
    });
  });
  // The studio process has ended or disconnected: nobody needs what is still running.
  process.on('disconnect', () => process.exit(0));
}

async function answer(work: LearnerWork, { id, job }: Extract<ToLearner, { do: 'start' }>, control: LearnerControl): Promise<void> {
  try {
    // The compiler cannot tell that a job and the work of its kind match.
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
