import sharp from 'sharp';
import type { ContentHash } from '../domain/ids.ts';
import type { Region } from '../domain/labels/cut-region.ts';
import type { SampleSpread } from '../domain/models/sample-spread.ts';
import { readingOf, type Reading } from '../domain/models/reading.ts';
import { planesIn, sharedSamples, tiffSamples, usesOwnReader } from './chosen-samples.ts';
import { isDeep, samplesOf, shrunkPart } from './deep-samples.ts';
import { decoder } from './one-at-a-time.ts';
import { readPicture } from './read-picture.ts';
import { recognise } from './recognise.ts';
import { spreadOf } from './sample-spread.ts';
import { openTiff } from './tiff/page.ts';

interface SpreadWish {
  /** The content that the file must have: one that was imported, and so is known to be safe to decode. */
  readonly ofFile: ContentHash;
  readonly region: Region | null;
  readonly reading: Reading | null;
}

/** Reads how the samples of a picture of more than 8 bits are spread; null if it has none or the file cannot be read any more. */
export async function readSpread(file: string, { ofFile, region, reading: chosen }: SpreadWish): Promise<SampleSpread | null> {
  try {
    const { bytes, hash } = await readPicture(file);
    if (hash !== ofFile) return null;
    const format = recognise(file, bytes);
    const tiff = format === 'tiff' ? await openTiff(bytes) : null;
    return await decoder.run(async () => {
      if (tiff && usesOwnReader(tiff, chosen)) {
        const whole = await tiffSamples(tiff, readingOf(chosen, tiff.planes));
        return spreadOf(await shrunkPart(whole, region), tiff.noData);
      }
      const page = tiff?.number ?? 0;
      const header = await sharp(bytes, { limitInputPixels: false, failOn: 'none', page }).metadata();
      if (!isDeep(header)) return null;
      const planes = planesIn(header, { tiff, format }),
        reading = readingOf(chosen, planes);
      if (reading === null) return spreadOf(await samplesOf(bytes, { header, page, part: region }), null);
      const whole = await sharedSamples(bytes, { header, tiff, planes, reading });
      return spreadOf(await shrunkPart(whole, region), null);
    });
  } catch {
    // Whether the picture is still there and whole is for others to say.
    return null;
  }
}
