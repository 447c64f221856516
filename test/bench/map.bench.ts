/**
 * How long a map of 10,000 images (`GRAFT_BENCH_IMAGES`) takes from their features, and how far neighbours on it are neighbours among the
 * features, compared with umap-learn on the same rows. Both reduce the rows to 50 directions first, and are given one seed, with which
 * umap-learn uses one thread for the layout. GRAFT_PYTHON names a Python with umap-learn, GRAFT_BENCH_ROUNDS the number of rounds (3).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toUnitLength } from '../../engine/learn/head/row-placement.ts';
import { drawMap } from '../../engine/learn/map/draw-map.ts';
import { median, report, skip, spread, type Finding } from '../support/benches/bench.ts';
import { drawnFeatures } from '../support/benches/drawn-features.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { trustworthiness } from '../support/benches/trustworthiness.ts';
import { pythonWith } from '../support/python.ts';

const title = 'Map of images';
const count = Number(process.env.GRAFT_BENCH_IMAGES ?? 10_000);
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 3);
const dimension = 1280;
const clusters = 40;
/** Points judged, and neighbours of each: those that the maps are drawn with. */
const judged = 500;
const neighbours = 15;
/** Points of trustworthiness that may be lost. */
const tolerance = 0.005;

interface Drawn {
  readonly seconds: number;
  readonly positions: Float32Array;
}

async function own(rows: Float32Array, seed: number): Promise<Drawn> {
  const start = performance.now();
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const positions = await drawMap(
    { rows, dimension },
    { seed, progress: () => undefined, pause: breathe, deliver: () => Promise.resolve(), deliverEveryMs: 600 },
  );
  return { seconds: (performance.now() - start) / 1000, positions };
}

async function main(): Promise<void> {
  const rows = drawnFeatures({ count, dimension, clusters, seed: 1 });
  const unit = toUnitLength(rows, dimension);
  const kept = (positions: Float32Array): number => trustworthiness(unit, dimension, positions, neighbours, judged);
  const folder = mkdtempSync(join(tmpdir(), 'graft-map-'));
  const python = pythonWith('umap', 'sklearn');
  const peer = python === null ? null : await PythonPeer.start(python, join(import.meta.dirname, 'umap_map.py'), []);
  try {
    const file = join(folder, 'rows.f32');
    writeFileSync(file, new Uint8Array(unit.buffer));
    const [mine, theirs]: [Drawn[], Drawn[]] = [[], []];
    for (let seed = 1; seed <= rounds; seed++) {
      mine.push(await own(rows, seed));
      if (peer === null) continue;
      const out = join(folder, 'map.f32');
      const { seconds } = (await peer.ask({ rows: file, width: dimension, neighbours, seed, out })) as { seconds: number };
      theirs.push({ seconds, positions: new Float32Array(Uint8Array.from(readFileSync(out)).buffer) });
    }
    if (peer === null) skip(`${title}: beside umap-learn`, 'no Python with umap-learn; GRAFT_PYTHON may name one');
    tell(mine, theirs, kept, peer?.hello);
  } finally {
    await peer?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(mine: readonly Drawn[], theirs: readonly Drawn[], kept: (positions: Float32Array) => number, versions: unknown): void {
  const own = mine.map(({ positions }) => kept(positions));
  const findings: Finding[] = [
    { what: 'seconds', measured: spread(mine.map(({ seconds }) => seconds)) },
    { what: `trustworthiness with ${neighbours} neighbours`, measured: spread(own, 4) },
  ];
  if (theirs.length > 0) {
    const ratios = theirs.map(({ seconds }, at) => seconds / mine[at]!.seconds);
    const other = theirs.map(({ positions }) => kept(positions));
    findings.push(
      { what: 'seconds of umap-learn', measured: spread(theirs.map(({ seconds }) => seconds)) },
      { what: 'trustworthiness of umap-learn', measured: spread(other, 4) },
      { what: 'times as fast as umap-learn', measured: spread(ratios, 1), target: '4 or more', isMet: median(ratios) >= 4 },
      {
        what: 'trustworthiness above that of umap-learn',
        measured: (median(own) - median(other)).toFixed(4),
        target: `${-tolerance} or more`,
        isMet: median(own) - median(other) >= -tolerance,
      },
    );
  }
  report(
    `${title}: ${count.toLocaleString('en')} drawn rows of ${dimension} features${versions ? ` (${JSON.stringify(versions)})` : ''}`,
    findings,
  );
}

await main();
