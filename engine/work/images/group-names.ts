import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../domain/failure.ts';
import { entryPoint } from '../../program/own-files.ts';

export interface NamesToGroup {
  readonly pattern: string;
  readonly names: readonly string[];
}

/** Matching this many names takes about a millisecond; a pattern such as `(a+)+$` can take ages for a single name. */
const namesAtOnce = 1000;
const usualLimitMs = 10_000;

/**
 * Returns the match of a pattern's first capture group in each name, null where there is none. Runs in a thread of its own, which is
 * terminated when a batch of names takes too long or `signal` is aborted.
 * @param pattern a regular expression from a user or a script
 * @throws StudioError input-invalid (not a regular expression), pattern-too-slow; the reason `signal` was aborted with
 */
export async function groupsOf(
  pattern: string,
  names: readonly string[],
  { signal, limitMs = usualLimitMs }: { signal: AbortSignal; limitMs?: number },
): Promise<(string | null)[]> {
  requirePattern(pattern);
  const worker = new Worker(entryPoint('work/images/group-worker'));
  const groups: (string | null)[] = [];
  try {
    for (let start = 0; start < names.length; start += namesAtOnce) {
      const some: NamesToGroup = { pattern, names: names.slice(start, start + namesAtOnce) };
      worker.postMessage(some);
      groups.push(...(await answerOf(worker, pattern, AbortSignal.timeout(limitMs), signal)));
    }
    return groups;
  } finally {
    await worker.terminate();
  }
}

async function answerOf(worker: Worker, pattern: string, limit: AbortSignal, signal: AbortSignal): Promise<(string | null)[]> {
  try {
    const [groups] = (await once(worker, 'message', { signal: AbortSignal.any([limit, signal]) })) as [(string | null)[]];
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
