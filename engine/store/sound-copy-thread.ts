/** The thread that reads a backup back. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemCode } from '../domain/disk-fault.ts';
import { soundCopy, type SoundCopyAnswer } from './sound-copy.ts';

parentPort?.postMessage(answerFor(workerData as string));

function answerFor(path: string): SoundCopyAnswer {
  try {
    return { isSound: soundCopy(path) };
  } catch (error) {
    const code = systemCode(error);
    if (code === '') throw error;
    return { code };
  }
}
