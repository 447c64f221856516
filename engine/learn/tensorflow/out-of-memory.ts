import { readFileSync } from 'node:fs';

/**
 * Recognises what TensorFlow and V8 report when an allocation fails without ending the process. TensorFlow's matrix library (oneDNN) gives no
 * reason when it finds no memory for a step, so its message counts only if memory is limited.
 */
export function isOutOfMemory(error: unknown, isLimited: () => boolean = isMemoryLimited): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|bad_alloc/i.test(error.message)
    || (/could not (create|execute) a primitive/.test(error.message) && isLimited())
  );
}

/** Whether memory is limited for this process and its children, as by `ulimit -v`; false on systems that do not say. */
export function isMemoryLimited(): boolean {
  try {
    return /^Max (?:address space|data size) +\d/m.test(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Whether a native library could not be loaded for lack of memory. glibc uses the same words for a location mounted noexec, so they count
 * only if memory is limited.
 */
export function isTooLargeToLoad(error: unknown): boolean {
  return (
    error instanceof Error
    && /failed to map segment from shared object|cannot allocate memory(?! in static)/i.test(error.message)
    && isMemoryLimited()
  );
}
