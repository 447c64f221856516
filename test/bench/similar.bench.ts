/**
 * How long it takes to find the 100 images most similar to one among 100,000 (`GRAFT_BENCH_IMAGES`) by 1280 features, and whether they are
 * exactly those, compared with usearch's exact search on the same rows of unit length, in float32. The rounded rows are in memory; rows compared
 * again are read from the stored features. GRAFT_PYTHON names a Python with usearch, GRAFT_BENCH_ROUNDS the number of questions (30).
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentHash } from '../../engine/domain/ids.ts';
import { ByteRows } from '../../engine/learn/similar/byte-rows.ts';
import { cosine, meanDirection, mostSimilar } from '../../engine/learn/similar/most-similar.ts';
import { FeatureStore, keptFeatures } from '../../engine/models/forward/feature-store.ts';
import { median, report, skip, spread, type Finding } from '../support/benches/bench.ts';
import { drawnFeatures } from '../support/benches/drawn-features.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';

const title = 'Similar images';
const count = Number(process.env.GRAFT_BENCH_IMAGES ?? 100_000);
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 30);
const dimension = 1280;
const most = 100;
const rowsAtOnce = 5000;
const space = { source: 'a'.repeat(64) as ContentHash, cut: 'pool', dimension };

interface Answer {
  readonly ms: number;
  readonly rows: readonly number[];
}

/** Stores the rows in pieces, so that few are in memory. */
function store(folder: string): string {
  const features = new FeatureStore(folder, space);
  for (let first = 0; first < count; first += rowsAtOnce) {
    const some = Math.min(rowsAtOnce, count - first);
    const hashes = Array.from(
      { length: some },
      (_, at) =>
        createHash('sha256')
          .update(String(first + at))
          .digest('hex') as ContentHash,
    );
    features.append(hashes, drawnFeatures({ count: some, dimension, clusters: 100, seed: 1 + ((first / rowsAtOnce) % 4) }));
    console.log(`${first + some} rows stored`);
  }
  features.close();
  return join(features.folder, 'vectors.f32');
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-similar-'));
  const python = pythonWith('usearch');
  let peer: PythonPeer | null = null;
  try {
    const file = store(folder);
    const kept = keptFeatures(folder, space)!;
    const read = (first: number, rows: number): Float32Array => new Float32Array(kept.read(first, rows).buffer);
    const began = performance.now();
    const rows = ByteRows.of(count, dimension, read);
    const loading = performance.now() - began;
    const candidates = Int32Array.from({ length: count }, (_, row) => row);
    if (python !== null) peer = await PythonPeer.start(python, join(import.meta.dirname, 'usearch_exact.py'), [file, String(dimension)]);
    else skip(`${title}: beside usearch`, 'no Python with usearch; GRAFT_PYTHON may name one');
    const answers: { own: Answer; peer: Answer | null; found: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const asked = Math.floor((round * count) / rounds);
      const start = performance.now();
      const direction = meanDirection(read(asked, 1), dimension);
      const similar = mostSimilar(rows, direction, candidates, most, (row) => read(row, 1));
      const own = { ms: performance.now() - start, rows: similar.map(({ row }) => row) };
      const truth = new Set(byComparingAll(read, direction));
      const theirs = peer === null ? null : ((await peer.ask({ row: asked, most })) as Answer);
      answers.push({ own, peer: theirs, found: own.rows.filter((row) => truth.has(row)).length / most });
    }
    kept.close();
    tell(answers, loading, peer?.hello);
  } finally {
    await peer?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most similar rows by comparing all as they are. */
function byComparingAll(read: (first: number, rows: number) => Float32Array, direction: Float32Array): number[] {
  const similarities = new Float64Array(count);
  for (let first = 0; first < count; first += rowsAtOnce) {
    const some = read(first, Math.min(rowsAtOnce, count - first));
    for (let at = 0; at * dimension < some.length; at++)
      similarities[first + at] = cosine(direction, some.subarray(at * dimension, (at + 1) * dimension));
  }
  return [...similarities.keys()].sort((a, b) => similarities[b]! - similarities[a]! || a - b).slice(0, most);
}

function tell(answers: readonly { own: Answer; peer: Answer | null; found: number }[], loadingMs: number, versions: unknown): void {
  const recall = answers.reduce((sum, { found }) => sum + found, 0) / answers.length;
  const findings: Finding[] = [
    {
      what: 'ms for a question',
      measured: spread(
        answers.map(({ own }) => own.ms),
        1,
      ),
    },
    { what: `share found of the ${most} most similar`, measured: recall.toFixed(4), target: '0.999 or more', isMet: recall >= 0.999 },
    { what: 'ms to read and round all rows, once', measured: loadingMs.toFixed(0) },
  ];
  const compared = answers.flatMap(({ own, peer }) => (peer === null ? [] : [{ ms: peer.ms, ratio: own.ms / peer.ms }]));
  if (compared.length > 0) {
    const ratios = compared.map(({ ratio }) => ratio);
    findings.push(
      {
        what: "ms of usearch's exact search",
        measured: spread(
          compared.map(({ ms }) => ms),
          1,
        ),
      },
      { what: 'share of the time of usearch', measured: spread(ratios), target: '0.5 or less', isMet: median(ratios) <= 0.5 },
    );
  }
  report(
    `${title}: ${count.toLocaleString('en')} rows of ${dimension} features${versions ? ` (${JSON.stringify(versions)})` : ''}`,
    findings,
  );
}

await main();
