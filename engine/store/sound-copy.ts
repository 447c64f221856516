import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { diskFault, systemCode } from '../domain/disk-fault.ts';
import { entryPoint } from '../program/own-files.ts';
import { alone } from './database-copy.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** Whether a copy is sound, or the code of the disk's error. */
export type SoundCopyAnswer = { readonly isSound: boolean } | { readonly code: string };

/**
 * Reads a copy of a database back, makes it a single file (in WAL mode it would need a second one) and syncs it to disk. Returns false if it is not
 * what was written. @throws a system or SQLite error
 */
export function soundCopy(path: string): boolean {
  let copy: Database.Database | undefined;
  try {
    copy = alone(new Database(path, { fileMustExist: true }));
    copy.pragma('journal_mode = DELETE');
    if (copy.pragma('quick_check(1)', { simple: true }) !== 'ok') return false;
  } catch (error) {
    if (diskFault(systemCode(error)) !== null) throw error;
    return false;
  } finally {
    copy?.close();
  }
  syncToDisk(path);
  return true;
}

/** The same in a thread: for a large project it takes seconds, in which labels are given. */
export async function soundCopyAside(path: string): Promise<boolean> {
  const worker = new Worker(entryPoint('store/sound-copy-thread'), { workerData: path });
  try {
    const [answer] = (await once(worker, 'message')) as [SoundCopyAnswer];
    if ('code' in answer) throw Object.assign(new Error(`the copy cannot be read back: ${answer.code}`), { code: answer.code });
    return answer.isSound;
  } finally {
    await worker.terminate();
  }
}
