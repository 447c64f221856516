/**
 * Does the check for images that belong together find what would leak from training into testing? Into each of four data sets, pictures are
 * planted that are another image once more: recompressed, made smaller, exposed otherwise, trimmed, or the next shot of a burst. Counted are
 * the planted pictures that end in the group of their original, and the images that are put into a group with an image of another class,
 * which no two shots of one subject are: by hashes alone, as after an import, and with what a review compares besides. The peer does the
 * same with the same hashes and one fixed threshold, as imagededup does by default.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { groupsWithNearDuplicates, type HashedImage } from '../../engine/domain/labels/near-duplicates.ts';
import { smallPicture } from '../../engine/domain/models/small-picture.ts';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { alikePairs } from '../../engine/learn/review/alike-pairs.ts';
import { report, skip, table, type Finding } from '../support/benches/bench.ts';
import { photoSets, type PhotoSet } from '../support/benches/ranking-truth.ts';

const title = 'Leaks';
const planted = 60;
/** Bits of 64 that may differ: imagededup's default for perceptual hashes. */
const peerBits = 10;

type Change = (picture: Sharp, width: number, height: number) => Sharp;
/** Cuts a margin off: shares of width and height at the left and top, and of what stays. */
const part =
  (left: number, top: number, kept: number): Change =>
  (picture, width, height) =>
    picture.extract({
      left: Math.floor(left * width),
      top: Math.floor(top * height),
      width: Math.floor(kept * width),
      height: Math.floor(kept * height),
    });
/** A camera held in the hands moves by some hundredths of the frame between two shots, and exposes a little differently. */
const nextShot: Change = (picture, width, height) => part(0.03, 0.01, 0.95)(picture, width, height).modulate({ brightness: 1.04 });
const changes: Readonly<Record<string, Change>> = {
  recompressed: (picture) => picture,
  'half the size': (picture, width) => picture.resize(Math.ceil(width / 2)),
  'exposed 15 % brighter': (picture) => picture.modulate({ brightness: 1.15 }),
  'trimmed by 3 %': part(0.015, 0.015, 0.97),
  'next shot of a burst': nextShot,
};

interface Hashed extends HashedImage {
  readonly small: Uint8Array;
  readonly label: number;
  /** For a planted picture: its original, and how it was changed. */
  readonly of?: number;
  readonly change?: string;
}

async function hashedSet(set: PhotoSet, folder: string, pool: DecodePool): Promise<Hashed[]> {
  const cache = join(folder, 'cache');
  const seen = async (file: string): Promise<Pick<Hashed, 'fingerprint' | 'small'>> => {
    const verdict = await pool.prepare(file, { cache });
    if ('refused' in verdict) throw new Error(`${file}: ${verdict.refused.code}`);
    const { fingerprint, picture } = verdict.prepared;
    return { fingerprint, small: smallPicture(await pool.raster(viewPath(cache, picture))) };
  };
  const images: Hashed[] = await Promise.all(
    set.photos.map(async ({ view, label }, image) => ({ image, label, group: null, ...(await seen(view)) })),
  );
  const originals = shuffled(set.photos.keys(), seededRandom(1)).slice(0, planted);
  const copies = originals.flatMap((of) =>
    Object.entries(changes).map(async ([change, altered], at): Promise<Hashed> => {
      const file = join(folder, `${of}-${at}.jpg`);
      const { data, info } = await sharp(set.photos[of]!.view).rotate().removeAlpha().toBuffer({ resolveWithObject: true });
      await altered(sharp(data), info.width, info.height).jpeg({ quality: 70 }).toFile(file);
      return {
        image: images.length + planted * at + originals.indexOf(of),
        label: images[of]!.label,
        group: null,
        ...(await seen(file)),
        of,
        change,
      };
    }),
  );
  return [...images, ...(await Promise.all(copies))];
}

interface Caught {
  readonly byChange: ReadonlyMap<string, number>;
  readonly all: number;
  readonly mistaken: number;
}

type Groups = ReadonlyMap<number, string | null>;

