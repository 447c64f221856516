import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Refusal } from '../../../engine/domain/failure.ts';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { unknownCapture, type Capture } from '../../../engine/domain/labels/capture.ts';
import type { GivenBox } from '../../../engine/domain/labels/cut-region.ts';
import type { Look } from '../../../engine/domain/models/look.ts';
import { pageAt, readingOf, type Planes, type Reading } from '../../../engine/domain/models/reading.ts';
import type { PictureWindow } from '../../../engine/domain/models/picture-window.ts';
import type { SampleSpread } from '../../../engine/domain/models/sample-spread.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import { cutKey, pictureKey } from '../../../engine/images/picture-key.ts';
import type { CutVerdict, HashVerdict, Prepared, PrepareVerdict, SaveVerdict } from '../../../engine/images/prepared.ts';
import type { GivenParts } from '../../../engine/work/studio/studio-parts.ts';
import { drawPicture, pictureSize } from '../drawn-pictures.ts';

/** Content of a file for the pool to draw, 3,000 bytes: a picture with this number, with the shape of its kind. */
export const pictureContent = (number: number, kind: number): string => `picture ${number} ${kind} `.padEnd(3000);
/** Content of a file that the pool treats as a 16-bit TIFF; its own brightness window reaches from 100 to 1,000 + 100 * number. */
export const deepPictureContent = (number: number): string => `deep ${number} 0 `.padEnd(3000);
/** Content of a file that the pool treats as a stack of five pages and two channels. */
export const stackContent = (number: number): string => `stack ${number} 0 `.padEnd(3000);
/** Content of a file that the pool refuses as truncated. */
export const cutShortContent = 'half a picture';

/** The number of different pictures drawn: more would only take time. */
const variants = 4;
const hashOf = (content: Buffer): ContentHash => createHash('sha256').update(content).digest('hex') as ContentHash;

type Drawing = GivenParts['pool'];

/** A decode pool that draws the pictures named in its files, so that test screens have pictures without decoding. */
export class DrawnPool implements Drawing {
  readonly workers = 2;
  readonly #before: () => Promise<unknown>;

  /** @param before awaited before each picture; rejects if the pool should fail */
  constructor(before: () => Promise<unknown>) {
    this.#before = before;
  }

  async prepare(file: string, { cache, window, reading }: { cache: string } & Partial<Look>): Promise<PrepareVerdict> {
    await this.#before();
    const content = await readFile(file).catch(() => null);
    if (content === null) return { refused: { code: 'vanished', facts: {} } };
    const [what, number, kind] = content.toString('latin1').split(' ');
    const picture =
      what === 'picture' || what === 'deep' || what === 'stack'
        ? { number: Number(number), kind: Number(kind) }
        : /^(\x89PNG|\xff\xd8)/.test(what ?? '')
          ? { number: content.at(-20) ?? 0, kind: 0 }
          : null;
    if (picture === null) return { refused: refusalOf(content) };
    const facts = drawnFacts(content, picture.number);
    if (what === 'stack') {
      const prepared = stackFacts(facts, reading ?? null);
      const page = pageAt(prepared.reading?.pages ?? 'first', stackPlanes.pages) ?? stackPlanes.pages;
      return { prepared, thumbnail: await draw(prepared.picture, { number: picture.number + page, kind: picture.kind }, cache) };
    }
    const prepared = what === 'deep' ? deepFacts(facts, picture.number, window ?? null) : facts;
    return { prepared, thumbnail: await draw(prepared.picture, picture, cache) };
  }

  /** Draws a picture of its own for each box, and does not look where it is. */
  async cutOut(file: string, { cache, boxes }: { cache: string; boxes: readonly GivenBox[] }): Promise<CutVerdict> {
    const verdict = await this.prepare(file, { cache });
    if ('refused' in verdict) return verdict;
    const { ofFile, width, height } = verdict.prepared;
    const cuts = boxes.map(async ({ x, y }, at) => {
      const cut = { x: Math.round(x), y: Math.round(y), width: 120, height: 90 };
      const hash = cutKey(ofFile, cut);
      const thumbnail = await draw(hash, { number: at, kind: 0 }, cache);
      return { region: { box: cut, cut }, prepared: { ...verdict.prepared, ...cut, hash, picture: hash, pixels: hash }, thumbnail };
    });
    return { photograph: { width, height }, cuts: await Promise.all(cuts) };
  }

