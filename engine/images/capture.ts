import readExif from 'exif-reader';
import { unknownCapture, type Capture } from '../domain/labels/capture.ts';

const most = 200;
/** Date and time as Exif 3.0 (CIPA DC-008-2023) and TIFF 6.0 write them: 2026:06:01 12:30:05. */
const dateAndTime = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** Reads when and with what a picture was taken from its Exif data. Damaged or missing data gives nulls. */
export function captureOf(exif: Buffer | undefined): Capture {
  if (exif === undefined) return unknownCapture;
  try {
    const { Image: image, Photo: photo } = readExif(exif);
    const date = photo?.DateTimeOriginal ?? photo?.DateTimeDigitized ?? image?.DateTime;
    return {
      takenAt: date instanceof Date ? validTime(date.getTime()) : null,
      camera: cameraOf([image?.Make, image?.Model, photo?.BodySerialNumber]),
    };
  } catch {
    // The picture itself may be fine: what its metadata cannot tell is unknown.
    return unknownCapture;
  }
}

/** Capture facts from the tags of a TIFF. */
export const captureOfTags = (dateTime: string, camera: readonly string[]): Capture => ({
  takenAt: timeIn(dateTime),
  camera: cameraOf(camera),
});

function timeIn(text: string): number | null {
  const parts = dateAndTime.exec(text.trim())?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return validTime(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** Cameras without a set clock write zeros. */
const validTime = (ms: number): number | null => (Number.isFinite(ms) && ms > 0 ? ms : null);

/** The model usually begins with the maker, which is then said once. */
function cameraOf([maker, ...others]: readonly unknown[]): string | null {
  const [first, model, ...rest] = [maker, ...others].map((part) =>
    typeof part === 'string' ? part.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim() : '',
  );
  const isNamed = first !== undefined && model?.toLowerCase().startsWith(first.toLowerCase());
  const camera = [isNamed ? '' : first, model, ...rest].filter(Boolean).join(' ').slice(0, most);
  return camera === '' ? null : camera;
}
