/** What one picture may cost, so that no file can take the machine from the rest of the batch. */
export const limits = {
  /** Above the 100 to 150 megapixels of today's largest cameras and phones, far below where decoding needs gigabytes. */
  pixels: 150_000_000,
  /** Only the first frame is used, yet composing or even counting many thousands takes minutes. */
  frames: 2000,
  fileBytes: 768 * 1024 * 1024,
  /**
   * The decoder unpacks compressed notes inside a PNG (text, colour profile) whole. Honest ones shrink to a tenth, rarely to a
   * fiftieth; a note may unfold to the first figure in any case, beyond it a hundredfold, and never to more than the last figure.
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
