import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectId } from '../../engine/domain/ids.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { importFolder } from '../../engine/work/import-folder.ts';
import { median, table } from '../support/bench.ts';
import { sharedPath } from '../support/shared.ts';

/**
 * Import of 1,000 flower photos (decode, view, thumbnail, hash, fingerprint, labels, all of it synced into a project) against a bare
 * sharp loop that makes the same two pictures of each file; in turns, since the machine is shared. Then views into this process.
 */
const rounds = 3;
const flowers = sharedPath('data', 'flowers');

interface Round { readonly perSecond: number; readonly again: number; readonly rasters: number; readonly memoryMegabytes: number }

async function ours(from: string, folder: string): Promise<Round> {
  const store = ProjectStore.create(join(folder, `${randomUUID()}.graft`), { name: 'bench', id: randomUUID() as ProjectId, at: Date.now() });
  const pool = new DecodePool();
  try {
    const first = await imported(store, pool, from);
    const again = await imported(store, pool, from);
    const memoryMegabytes = process.memoryUsage.rss() / 1e6;
    return { perSecond: first, again, rasters: await rastersPerSecond(store, pool), memoryMegabytes };
  } finally {
    await pool.close();
    store.close();
  }
}

async function imported(store: ProjectStore, pool: DecodePool, from: string): Promise<number> {
  const startedMs = performance.now();
  const report = await importFolder({
    store, pool, uploadFolder: undefined, by: 'bench', now: Date.now, onProgress: () => {}, onBatch: () => {}, signal: new AbortController().signal,
    request: { project: store.id, from: { paths: [from] }, labels: 'folders', copy: false },
  });
  const files = report.imported + report.present + report.duplicates.length + report.conflicts.length;
  return files / (performance.now() - startedMs) * 1000;
}

async function rastersPerSecond(store: ProjectStore, pool: DecodePool): Promise<number> {
  const views = store.images.labelled().slice(0, 500).map(({ hash }) => viewPath(store.cacheFolder, hash)).values();
  const startedMs = performance.now();
  let count = 0;
  await Promise.all(Array.from({ length: pool.workers * 2 }, async () => {
    for (const view of views) {
      await pool.raster(view);
      count += 1;
    }
  }));
  return count / (performance.now() - startedMs) * 1000;
}

function bare(from: string, folder: string): number {
  const script = join(import.meta.dirname, '..', 'support', 'bare-sharp-loop.ts');
  const { files, seconds } = JSON.parse(execFileSync(process.execPath, [script, from, join(folder, 'bare')], { encoding: 'utf8' })) as { files: number; seconds: number };
  return files / seconds;
}

async function main(from: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-import-bench-'));
  const results: (Round & { readonly bare: number })[] = [];
  try {
    for (let round = 0; round < rounds; round++) results.push({ bare: bare(from, folder), ...await ours(from, folder) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const middle = (pick: (result: (typeof results)[number]) => number, digits = 0): string => median(results.map(pick)).toFixed(digits);
  table('Import of 1,000 flower photos', ['what', 'measured', 'target'], [
    ['bare sharp loop, images per second', middle(({ bare: value }) => value), ''],
    ['import, images per second', middle(({ perSecond }) => perSecond), ''],
    ['ratio of the two (median of rounds)', middle(({ perSecond, bare: value }) => perSecond / value, 2), '0.8 or more'],
    ['import again, nothing changed, images per second', middle(({ again }) => again), ''],
    ['views decoded into this process, per second', middle(({ rasters }) => rasters), ''],
    ['memory of this process, MB', middle(({ memoryMegabytes }) => memoryMegabytes), 'under 300'],
  ]);
}

if (flowers) await main(flowers);
else console.log('Skipped: ../shared/data/flowers is missing.');
