import { pageAt, type Reading } from '../domain/models/reading.ts';
import { colourChannels, type Samples } from './tone.ts';

/**
 * The samples of the page that was chosen, or of the maximum of all pages: pixel by pixel and channel by channel, opacity like a channel.
 * @param read reads a page, counted from 0, at full resolution; all have the same size
 */
export async function chosenPage(pages: Reading['pages'], count: number, read: (page: number) => Promise<Samples>): Promise<Samples> {
  const at = pageAt(pages, count);
  if (at !== null) return read(at);
  let [chosen, mean] = [await read(0), 0];
  if (pages === 'brightest') mean = meanOf(chosen);
  for (let page = 1; page < count; page++) {
    const next = await read(page);
    if (pages === 'maximum') raise(chosen.values, next.values);
    else {
      const its = meanOf(next);
      if (its > mean || Number.isNaN(mean)) [chosen, mean] = [next, its];
    }
  }
  return chosen;
}

/** Values that are no numbers do not count. */
function raise(values: Float32Array, others: Float32Array): void {
  for (let at = 0; at < values.length; at++) {
    const other = others[at]!;
    if (other > values[at]! || Number.isNaN(values[at])) values[at] = other;
  }
}

/** Of the finite samples, without opacity; NaN if there are none. */
function meanOf({ channels, values }: Samples): number {
  const colours = colourChannels(channels);
  let [sum, count] = [0, 0];
  for (let at = 0; at < values.length; at += channels) {
    for (let channel = 0; channel < colours; channel++) {
      const value = values[at + channel]!;
      if (Number.isFinite(value)) {
        sum += value;
        count += 1;
      }
    }
  }
  return sum / count;
}

/** The samples of some channels, counted from 0, and of opacity; null for all. */
export function channelsOf(samples: Samples, chosen: readonly number[] | null): Samples {
  if (chosen === null) return samples;
  const { width, height, channels, values } = samples;
  const from = [...chosen, ...(colourChannels(channels) < channels ? [channels - 1] : [])];
  const picked = new Float32Array(width * height * from.length);
  for (let at = 0; at < width * height; at++)
    from.forEach((channel, to) => (picked[at * from.length + to] = values[at * channels + channel]!));
  return { ...samples, channels: from.length, values: picked };
}
