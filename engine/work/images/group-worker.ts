/** A thread in which the group pattern of a user is matched: one that tries too many ways keeps only this thread busy, and it can be ended. */
import { parentPort } from 'node:worker_threads';
import type { NamesToGroup } from './group-names.ts';

parentPort?.on('message', ({ pattern, names }: NamesToGroup) => {
  const compiled = new RegExp(pattern);
  parentPort?.postMessage(names.map((name) => compiled.exec(name)?.[1] ?? null));
});
