import { failureOf, StudioError } from '../domain/failure.ts';
import type { FromLearner, LearnerJobKind, LearnerJobs, ToLearner } from './protocol.ts';
import type { Stage } from '../contract/index.ts';

/** What a running job may say, and how it learns that it should stop. */
export interface LearnerControl {
  progress(stage: Stage, done: number, total: number | null): void;
  readonly signal: AbortSignal;
}

/** How each kind of job is done. */
export type LearnerWork = {
  readonly [K in LearnerJobKind]: (job: LearnerJobs[K]['job'], control: LearnerControl) => Promise<LearnerJobs[K]['outcome']>;
};

/** Progress within one stage is told no more often than this. */
const progressGapMs = 50;

/**
 * Answers the studio process over this process's channel until it closes; then the process ends. The client sends one job at a
 * time. A failure that a user can act on travels as it is, any other with its stack on the error stream.
 */
export function serveJobs(work: LearnerWork): void {
  const stops = new Map<number, AbortController>();
  process.on('message', (message: ToLearner) => {
    if (message.do === 'stop') {
      stops.get(message.id)?.abort(new StudioError('stopped'));
      return;
    }
    const stop = new AbortController();
    stops.set(message.id, stop);
    void answer(work, message, stop.signal).finally(() => stops.delete(message.id));
  });
  // The studio process is gone or wants no more: whatever is running is of no use to anybody.
  process.on('disconnect', () => process.exit(0));
}

async function answer(work: LearnerWork, { id, job }: Extract<ToLearner, { do: 'start' }>, signal: AbortSignal): Promise<void> {
  try {
    // The compiler cannot see that a job and the work of its kind belong together.
    const outcome = await (work[job.kind] as LearnerWork['train'])(job as LearnerJobs['train']['job'], { progress: progressSender(id), signal });
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

/** What TensorFlow and V8 say when an allocation fails without ending the process. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|bad_alloc/i.test(error.message);
}

function send(message: FromLearner): void {
  if (process.connected) process.send?.(message);
}
