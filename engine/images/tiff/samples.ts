import type { TiffPage } from './page.ts';
import type { Samples } from '../tone.ts';

const whiteIsZero = 0;

/**
 * Reads samples, upright: of channels of a page, from 0, and of its opacity if it has one. 8-bit values are between 0 and 255. Samples
 * without data are NaN. @throws the reader's error
 */
export async function readTiffSamples(
  tiff: TiffPage,
  page = 0,
  channels: readonly number[] = Array.from({ length: tiff.planes.shown }, (_, channel) => channel),
): Promise<Samples> {
  const { opacity, photometric, most, noData } = tiff;
  const places = channels.map((channel) => tiff.placeOf(page, channel));
  const { number } = places[0]!;
  const values = places.every((place) => place.number === number)
    ? await bandsOf(tiff, number, [...places.map(({ band }) => band), ...(opacity === null ? [] : [opacity])])
    : interleaved(await Promise.all(places.map((place) => bandsOf(tiff, place.number, [place.band]))));
  const all = channels.length + (opacity === null ? 0 : 1);
  if (noData !== null || photometric === whiteIsZero) {
    for (let at = 0; at < values.length; at++) {
      if (all > channels.length && at % all === channels.length) continue;
      const value = values[at]!;
      if (noData !== null && (value === noData || value === Math.fround(noData))) values[at] = NaN;
      else if (photometric === whiteIsZero) values[at] = most - value;
    }
  }
  return upright({ width: tiff.width, height: tiff.height, channels: all, values, opaque: most }, tiff.orientation);
}

async function bandsOf(tiff: TiffPage, number: number, bands: number[]): Promise<Float32Array> {
  const image = number === tiff.number ? tiff.image : await tiff.open(number);
  return new Float32Array(await image.readRasters({ interleave: true, samples: bands }));
}

/** Channels that are pages of one band, without opacity. */
function interleaved(channels: readonly Float32Array[]): Float32Array {
  const values = new Float32Array(channels.length * channels[0]!.length);
  channels.forEach((channel, at) => {
    for (let from = 0, to = at; from < channel.length; from++, to += channels.length) values[to] = channel[from]!;
  });
  return values;
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
