/** One observation of how far work has come. */
export interface PacePoint { readonly atMs: number; readonly done: number }

const windowMs = 8000;

/**
 * Seconds left at the pace of the last eight seconds, or null while less than one second or one piece of work was seen.
 * The window makes the figure follow a change of pace (small pictures first, large ones later) within a few seconds.
 */
export class Pace {
  #points: PacePoint[] = [];

  /** Notes progress and returns the seconds left to `total`; null when it cannot be told yet. */
  secondsLeft(atMs: number, done: number, total: number | null): number | null {
    const last = this.#points.at(-1);
    if (last && done < last.done) this.#points = [];
    this.#points.push({ atMs, done });
    while (this.#points.length > 2 && atMs - (this.#points[1]?.atMs ?? atMs) > windowMs) this.#points.shift();
    const first = this.#points[0];
    if (total === null || !first || atMs - first.atMs < 1000 || done <= first.done) return null;
    return Math.max(0, (total - done) * (atMs - first.atMs) / (done - first.done) / 1000);
  }

  /** Forgets what was seen: a new stage has its own pace. */
  restart(): void {
    this.#points = [];
  }
}
