/** Resource limits for a single picture, so that no file can starve the rest of the batch. */
export const limits = {
  /** More than the 100 to 150 megapixels of today's largest cameras and phones, far less than what would need gigabytes to decode. */
  pixels: 150_000_000,
  /** Only the first frame is used, but composing or just counting many thousands takes minutes. */
  frames: 2000,
  fileBytes: 768 * 1024 * 1024,
  /**
   * The decoder decompresses metadata in a PNG (text, colour profile) completely. Legitimate metadata shrinks to a tenth, rarely to a
   * fiftieth. It may always expand to `noteBytes`, beyond that by a factor of `noteFold`, and never to more than `noteBytesMost`.
   */
  noteBytes: 1024 * 1024,
  noteFold: 100,
  noteBytesMost: 64 * 1024 * 1024,
  /** Resident memory of one decode worker. */
  workerBytes: 1500 * 1024 * 1024,
  /** Processor time that a worker may spend on one file. */
  taskMs: 9500,
} as const;

/** Longest side of a thumbnail in pixels. */
export const thumbSide = 192;
