/**
 * From files to features, and from tensors to features: Graft compared with Keras in graph mode with tf.data, and with tfjs
 * LayersModel.predict. 500 flower images of ../shared; the rounds of all competitors alternate, and medians are compared. GRAFT_PYTHON
 * names a Python with TensorFlow, GRAFT_BENCH_ROUNDS the number of rounds.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentHash } from '../../engine/domain/ids.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { tensorFlow } from '../../engine/learn/tensorflow/backend.ts';
import { FeatureStore } from '../../engine/models/forward/feature-store.ts';
import { extractFeatures, FrozenPart } from '../../engine/learn/features/features.ts';
import { batchSize } from '../../engine/learn/features/frozen-part.ts';
import { GraphBuilder } from '../../engine/models/graph/graph.ts';
import { GraphSession } from '../../engine/learn/tensorflow/graph-session.ts';
import { addSource } from '../../engine/models/forward/layers-to-graph.ts';
import { readSource } from '../../engine/models/library/source-models.ts';
import type { SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { median, peakMegabytes, report, skip, spread, type Finding } from '../support/benches/bench.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { sharedPath } from '../support/shared.ts';

const models = [
  ['mobilenet_v2_100_224_imagenet', '1.0'],
  ['mobilenet_v2_035_224_imagenet', '0.35'],
] as const;
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 3);
/** Rounds on tensors are short. */
const tensorRounds = 5 * rounds;
const imageCount = 500;
const batch = 32;

interface Competitor {
  readonly name: string;
  readonly run: () => Promise<number>;
}

function flowerFiles(): string[] {
  const flowers = sharedPath('data', 'flowers') ?? '';
  const classes = readdirSync(flowers, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(flowers, name));
  return classes.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .slice(0, imageCount / classes.length)
      .map((name) => join(folder, name)),
  );
}

