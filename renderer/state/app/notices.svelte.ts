import type { Failure } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';

/** A short message at the bottom of the window: something was done, or could not be done. */
interface Notice {
  readonly id: number;
  /** For a failure: what failed, if the failure itself does not say so. */
  readonly text: string;
  readonly failure: Failure | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const shownMs = 6000;

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  private next = 1;

  /** Shows a message, which disappears by itself unless `stays` is set. */
  say(text: string, action: Notice['action'] = null, { stays = false } = {}): number {
    return this.push({ id: this.next++, text, failure: null, action }, stays ? null : shownMs);
  }

  /** Shows a failure until it is dismissed. Null if nothing is shown, because the banner already says that the studio is unreachable. */
  fail(error: unknown, { about = '', action = null }: { about?: string; action?: Notice['action'] } = {}): number | null {
    const failure = failureOf(error);
    if (failure.code === 'studio-unreachable') return null;
    const same = this.list.find((notice) => notice.failure && JSON.stringify(notice.failure) === JSON.stringify(failure));
    if (same) this.dismiss(same.id);
    return this.push({ id: this.next++, text: about, failure, action }, null);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  private push(notice: Notice, forMs: number | null): number {
    // Only one plain message at a time: the newest is the one that matters.
    const kept = notice.failure ? this.list : this.list.filter((other) => other.failure);
    this.list = [...kept, notice].slice(-3);
    if (forMs !== null)
      setTimeout(() => {
        this.dismiss(notice.id);
      }, forMs);
    return notice.id;
  }
}

export const notices = new Notices();
