import { beginningSeconds, picturesToRead, type ReadingPass } from './expected-time.ts';

/** Expected seconds of a training run after its start: for reading images, and for everything else. */
export interface ExpectedParts {
  readonly reading: number;
  readonly rest: number;
}
/** A progress message. `done` and `total` are in the unit of the stage. */
interface Told {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  readonly atMs: number;
}

/** Stages before the source model runs: it is being loaded, and pictures missing from the cache are prepared again. */
const isBefore = (stage: string): boolean => stage === 'waiting' || stage === 'reading';

/**
 * Seconds left of work of which a share is done: a mix of the expected time and the time taken so far, shifting to the latter until only
 * that counts from half way on, so that the estimate never jumps from one to the other. Never negative.
 */
export function secondsLeftOf({ expected, elapsed, share }: { expected: number; elapsed: number; share: number }): number {
  if (share <= 0) return expected;
  const trust = Math.min(1, 2 * share);
  return Math.max(0, 1 - share) * ((1 - trust) * expected + (trust * elapsed) / share);
}

/**
 * Follows the progress of a training run: estimates the time left, from its first second, and measures the time spent on each kind of work
 * for later estimates. Images with cached features are no work, so they say nothing about the pace.
 */
export class TrainingClock {
  readonly #passes: readonly ReadingPass[];
  readonly #expected: ExpectedParts;
  #last: Told;
  /** Index of the current pass over the images; -1 before the first. */
  #pass = -1;
  #read = { pictures: 0, seconds: 0 };
  #restSeconds = 0;
  #beginSeconds = 0;
  #tuning: { readonly from: number; readonly expected: number; readonly atMs: number } | null = null;

  constructor(passes: readonly ReadingPass[], expected: ExpectedParts, nowMs: number) {
    this.#passes = passes;
    this.#expected = expected;
    this.#last = { stage: 'waiting', done: 0, total: null, atMs: nowMs };
  }

  /** Number of images that the source model has processed in this run, and the time that took. */
  get read(): { readonly pictures: number; readonly seconds: number } {
    return this.#read;
  }

  /** Seconds since the work started that were not spent on reading images. */
  restSeconds(nowMs: number): number {
    return this.#restSeconds + (isBefore(this.#last.stage) ? 0 : (nowMs - this.#last.atMs) / 1000);
  }

  /** Records progress and returns the seconds left; null if it takes longer than expected and no estimate is possible. */
  note(stage: string, done: number, total: number | null, nowMs: number): number | null {
    this.#spend(stage, done, total, nowMs);
    this.#last = { stage, done, total, atMs: nowMs };
    if (stage === 'testing' && done === total) return 0;
    const rest = stage === 'tuning' && total !== null ? this.#tuningLeft(done, total, nowMs) : this.#restLeft();
    return rest === null ? null : this.#beginLeft() + this.#readingLeft() + rest;
  }

  #spend(stage: string, done: number, total: number | null, nowMs: number): void {
    const last = this.#last;
    const seconds = (nowMs - last.atMs) / 1000;
    const goesOn = stage === 'features' && last.stage === stage && total === last.total && done >= last.done;
    if (stage === 'features' && !goesOn) this.#pass += 1;
    if (goesOn && done > last.done) {
      const views = this.#passes[this.#pass]?.views ?? 1;
      this.#read = { pictures: this.#read.pictures + (done - last.done) * views, seconds: this.#read.seconds + seconds };
    } else if (!isBefore(last.stage)) this.#restSeconds += seconds;
    else if (last.total === null) this.#beginSeconds += seconds;
  }

  #beginLeft(): number {
    return isBefore(this.#last.stage) ? Math.max(0, beginningSeconds - this.#beginSeconds) : 0;
  }

  #readingLeft(): number {
    const { stage } = this.#last;
    if (this.#pass >= 0 && stage !== 'features') return 0;
    const all = picturesToRead(this.#passes);
    return all === 0
      ? 0
      : secondsLeftOf({ expected: this.#expected.reading, elapsed: this.#read.seconds, share: Math.min(1, this.#read.pictures / all) });
  }

  /** Null once the expected time is used up or after tuning steps: little is left then, and how much was not estimated. */
  #restLeft(): number | null {
    const left = this.#expected.rest - this.#restSeconds;
    return left > 0 && this.#tuning === null ? left : null;
  }

  #tuningLeft(done: number, total: number, nowMs: number): number {
    // A run resumed from a checkpoint starts in the middle.
    this.#tuning ??= { from: done, expected: Math.max(0, this.#expected.rest - this.#restSeconds) * (1 - done / total), atMs: nowMs };
    const { from, expected, atMs } = this.#tuning;
    return secondsLeftOf({ expected, elapsed: (nowMs - atMs) / 1000, share: total === from ? 1 : (done - from) / (total - from) });
  }
}
