/** One observation of progress. */
export interface PacePoint {
  readonly atMs: number;
  readonly done: number;
}

const windowMs = 8000;

/**
 * Estimates the seconds left from the pace of the last eight seconds. The window lets the estimate follow a change of pace (small
 * images first, large ones later) within a few seconds.
 */
export class Pace {
  #points: PacePoint[] = [];

  /** Records progress and returns the seconds left until `total`; null while less than one second or one unit of work has been observed. */
  secondsLeft(atMs: number, done: number, total: number | null): number | null {
    const last = this.#points.at(-1);
    if (last && done < last.done) this.#points = [];
    this.#points.push({ atMs, done });
    while (this.#points.length > 2 && atMs - (this.#points[1]?.atMs ?? atMs) > windowMs) this.#points.shift();
    const first = this.#points[0];
    if (total === null || !first || atMs - first.atMs < 1000 || done <= first.done) return null;
    return Math.max(0, ((total - done) * (atMs - first.atMs)) / (done - first.done) / 1000);
  }

  /** Discards all observations: a new stage has its own pace. */
  restart(): void {
    this.#points = [];
  }
}
