import sharp from 'sharp';
import { seededRandom } from '../../engine/domain/statistics/random.ts';

/** A JPEG of random colours with one of the decoder's own colour profiles. */
export function noise(profile: 'srgb' | 'p3' | 'cmyk'): Promise<Buffer> {
  const [side, random] = [64, seededRandom(5)];
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => Math.floor(256 * random()));
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .withIccProfile(profile)
    .jpeg({ quality: 100 })
    .toBuffer();
}