  saveCut(): Promise<SaveVerdict> {
    return Promise.resolve({ refused: { code: 'vanished', facts: {} } });
  }

  async capture(file: string): Promise<Capture> {
    const content = await readFile(file).catch(() => null);
    return content === null ? unknownCapture : drawnCapture(Number(content.toString('latin1').split(' ')[1]));
  }

  /** Samples spread evenly over the own window of a drawn picture beyond 8 bits, one in a hundred left out at 65,535. */
  async spread(file: string): Promise<SampleSpread | null> {
    await this.#before();
    const content = await readFile(file).catch(() => null);
    const [what, number] = content?.toString('latin1').split(' ') ?? [];
    if (what !== 'deep') return null;
    const { low, high } = deepWindow(Number(number));
    return {
      values: Array.from({ length: 101 }, (_, at) => low + ((high - low) * at) / 100),
      counted: 0.99,
      leftOut: [{ why: 'apart', value: 65535, share: 0.01 }],
      saturated: null,
    };
  }

  async hash(file: string): Promise<HashVerdict> {
    const content = await readFile(file).catch(() => null);
    return content === null ? { refused: { code: 'vanished', facts: {} } } : { hash: hashOf(content), bytes: content.length };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Six pictures in a burst, a burst every hour. */
const drawnCapture = (number: number): Capture => ({
  takenAt: Date.UTC(2026, 5, 1, 8 + Math.floor(number / 6), 0, 10 * (number % 6)),
  camera: 'Drawn D1',
});

/** The facts of the drawn picture with this number. */
export function drawnFacts(content: Buffer, number: number): Prepared {
  const hash = hashOf(content);
  return {
    hash,
    ofFile: hash,
    picture: hash,
    series: '',
    bytes: content.length,
    format: 'jpeg',
    ...pictureSize(number, 1600),
    bitDepth: 8,
    frames: 1,
    furtherBands: 0,
    planes: { pages: 1, channels: 3, shown: 3 },
    reading: null,
    tone: null,
    capture: drawnCapture(number),
    pixels: hash,
    fingerprint: hash.slice(0, 16),
  };
}

/** The facts of a drawn picture beyond 8 bits, and its cache key for a brightness window; null for its own. */
export const deepFacts = (facts: Prepared, number: number, window: PictureWindow | null): Prepared => ({
  ...facts,
  picture: pictureKey(facts.hash, { window, reading: null }),
  series: '16-bit grey',
  format: 'tiff',
  bitDepth: 16,
  tone: deepWindow(number),
});

const stackPlanes: Planes = { pages: 5, channels: 2, shown: 1 };

/** The facts of a drawn stack, and its cache key for a reading; null for none. */
export function stackFacts(facts: Prepared, chosen: Reading | null): Prepared {
  const reading = readingOf(chosen, stackPlanes);
  const picture = pictureKey(facts.hash, { window: null, reading });
  return { ...facts, picture, pixels: picture, format: 'tiff', frames: 10, planes: stackPlanes, reading };
}

const deepWindow = (number: number): PictureWindow => ({ low: 100, high: 1000 + 100 * number });

function refusalOf(content: Buffer): Refusal {
  if (content.length === 0) return { code: 'empty-file', facts: {} };
  return content.toString() === cutShortContent
    ? { code: 'cut-short', facts: { format: 'jpeg' } }
    : { code: 'not-an-image', facts: { found: '', named: '' } };
}

/** Writes the view of a picture into a cache, and returns its thumbnail: the same. */
export async function draw(hash: ContentHash, { number, kind }: { number: number; kind: number }, cache: string): Promise<Uint8Array> {
  const picture = await drawPicture(number % variants, kind, 256);
  await mkdir(dirname(viewPath(cache, hash)), { recursive: true });
  await writeFile(viewPath(cache, hash), picture);
  return picture;
}