/** Images per second of the whole path used in training: decode pool, resize, network, store on disk. */
async function graftFromFiles(source: SourceOnDisk, pool: DecodePool, files: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-bench-'));
  const frozen = await FrozenPart.load(source, 'pool');
  const store = new FeatureStore(folder, { source: source.model.hash, cut: 'pool', dimension: frozen.dimension });
  const images = files.map((view) => ({ view, hash: createHash('sha256').update(view).digest('hex') as ContentHash }));
  const start = performance.now();
  try {
    await extractFeatures({ frozen, images, store, readRaster: (view) => pool.raster(view) });
    return files.length / ((performance.now() - start) / 1000);
  } finally {
    store.close();
    frozen.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** Computes features of the same prepared pictures repeatedly in a native session, in Graft's batch size. */
async function sessionOnTensors(source: SourceOnDisk): Promise<{ run: () => Promise<number>; dispose: () => void }> {
  const { inputSize } = source.model;
  const builder = new GraphBuilder();
  const prepared = builder.input({ key: 'prepared', dtype: 'float32', shape: [-1, inputSize, inputSize, 3], meaning: 'prepared pictures' });
  builder.output({
    key: 'features',
    node: await addSource(builder, source, 'pool', prepared),
    dtype: 'float32',
    shape: [-1, -1],
    meaning: 'features',
  });
  const session = new GraphSession(builder.build());
  const all = wave(inputSize);
  const length = (all.length * batchSize) / batch;
  const feeds = Array.from({ length: batch / batchSize }, (_, part) => ({
    shape: [batchSize, inputSize, inputSize, 3],
    values: all.subarray(part * length, (part + 1) * length),
  }));
  const once = () => {
    for (const feed of feeds) session.run([feed]);
    return Promise.resolve();
  };
  await once();
  return { run: () => timed(once), dispose: () => session.dispose() };
}

/** The same with tfjs, layer by layer. */
async function layersOnTensors(source: SourceOnDisk): Promise<{ run: () => Promise<number>; dispose: () => void }> {
  const tf = tensorFlow();
  const { inputSize } = source.model;
  const whole = await tf.loadLayersModel(tf.io.fileSystem(join(source.folder, 'model.json')));
  const cut = tf.model({ inputs: whole.inputs, outputs: whole.getLayer('pool').output });
  const input = tf.tensor(wave(inputSize), [batch, inputSize, inputSize, 3]);
  const once = async () => {
    const output = cut.predict(input) as typeof input;
    await output.data();
    output.dispose();
  };
  await once();
  return {
    run: () => timed(once),
    dispose: () => {
      input.dispose();
      whole.dispose();
    },
  };
}

const wave = (size: number) => Float32Array.from({ length: batch * size * size * 3 }, (_, index) => Math.sin(index));

async function timed(once: () => Promise<void>): Promise<number> {
  const times = 2;
  const start = performance.now();
  for (let time = 0; time < times; time++) await once();
  return (times * batch) / ((performance.now() - start) / 1000);
}

/** Images per second of each competitor by name and round; they take turns within a round. */
async function race(competitors: readonly Competitor[], rounds: number): Promise<Map<string, number[]>> {
  const speeds = new Map<string, number[]>(competitors.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const { name, run } of competitors) speeds.get(name)?.push(await run());
  return speeds;
}

/** Compares Graft with each of the others by the median of the ratios of all rounds. */
function compared(what: string, speeds: ReadonlyMap<string, readonly number[]>, target: number): Finding[] {
  const own = speeds.get('Graft') ?? [];
  return [...speeds]
    .filter(([name]) => name !== 'Graft')
    .map(([name, theirs]) => {
      const ratios = own.map((speed, round) => speed / (theirs[round] ?? NaN));
      return {
        what: `${what}: Graft / ${name}`,
        target: `${target} or more`,
        isMet: median(ratios) >= target,
        measured: `${spread(ratios)}; ${median(own).toFixed(0)} and ${median(theirs).toFixed(0)} images per second`,
      };
    });
}

async function fromFiles(
  source: SourceOnDisk,
  alpha: string,
  files: readonly string[],
  python: string | null,
  listing: string,
): Promise<Finding[]> {
  if (python === null) return [];
  const pool = new DecodePool();
  // As in Graft; without oneDNN, Keras is slower on processors without AVX-512.
  const keras = await PythonPeer.start(python, join(import.meta.dirname, 'keras_features.py'), [alpha, '224', String(batch), listing], {
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
  });
  try {
    await graftFromFiles(source, pool, files.slice(0, 4 * batch));
    const speeds = await race(
      [
        { name: 'Graft', run: () => graftFromFiles(source, pool, files) },
        { name: 'Keras, the same antialiased resize', run: () => keras.ask({ antialias: true }) as Promise<number> },
        { name: 'Keras, resize without antialiasing', run: () => keras.ask({ antialias: false }) as Promise<number> },
      ],
      rounds,
    );
    return compared(`MobileNetV2 ${alpha}, files to features`, speeds, 1);
  } finally {
    await keras.end();
    await pool.close();
  }
}

async function onTensors(source: SourceOnDisk, alpha: string): Promise<Finding[]> {
  const session = await sessionOnTensors(source);
  const layers = await layersOnTensors(source);
  const speeds = await race(
    [
      { name: 'Graft', run: session.run },
      { name: 'tfjs LayersModel.predict', run: layers.run },
    ],
    tensorRounds,
  );
  session.dispose();
  layers.dispose();
  return compared(`MobileNetV2 ${alpha}, ${batch} tensors to features`, speeds, 3);
}

async function main(): Promise<void> {
  const title = `Features of ${imageCount} flower photos`;
  if (sharedPath('models') === null || sharedPath('data', 'flowers') === null)
    return skip(title, '../shared/models or ../shared/data/flowers is missing');
  const python = pythonWith('tensorflow', 'keras');
  const findings: Finding[] =
    python === null ? [{ what: 'Keras', measured: 'SKIPPED: no Python with TensorFlow is there (GRAFT_PYTHON names one)' }] : [];
  const folder = mkdtempSync(join(tmpdir(), 'graft-bench-'));
  try {
    const files = flowerFiles();
    writeFileSync(join(folder, 'files.txt'), files.join('\n'));
    const sources = [];
    for (const [model, alpha] of models) sources.push({ alpha, source: await readSource(sharedPath('models', model) ?? '') });
    for (const { alpha, source } of sources) findings.push(...(await fromFiles(source, alpha, files, python, join(folder, 'files.txt'))));
    // Measured before tfjs allocates memory for the comparison.
    const peak = peakMegabytes();
    for (const { alpha, source } of sources) findings.push(...(await onTensors(source, alpha)));
    report(title, [
      ...findings,
      { what: 'peak memory of the learning process', target: 'under 2,000 MB', measured: `${peak.toFixed(0)} MB`, isMet: peak < 2000 },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
