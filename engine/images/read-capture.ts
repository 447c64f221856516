import sharp from 'sharp';
import { unknownCapture, type Capture } from '../domain/labels/capture.ts';
import { captureOf } from './capture.ts';
import { decoder } from './one-at-a-time.ts';
import { readPicture } from './read-picture.ts';
import { recognise } from './recognise.ts';
import { openTiff } from './tiff/page.ts';

/** Reads when and with what a picture was taken, without decoding it; unknown if the file cannot be read. */
export async function readCapture(file: string): Promise<Capture> {
  try {
    const { bytes } = await readPicture(file);
    const format = recognise(file, bytes);
    if (format === 'bmp') return unknownCapture;
    if (format === 'tiff') return (await openTiff(bytes))?.capture ?? unknownCapture;
    const { exif } = await decoder.run(() => sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata());
    return captureOf(exif);
  } catch {
    // Whether the picture is still there and whole is for others to say.
    return unknownCapture;
  }
}
