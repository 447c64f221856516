/** What one picture may cost, so that no file can take the machine from the rest of the batch. */
export const limits = {
  /** Above the 100 to 150 megapixels of today's largest cameras and phones, far below where decoding needs gigabytes. */
  pixels: 150_000_000,
  /** Only the first frame is used, yet composing or even counting many thousands takes minutes. */
  frames: 2000,
  fileBytes: 768 * 1024 * 1024,
  /** Compressed notes inside a PNG (text, colour profile) are unpacked by the decoder whole. */
  noteBytes: 16 * 1024 * 1024,
  /** Resident memory of one decode worker. */
  workerBytes: 1500 * 1024 * 1024,
  /** From handing a file to a worker to its verdict. */
  taskMs: 9000,
} as const;

/** Longest side of a view and of a thumbnail in pixels. */
export const viewSide = 512;
export const thumbSide = 192;
