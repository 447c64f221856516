import sharp from 'sharp';
import type { ContentHash } from '../domain/ids.ts';
import type { Region } from '../domain/labels/cut-region.ts';
import type { SampleSpread } from '../domain/models/sample-spread.ts';
import { cutSamples, isDeep, samplesOf, shrunkSamples } from './deep-samples.ts';
import { decoder } from './one-at-a-time.ts';
import { readPicture } from './read-picture.ts';
import { recognise } from './recognise.ts';
import { spreadOf } from './sample-spread.ts';
import { openTiff } from './tiff/page.ts';
import { readTiffSamples } from './tiff/samples.ts';

interface SpreadWish {
  /** The content that the file must have: one that was imported, and so is known to be safe to decode. */
  readonly ofFile: ContentHash;
  readonly region: Region | null;
}

/** Reads how the samples of a picture of more than 8 bits are spread; null if it has none or the file cannot be read any more. */
export async function readSpread(file: string, { ofFile, region }: SpreadWish): Promise<SampleSpread | null> {
  try {
    const { bytes, hash } = await readPicture(file);
    if (hash !== ofFile) return null;
    const tiff = recognise(file, bytes) === 'tiff' ? await openTiff(bytes) : null;
    return await decoder.run(async () => {
      if (tiff?.needsOwnReader) {
        const whole = await readTiffSamples(tiff);
        return spreadOf(await shrunkSamples(region ? cutSamples(whole, region) : whole, null), tiff.noData);
      }
      const page = tiff?.number ?? 0;
      const header = await sharp(bytes, { limitInputPixels: false, failOn: 'none', page }).metadata();
      return isDeep(header) ? spreadOf(await samplesOf(bytes, { header, page, part: region }), null) : null;
    });
  } catch {
    // Whether the picture is still there and whole is for others to say.
    return null;
  }
}
