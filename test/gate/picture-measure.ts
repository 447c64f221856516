import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { drawScene, tiffFile } from '../support/pictures.ts';
import type { Measure, Outcome } from './measure.ts';
import { atATime, type Playground } from './playground.ts';

const faultyWorker = join(import.meta.dirname, '..', 'support', 'faulty-decode-worker.ts');

/** A small picture in each supported format, and a TIFF in two bit depths. */
async function seeds(): Promise<Buffer[]> {
  const { width, height, pixels } = drawScene(7, 96, 72);
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  const deep = (bits: 16 | 32, kind: 'unsigned' | 'float') =>
    tiffFile({ width: 40, height: 30, channels: 1, bits, kind, value: (at) => (at * 37) % 900 });
  return [
    await picture.clone().jpeg().toBuffer(),
    await picture
      .clone()
      .jpeg({ progressive: true })
      .withExif({ IFD0: { Artist: 'a' } })
      .toBuffer(),
    await picture.clone().png().toBuffer(),
    await picture.clone().png({ palette: true }).toBuffer(),
    await picture.clone().webp().toBuffer(),
    await picture.clone().gif().toBuffer(),
    await picture.clone().avif().toBuffer(),
    await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
    await picture.clone().tiff({ tile: true, compression: 'deflate' }).toBuffer(),
    deep(16, 'unsigned'),
    deep(32, 'float'),
  ];
}

/** Makes one to three changes: a byte changed, set to a limit, removed, the rest cut off, bytes doubled, or taken from another seed. */
function mutated(seed: Buffer, other: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(seed);
  for (let turn = 0; turn <= random() * 3; turn += 1) {
    const at = Math.floor(random() * bytes.length),
      kind = Math.floor(random() * 6);
    if (kind === 0) bytes[at] = Math.floor(random() * 256);
    else if (kind === 1) bytes[at] = random() < 0.5 ? 0 : 255;
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 40))]);
    else if (kind === 3) bytes = bytes.subarray(0, Math.max(1, Math.floor(random() * bytes.length)));
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(0, Math.floor(random() * 60)), bytes.subarray(at)]);
    else other.copy(bytes, at, Math.floor(random() * other.length));
  }
  return bytes;
}

async function mutations(
  count: number,
  playground: Playground,
  options: { readonly worker?: string; readonly name?: (at: number) => string } = {},
): Promise<Outcome> {
  const all = await seeds(),
    random = seededRandom(count),
    folder = playground.empty(),
    cache = join(folder, 'cache');
  mkdirSync(cache);
  const { worker, name = String } = options;
  const pool = new DecodePool({ workers: 2, ...(worker !== undefined && { worker }) });
  let opened = 0;
  const one = async (at: number): Promise<string | null> => {
    const seed = all[at % all.length]!,
      file = join(
        folder,
        `${name(at)}.${['jpg', 'jpg', 'png', 'png', 'webp', 'gif', 'avif', 'tif', 'tif', 'tif', 'tif'][at % all.length]!}`,
      );
    writeFileSync(file, mutated(seed, all[Math.floor(random() * all.length)]!, random));
    try {
      const verdict = await pool.prepare(file, { cache });
      if ('prepared' in verdict) opened += 1;
      return 'refused' in verdict && verdict.refused.code === 'crashed-decoder' ? `picture ${at}: the decoder ended` : null;
    } catch (error) {
      return `picture ${at}: ${String(error)}`;
    } finally {
      rmSync(file);
    }
  };
  let wrong: string[];
  try {
    wrong = await atATime(
      8,
      Array.from({ length: count }, (_, at) => at),
      one,
    );
  } finally {
    await pool.close();
  }
  return { tried: count, wrong, note: `${opened} opened, the others refused` };
}

export const pictures: Measure = {
  id: 'B1',
  needsShim: false,
  small: 400,
  full: 20_000,
  what: 'Damaged pictures of 11 kinds: each opens or is refused with its reason, no decoder ends',
  run: (count, playground) => mutations(count, playground),
  plant: {
    what: 'a decoder that ends at every tenth picture',
    run: (playground) => mutations(30, playground, { worker: faultyWorker, name: (at) => (at % 10 === 0 ? `crash-${at}` : String(at)) }),
  },
};
