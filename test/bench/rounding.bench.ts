/**
 * What rounding the kernels of EfficientNet-Lite0 to float16 does to its features: their cosine similarity with those of the same network
 * without rounding, on 24 photographs: six of each of the first four kinds of flowers.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Raster } from '../../engine/domain/raster.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { FrozenPart } from '../../engine/learn/features/frozen-part.ts';
import { report, skip } from '../support/benches/bench.ts';
import { cosine, lite0Folder, unroundedLite0, withoutLite0 } from '../support/models/lite0.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'EfficientNet-Lite0 with kernels rounded to float16';
const kinds = 4;
const perKind = 6;
const leastSimilarity = 0.99999;

async function measure(flowers: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'graft-rounding-'));
  const pool = new DecodePool();
  try {
    const photographs = await photographsIn(flowers, scratch, pool);
    const unrounded = join(scratch, 'unrounded');
    mkdirSync(unrounded);
    await unroundedLite0(unrounded);
    const [full, rounded] = [await featuresOf(unrounded, photographs), await featuresOf(lite0Folder()!, photographs)];
    const similar = full.map((row, at) => cosine(row, rounded[at]!));
    const mean = similar.reduce((sum, one) => sum + one, 0) / similar.length;
    report(title, [
      {
        what: `cosine similarity of features with and without rounding, ${similar.length} photographs: mean (least)`,
        target: `${leastSimilarity} or more`,
        measured: `${mean.toFixed(6)} (${Math.min(...similar).toFixed(6)})`,
        isMet: mean >= leastSimilarity,
      },
    ]);
  } finally {
    await pool.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function photographsIn(folder: string, cache: string, pool: DecodePool): Promise<Raster[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .slice(0, kinds);
  const files = names.flatMap((name) =>
    readdirSync(join(folder, name))
      .sort()
      .slice(0, perKind)
      .map((file) => join(folder, name, file)),
  );
  return Promise.all(
    files.map(async (file) => {
      const verdict = await pool.prepare(file, { cache });
      if (!('prepared' in verdict)) throw new Error(`${file} cannot be read`);
      return pool.raster(viewPath(cache, verdict.prepared.picture));
    }),
  );
}

async function featuresOf(folder: string, photographs: readonly Raster[]): Promise<Float32Array[]> {
  const frozen = await FrozenPart.load(folder);
  try {
    const all = frozen.features(photographs);
    return photographs.map((_, at) => all.slice(at * frozen.dimension, (at + 1) * frozen.dimension));
  } finally {
    frozen.dispose();
  }
}

const [missing, flowers] = [withoutLite0(), sharedPath('data', 'flowers')];
if (missing !== false) skip(title, missing);
else if (flowers === null) skip(title, '../shared/data/flowers is missing');
else await measure(flowers);
