import { seededRandom } from '../../domain/statistics/random.ts';
import type { Raster } from '../../domain/raster.ts';

/** Returns synthetic pictures that differ in shape, colour and texture, which any image model should tell apart. Always the same. */
export function gatePictures(side: number): Raster[] {
  const random = seededRandom(11);
  const noise = Float32Array.from({ length: side * side }, () => random());
  return [
    drawn(side, (x, y) => (Math.hypot(x - 0.5, y - 0.5) < 0.3 ? [220, 60, 40] : [40 + 120 * x, 90 + 100 * y, 160])),
    drawn(side, (x, y, at) => (Math.sin(24 * (x + 0.6 * y)) > 0 ? [235, 225, 190] : [30, 70 + 60 * noise[at]!, 40])),
    drawn(side, (x, y, at) => [255 * noise[at]!, 255 * (1 - x), 128 + 100 * Math.sin(9 * y)]),
  ];
}

function drawn(side: number, colour: (x: number, y: number, at: number) => readonly number[]): Raster {
  const pixels = new Uint8Array(side * side * 3);
  for (let at = 0; at < side * side; at++) pixels.set(colour((at % side) / side, Math.floor(at / side) / side, at), 3 * at);
  return { width: side, height: side, pixels };
}
