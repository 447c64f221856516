import type { Failure } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';

/** A short message at the lower edge: something was done, or could not be done. */
interface Notice {
  readonly id: number;
  /** Of a failure: what it befell, where that is not plain. */
  readonly text: string;
  readonly failure: Failure | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const shownMs = 6000;

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  private next = 1;

  /** Says that something was done; goes away by itself unless it stays until it is dismissed. */
  say(text: string, action: Notice['action'] = null, { stays = false } = {}): number {
    return this.push({ id: this.next++, text, failure: null, action }, stays ? null : shownMs);
  }

  /** Says in words what failed; stays until it is dismissed. Null where nothing is shown: the banner already says that the studio is away. */
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
    // One plain message at a time: the newest is the one that matters.
    const kept = notice.failure ? this.list : this.list.filter((other) => other.failure);
    this.list = [...kept, notice].slice(-3);
    if (forMs !== null) setTimeout(() => { this.dismiss(notice.id); }, forMs);
    return notice.id;
  }
}

export const notices = new Notices();
