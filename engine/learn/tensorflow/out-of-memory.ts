import { readFileSync } from 'node:fs';

/** What TensorFlow and V8 say when an allocation fails without ending the process. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|bad_alloc/i.test(error.message);
}

/** Whether this process and those it starts may only have so much memory, as under `ulimit -v`; false on systems that do not say. */
export function isMemoryLimited(): boolean {
  try {
    return /^Max (?:address space|data size) +\d/m.test(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Whether a native library could not be loaded for want of memory. glibc tells that in the same words as a place from which nothing may be run,
 * so they count only where memory is limited.
 */
export function isTooLargeToLoad(error: unknown): boolean {
  return error instanceof Error && /failed to map segment from shared object|cannot allocate memory(?! in static)/i.test(error.message) && isMemoryLimited();
}
