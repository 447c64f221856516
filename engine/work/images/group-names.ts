import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../domain/failure.ts';

export interface NamesToGroup { readonly pattern: string; readonly names: readonly string[] }

/** Matching so many names takes a thousandth of a second; a pattern such as `(a+)+$` takes ages for a single one. */
const namesAtOnce = 1000;
const usualLimitMs = 10_000;

/**
 * What the first group of a pattern matches in each name, null where it matches none. In a thread of its own, which is ended where it takes
 * too long over some names, or when `signal` says so.
 * @param pattern a regular expression as a user or a script gave it
 * @throws StudioError input-invalid (no regular expression), pattern-too-slow; what `signal` was aborted with
 */
export async function groupsOf(pattern: string, names: readonly string[], { signal, limitMs = usualLimitMs }: { signal: AbortSignal; limitMs?: number }): Promise<(string | null)[]> {
  requirePattern(pattern);
  const worker = new Worker(new URL('./group-worker.ts', import.meta.url));
  const groups: (string | null)[] = [];
  try {
    for (let start = 0; start < names.length; start += namesAtOnce) {
      const some: NamesToGroup = { pattern, names: names.slice(start, start + namesAtOnce) };
      worker.postMessage(some);
      groups.push(...await answerOf(worker, pattern, AbortSignal.timeout(limitMs), signal));
    }
    return groups;
  } finally {
    await worker.terminate();
  }
}

async function answerOf(worker: Worker, pattern: string, limit: AbortSignal, signal: AbortSignal): Promise<(string | null)[]> {
  try {
    const [groups] = await once(worker, 'message', { signal: AbortSignal.any([limit, signal]) }) as [(string | null)[]];
    return groups;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw new StudioError('pattern-too-slow', { pattern }, { cause: error });
    throw error;
  }
}

/** @throws StudioError input-invalid */
export function requirePattern(pattern: string): void {
  try {
    void new RegExp(pattern);
  } catch (error) {
    throw new StudioError('input-invalid', { detail: (error as Error).message }, { cause: error });
  }
}
