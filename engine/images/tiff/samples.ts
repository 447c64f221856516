import type { TiffPage } from './page.ts';
import type { Samples } from '../tone.ts';

const rgb = 2;
const whiteIsZero = 0;
/** Grey with this many bands is shown with the first three as R G B, the convention for multi-band images in remote sensing. */
const fewestForColour = 3;

/**
 * Reads the samples of a page, upright: grey or R G B, plus opacity if present; further bands are ignored. 8-bit values are between 0 and
 * 255. Samples without data are NaN. @throws the reader's error
 */
export async function readTiffSamples(page: TiffPage): Promise<Samples> {
  const { image, bands, opacity, photometric, most, noData } = page;
  const colours = photometric === rgb || bands - (opacity === null ? 0 : 1) >= fewestForColour ? 3 : 1;
  const samples = [...Array.from({ length: colours }, (_, band) => band), ...(opacity === null ? [] : [opacity])];
  const read = await image.readRasters({ interleave: true, samples });
  const values = Float32Array.from(read as ArrayLike<number>);
  const channels = samples.length;
  for (let at = 0; at < values.length; at++) {
    if (channels > colours && at % channels === colours) continue;
    const value = values[at]!;
    if (noData !== null && (value === noData || value === Math.fround(noData))) values[at] = NaN;
    else if (photometric === whiteIsZero) values[at] = most - value;
  }
  return upright({ width: page.width, height: page.height, channels, values, opaque: most }, page.orientation);
}

/** For each TIFF orientation: whether rows and columns are swapped, then whether the result is flipped horizontally and vertically. */
const turns: Readonly<Record<number, readonly [swapped: boolean, mirrored: boolean, flipped: boolean]>> = {
  2: [false, true, false],
  3: [false, true, true],
  4: [false, false, true],
  5: [true, false, false],
  6: [true, true, false],
  7: [true, true, true],
  8: [true, false, true],
};

function upright(samples: Samples, orientation: number): Samples {
  const turn = turns[orientation];
  if (turn === undefined) return samples;
  const [swapped, mirrored, flipped] = turn;
  const { channels } = samples;
  const [width, height] = swapped ? [samples.height, samples.width] : [samples.width, samples.height];
  const values = new Float32Array(samples.values.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += channels) {
      const [across, down] = [mirrored ? width - 1 - x : x, flipped ? height - 1 - y : y];
      const from = (swapped ? across * samples.width + down : down * samples.width + across) * channels;
      for (let channel = 0; channel < channels; channel++) values[to + channel] = samples.values[from + channel]!;
    }
  }
  return { ...samples, width, height, values };
}