/** Planted pictures found with their original, each alone in the set, and originals grouped with an image of another class. */
async function caught(images: readonly Hashed[], groupsOf: (images: readonly Hashed[]) => Groups | Promise<Groups>): Promise<Caught> {
  const own = images.filter(({ of }) => of === undefined);
  const byChange = new Map<string, number>();
  for (const change of Object.keys(changes)) {
    const copies = images.filter((image) => image.change === change);
    const groups = await groupsOf([...own, ...copies]);
    byChange.set(change, copies.filter(({ image, of }) => groups.get(image) !== null && groups.get(image) === groups.get(of!)).length);
  }
  const groups = await groupsOf(own);
  const classesOf = Map.groupBy(own, ({ image }) => groups.get(image));
  const mistaken = own.filter(
    ({ image, label }) => groups.get(image) !== null && classesOf.get(groups.get(image))!.some((other) => other.label !== label),
  );
  const sum = [...byChange.values()].reduce((total, one) => total + one, 0);
  return { byChange, all: sum / (planted * byChange.size), mistaken: mistaken.length / own.length };
}

/** As after a review: by hashes, and by comparing the pictures. */
async function reviewed(images: readonly Hashed[]): Promise<Groups> {
  const pairs = await alikePairs(Buffer.concat(images.map(({ small }) => small)), { pause: () => Promise.resolve(), onProgress: () => {} });
  return groupsWithNearDuplicates(
    images,
    pairs.map(([one, other]) => [images[one]!.image, images[other]!.image]),
  );
}

/** Groups by one threshold, whatever the images look like. */
function fixedThreshold(images: readonly HashedImage[]): Map<number, string | null> {
  const hashes = images.map(({ fingerprint }) => BigInt(`0x${fingerprint ?? '0'}`));
  const parent = images.map((_, at) => at);
  const root = (at: number): number => (parent[at] === at ? at : (parent[at] = root(parent[at]!)));
  for (let one = 0; one < hashes.length; one++)
    for (let other = 0; other < one; other++) if (bits(hashes[one]! ^ hashes[other]!) <= peerBits) parent[root(one)] = root(other);
  const sizes = Map.groupBy(images.keys(), root);
  return new Map(images.map(({ image }, at) => [image, sizes.get(root(at))!.length > 1 ? String(root(at)) : null]));
}

function bits(word: bigint): number {
  let count = 0;
  for (let left = word; left > 0n; left &= left - 1n) count++;
  return count;
}

const percent = (share: number): string => (100 * share).toFixed(1);

async function measure(sets: readonly PhotoSet[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-leaks-'));
  const pool = new DecodePool();
  const rows: string[][] = [];
  const findings: Finding[] = [];
  try {
    for (const set of sets) {
      const own = join(folder, set.name);
      mkdirSync(own);
      const images = await hashedSet(set, own, pool);
      const [ours, hashes, theirs] = [
        await caught(images, reviewed),
        await caught(images, (those) => groupsWithNearDuplicates(those)),
        await caught(images, fixedThreshold),
      ];
      for (const [name, one] of [
        ['Graft, reviewed', ours],
        ['Graft, hashes alone', hashes],
        ['one threshold', theirs],
      ] as const)
        rows.push([
          set.name,
          name,
          ...[...one.byChange.values()].map((found) => percent(found / planted)),
          percent(one.all),
          percent(one.mistaken),
        ]);
      findings.push(
        {
          what: `${set.name}: planted pictures found with their original`,
          target: '99 % or more',
          isMet: ours.all >= 0.99,
          measured: `${percent(ours.all)} % of ${planted * Object.keys(changes).length}`,
        },
        {
          what: `${set.name}: images grouped with one of another class`,
          target: '2 % or less',
          isMet: ours.mistaken <= 0.02,
          measured: `${percent(ours.mistaken)} % of ${set.photos.length}`,
        },
      );
    }
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
  table(
    `${title}: planted pictures found, in %, and images grouped with one of another class, in %`,
    ['set', 'by', ...Object.keys(changes), 'all', 'another class'],
    rows,
  );
  report(`${title}: pictures that show what another image shows`, findings);
}

const sets = photoSets();
if (sets === null) skip(title, '../shared/data is missing');
else await measure(sets);
