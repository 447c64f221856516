import type { LeftOutReason, SampleSpread } from '../domain/models/sample-spread.ts';
import { colourChannels, countedSamples, firstNot, withoutValuesApart, type Samples } from './tone.ts';

/** As many values stand for the samples of a picture. */
const ranks = 1024;
/** Bits per sample of common sensors; their files have 16 bits. */
const sensorBits = [10, 12, 14, 16];
/** From this share of the samples on, a sensor's largest value is saturation; at most this share may be larger. */
const saturatedShare = 0.001;

/** @param noData the value that the file declares for samples without data, which are NaN here; null for none */
export function spreadOf(samples: Samples, noData: number | null): SampleSpread {
  const { channels, values } = samples;
  const colours = colourChannels(channels);
  const all = (values.length / channels) * colours;
  const counted = countedSamples(samples);
  const kept = withoutValuesApart(counted);
  const transparent = colours < channels ? transparentPixels(samples) * colours : 0;
  const noNumber = all - counted.length - transparent;
  const leftOut: { why: LeftOutReason; value: number | null; samples: number }[] = [
    // A value left out is the smallest or the largest of all, so that those kept are one piece.
    { why: 'apart', value: counted[0] ?? null, samples: (kept.byteOffset - counted.byteOffset) / Float32Array.BYTES_PER_ELEMENT },
    { why: noData === null ? 'not-a-number' : 'no-data', value: noData, samples: noNumber },
    { why: 'transparent', value: null, samples: transparent },
  ];
  leftOut.push({ why: 'apart', value: counted.at(-1) ?? null, samples: counted.length - kept.length - leftOut[0]!.samples });
  return {
    values: atEvenRanks(kept),
    counted: kept.length / all,
    leftOut: leftOut.filter((one) => one.samples > 0).map((one) => ({ why: one.why, value: one.value, share: one.samples / all })),
    saturated: saturation(kept, all),
  };
}

function transparentPixels({ channels, values }: Samples): number {
  let pixels = 0;
  for (let at = channels - 1; at < values.length; at += channels) if (values[at] === 0) pixels += 1;
  return pixels;
}

function atEvenRanks(sorted: Float32Array): number[] {
  const count = Math.min(ranks, sorted.length);
  if (count < 2) return Array.from(sorted);
  return Array.from({ length: count }, (_, rank) => sorted[Math.round((rank / (count - 1)) * (sorted.length - 1))]!);
}

function saturation(sorted: Float32Array, all: number): SampleSpread['saturated'] {
  for (const bits of sensorBits) {
    const full = 2 ** bits - 1;
    const from = firstNot(sorted, (value) => value < full),
      to = firstNot(sorted, (value) => value <= full);
    const share = (to - from) / all;
    if (share >= saturatedShare && (sorted.length - to) / all <= saturatedShare) return { value: full, bits, share };
  }
  return null;
}
