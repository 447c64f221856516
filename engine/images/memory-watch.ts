import { swollenExit } from './protocol.ts';

const checkMs = 25;

/**
 * Ends this process with the exit code `swollenExit` once it holds more resident memory than `limitBytes`. Decoding runs in threads
 * of its own, so the clock keeps ticking while a picture swells.
 */
export function watchMemory(limitBytes: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() > limitBytes) process.exit(swollenExit);
  }, checkMs);
}
