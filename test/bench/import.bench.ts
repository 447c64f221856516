import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectId } from '../../engine/domain/ids.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { importFolder } from '../../engine/work/images/import-folder.ts';
import { median, peakMegabytes, report, skip, spread } from '../support/benches/bench.ts';
import { sharedPath } from '../support/shared.ts';

/**
 * Import of 1,000 flower photos (decode, view, thumbnail, hash, fingerprint, labels, all synced into a project) compared with bare sharp
 * loops: one that does the same two resizes per file, one that does the minimum the two pictures need. They alternate, because the machine
 * is shared. Then the same import again, and reading views into this process.
 */
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 3);
const title = 'Import of 1,000 flower photos';
const flowers = sharedPath('data', 'flowers');

interface Round {
  readonly perSecond: number;
  readonly again: number;
  readonly rasters: number;
  readonly decodes: number;
  readonly decodesAgain: number;
}

async function ours(from: string, folder: string): Promise<Round> {
  const store = ProjectStore.create(join(folder, `${randomUUID()}.graft`), {
    name: 'bench',
    id: randomUUID() as ProjectId,
    at: Date.now(),
  });
  const pool = new CountingPool();
  try {
    const perSecond = await imported(store, pool, from);
    const decodes = pool.decodes;
    const again = await imported(store, pool, from);
    return { perSecond, again, decodes, decodesAgain: pool.decodes - decodes, rasters: await rastersPerSecond(store, pool) };
  } finally {
    await pool.close();
    store.close();
  }
}

class CountingPool extends DecodePool {
  decodes = 0;

  override prepare(...parameters: Parameters<DecodePool['prepare']>): ReturnType<DecodePool['prepare']> {
    this.decodes += 1;
    return super.prepare(...parameters);
  }
}

async function imported(store: ProjectStore, pool: DecodePool, from: string): Promise<number> {
  const startedMs = performance.now();
  const report = await importFolder({
    store,
    pool,
    uploadFolder: undefined,
    by: 'bench',
    now: Date.now,
    onProgress: () => {},
    onBatch: () => {},
    signal: new AbortController().signal,
    request: { project: store.id, from: { paths: [from] }, labels: 'folders', copy: false },
  });
  const files = report.imported + report.present + report.duplicates.length + report.conflicts.length;
  return (files / (performance.now() - startedMs)) * 1000;
}

async function rastersPerSecond(store: ProjectStore, pool: DecodePool): Promise<number> {
  const views = store.images
    .labelled()
    .slice(0, 500)
    .map(({ hash }) => viewPath(store.cacheFolder, hash))
    .values();
  const startedMs = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: pool.workers * 2 }, async () => {
      for (const view of views) {
        await pool.raster(view);
        count += 1;
      }
    }),
  );
  return (count / (performance.now() - startedMs)) * 1000;
}

function bare(from: string, folder: string, way: 'two-resizes' | 'least-work'): number {
  const script = join(import.meta.dirname, '..', 'support', 'bare-sharp-loop.ts');
  const { files, seconds } = JSON.parse(
    execFileSync(process.execPath, [script, from, join(folder, 'bare'), way], { encoding: 'utf8' }),
  ) as { files: number; seconds: number };
  return files / seconds;
}

async function main(from: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-import-bench-'));
  const results: (Round & { readonly twoResizes: number; readonly leastWork: number })[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      results.push({
        twoResizes: bare(from, folder, 'two-resizes'),
        ...(await ours(from, folder)),
        leastWork: bare(from, folder, 'least-work'),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const all = (pick: (result: (typeof results)[number]) => number): number[] => results.map(pick);
  const ratios = all(({ perSecond, twoResizes }) => perSecond / twoResizes);
  const [first] = results;
  report(title, [
    {
      what: 'images per second / those of a bare sharp loop with the same two resizes',
      target: '0.8 or more',
      measured: spread(ratios),
      isMet: median(ratios) >= 0.8,
    },
    {
      what: 'the same / a bare sharp loop with the least work (one decode, small files copied as their own view)',
      measured: spread(all(({ perSecond, leastWork }) => perSecond / leastWork)),
    },
    {
      what: 'decodes in the first import and in a second one',
      target: 'each file once, ever',
      measured: `${first?.decodes} and ${first?.decodesAgain}`,
      isMet: results.every(({ decodes, decodesAgain }) => decodes === 1000 && decodesAgain === 0),
    },
    {
      what: 'images per second: import, two resizes, least work',
      measured: [all(({ perSecond }) => perSecond), all(({ twoResizes }) => twoResizes), all(({ leastWork }) => leastWork)]
        .map((values) => median(values).toFixed(0))
        .join(', '),
    },
    { what: 'files per second in a second import', measured: median(all(({ again }) => again)).toFixed(0) },
    { what: 'views decoded into the learner, per second', measured: median(all(({ rasters }) => rasters)).toFixed(0) },
    {
      what: 'peak memory of the importing process',
      target: 'under 300 MB',
      measured: `${peakMegabytes().toFixed(0)} MB`,
      isMet: peakMegabytes() < 300,
    },
  ]);
}

if (flowers) await main(flowers);
else skip(title, '../shared/data/flowers is missing');
