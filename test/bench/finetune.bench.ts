/**
 * One optimiser step of fine-tuning: Graft compared with Keras 3 in graph mode on the same work. MobileNetV2 0.35 at 224 pixels, the last
 * six blocks tuned, batches of 32; on activations at the freeze boundary, and on pictures with the frozen part inside the step. The rounds
 * of both alternate. GRAFT_PYTHON names a Python with TensorFlow, GRAFT_BENCH_ROUNDS the number of rounds.
 */
import { join } from 'node:path';
import type { ClassId } from '../../engine/domain/ids.ts';
import type { LinearHead } from '../../engine/domain/models/linear-head.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { readSource } from '../../engine/models/library/source-models.ts';
import { Trainer } from '../../engine/learn/tune/trainer/trainer.ts';
import { median, peakMegabytes, report, skip, spread, type Finding } from '../support/benches/bench.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Fine-tune of MobileNetV2 0.35/224, last six blocks, batches of 32';
const rounds = 2 * Number(process.env.GRAFT_BENCH_ROUNDS ?? 3) + 1;
const batch = 32;
const classes = 5;
const firstBlock = 12;
/** Steps for one pass over 1,000 images. */
const steps = Math.ceil(1000 / batch);
type On = 'boundary' | 'pictures';
const works: readonly (readonly [On, string])[] = [
  ['boundary', 'on activations at the boundary'],
  ['pictures', 'from pictures, the frozen part inside'],
];

async function ourSteps(folder: string, on: On): Promise<{ run: () => number; dispose: () => void }> {
  const source = await readSource(folder);
  const dimension = source.model.cuts.at(-1)!.features;
  const random = seededRandom(1);
  const head: LinearHead = {
    kind: 'logistic',
    dimension,
    classIds: Array.from({ length: classes }, (_, at) => at + 1) as ClassId[],
    centre: null,
    unitLength: true,
    weights: Float32Array.from({ length: dimension * classes }, () => random() - 0.5),
    bias: new Float32Array(classes),
    chosen: { by: 'none', strength: 0, accuracy: null },
  };
  const trainer = await Trainer.load({
    source,
    cut: 'pool',
    tuneFrom: `block_${firstBlock}`,
    head,
    batchNorm: 'stored',
    momentum: 0.9,
    weightDecay: 0,
    stageMultipliers: () => 1,
    logAdjustment: null,
    input: on,
  });
  const inputs = Float32Array.from(
    { length: batch * trainer.inputShape.reduce((product, side) => product * side, 1) },
    () => (on === 'pictures' ? 255 : 1) * random(),
  );
  const labels = Int32Array.from({ length: batch }, (_, at) => at % classes);
  for (let step = 0; step < 3; step++) trainer.step(inputs, labels, 0.01);
  return {
    run: () => {
      const began = performance.now();
      for (let step = 0; step < steps; step++) trainer.step(inputs, labels, 0.01);
      return (performance.now() - began) / steps;
    },
    dispose: () => trainer.dispose(),
  };
}

async function compared(folder: string, python: string): Promise<Finding[]> {
  const keras = await PythonPeer.start(
    python,
    join(import.meta.dirname, 'keras_finetune.py'),
    ['0.35', '224', String(batch), String(classes), String(firstBlock)],
    { TF_ENABLE_ONEDNN_OPTS: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
  );
  const findings: Finding[] = [];
  try {
    for (const [on, words] of works) {
      const own = await ourSteps(folder, on);
      const ratios: number[] = [],
        ours: number[] = [],
        theirs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(own.run());
        theirs.push((await keras.ask({ on, steps })) as number);
        ratios.push(ours.at(-1)! / theirs.at(-1)!);
      }
      own.dispose();
      findings.push({
        what: `time of a step ${words}: Graft / Keras`,
        target: '1.5 or less',
        isMet: median(ratios) <= 1.5,
        measured: `${spread(ratios)}; ${median(ours).toFixed(0)} and ${median(theirs).toFixed(0)} ms`,
      });
    }
  } finally {
    await keras.end();
  }
  return findings;
}

const folder = sharedPath('models', 'mobilenet_v2_035_224_imagenet');
const python = pythonWith('tensorflow', 'keras');
if (folder === null) skip(title, '../shared/models is missing');
else if (python === null) skip(title, 'no Python with TensorFlow is there (GRAFT_PYTHON names one)');
else
  report(title, [
    ...(await compared(folder, python)),
    { what: 'peak memory of the learning process', measured: `${peakMegabytes().toFixed(0)} MB` },
  ]);
