import { swollenExit } from './protocol.ts';

const checkMs = 25;

/**
 * Exits this process with the code `swollenExit` once its resident memory exceeds `limitBytes`. Decoding runs in other threads, so the
 * timer keeps firing while memory grows.
 */
export function watchMemory(limitBytes: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() > limitBytes) process.exit(swollenExit);
  }, checkMs);
}
