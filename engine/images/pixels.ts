import type { Sharp } from 'sharp';
import type { Raster } from '../domain/raster.ts';

/** The pixels of a picture of 8 bits as height x width x 3; grey becomes three equal colours. */
export async function pixelsOf(picture: Sharp): Promise<Raster> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, pixels: data };
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    for (let channel = 0; channel < 3; channel++) pixels[to + channel] = data[from + (channels > 2 ? channel : 0)] ?? 0;
  }
  return { width, height, pixels };
}
