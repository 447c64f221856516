/** How every file becomes the picture that models learn from and are asked about: for the decoder, and for what exports say of it. */
export const pictureRules = {
  /** Larger pictures are shrunk to it on their long side, in pixels. */
  longestSide: 512,
  /**
   * Samples beyond 8 bits: the shares of them that lie below the black and below the white of the picture's own window. A smallest or a
   * largest value that stands apart does not count where at least this share of the samples is left.
   */
  window: { low: 0.001, high: 0.999, leastRest: 0.5 },
  /** Shrunk or converted pictures of more pixels pass through a JPEG of this quality, without chroma subsampling. */
  losslessPixels: 128 * 128,
  jpegQuality: 95,
} as const;
