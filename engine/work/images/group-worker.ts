/** Matches a user's group pattern in a thread of its own: catastrophic backtracking blocks only this thread, which can be terminated. */
import { parentPort } from 'node:worker_threads';
import type { NamesToGroup } from './group-names.ts';

parentPort?.on('message', ({ pattern, names }: NamesToGroup) => {
  const compiled = new RegExp(pattern);
  parentPort?.postMessage(names.map((name) => compiled.exec(name)?.[1] ?? null));
});
