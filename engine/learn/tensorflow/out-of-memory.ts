/** What TensorFlow and V8 say when an allocation fails without ending the process. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|bad_alloc/i.test(error.message);
}
