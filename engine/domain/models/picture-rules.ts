/** How every file becomes the picture that models train on and predict from: used by the decoder, and described in exports. */
export const pictureRules = {
  /** Longest side in pixels; larger pictures are shrunk to it. */
  longestSide: 512,
  /**
   * For samples of more than 8 bits: the shares of samples below the black and below the white point of the picture's own window. An
   * outlying smallest or largest value is ignored if at least this share of the samples is left (`leastRest`).
   */
  window: { low: 0.001, high: 0.999, leastRest: 0.5 },
  /** Shrunk or converted pictures with more pixels are stored as JPEG of this quality, without chroma subsampling. */
  losslessPixels: 128 * 128,
  jpegQuality: 95,
} as const;
