/**
 * Are the networks without transfer in a report strong enough opponents? The small network and the architecture of a source model trained
 * from scratch, compared with Keras 3 networks that a careful person would train: a small VGG-like one at 64 pixels, and the same
 * MobileNetV2 0.35 at 96. Same training and validation images, as many pictures seen, including Graft's search. Four data sets: signs drawn
 * by test/support/benches/drawn-signs.ts, cell crops split by photograph, flowers, trash; 5, 20, 50 and all labelled images per class.
 *
 * The quick form, about twenty minutes on two cores, takes signs and flowers at 5 and all with the small network, and signs at 20 with the
 * architecture. GRAFT_BENCH_LONG=1 takes everything, about ten hours. GRAFT_BENCH_SETS (`signs,flowers`), GRAFT_BENCH_SIZES (`5,20,all`),
 * GRAFT_BENCH_ARMS (`small-network,scratch`) and GRAFT_BENCH_ROUNDS (seeds) select; GRAFT_PYTHON names a Python with TensorFlow.
 * GRAFT_BENCH_KEEP names a folder for finished rounds: they are not repeated as long as the code behind them is the same, and the tables
 * include all of them, so that the long form can be spread over several runs (GRAFT_BENCH_ROUNDS=0 only prints the tables).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interval } from '../../engine/domain/statistics/intervals.ts';
import type { Raster } from '../../engine/domain/raster.ts';
import { bootstrapIntervals } from '../../engine/domain/statistics/two-level-bootstrap.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { readSource } from '../../engine/models/library/source-models.ts';
import { report, skip, table, type Finding } from '../support/benches/bench.ts';
import { KeptRounds } from '../support/benches/kept-rounds.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { photoSets, type PhotoSet } from '../support/benches/ranking-truth.ts';
import { figure, percent, points, rightByGroup, rightOf, shareRight } from '../support/benches/right-by-group.ts';
import { drawnSigns, ScratchArms, scratchSet, signRaster } from '../support/benches/scratch-arms.ts';
import { scratchArmNames, scratchRound, type ScratchArm, type ScratchRound } from '../support/benches/scratch-round.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Without transfer: points of accuracy above Keras from scratch, on the same test images';
const sourceId = 'mobilenet_v2_035_224_imagenet';
const isLong = process.env.GRAFT_BENCH_LONG === '1';
const list = (name: string): string[] | undefined => process.env[name]?.split(',');
const rounds = process.env.GRAFT_BENCH_ROUNDS;
const seedsOf = (arm: ScratchArm): number => Number(rounds ?? (isLong ? (arm === 'scratch' ? 3 : 5) : arm === 'scratch' ? 1 : 3));
/** The last one means all labelled images. */
const wholeSizes = ['5', '20', '50', 'all'];
/** The code of a round, including its imports, and files that are started by path. */
const entries = [
  'test/support/benches/scratch-round.ts',
  'test/support/benches/scratch-arms.ts',
  'test/bench/keras_scratch.py',
  'engine/images/worker.ts',
  'package-lock.json',
];

/** The sizes compared in each form. */
function cells(arm: ScratchArm, set: string): string[] {
  if (!(list('GRAFT_BENCH_ARMS')?.includes(arm) ?? true)) return [];
  const chosen = list('GRAFT_BENCH_SIZES');
  if (chosen !== undefined || isLong) return chosen ?? wholeSizes;
  if (arm === 'small-network') return ['5', 'all'];
  return set === 'signs' ? ['20'] : [];
}

async function measure(all: readonly PhotoSet[], wanted: readonly string[], folderOfSource: string, python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-scratch-'));
  const decoders = new DecodePool();
  const keras = await PythonPeer.start(python, join(import.meta.dirname, 'keras_scratch.py'), [], {
    TF_CPP_MIN_LOG_LEVEL: '3',
    CUDA_VISIBLE_DEVICES: '',
  });
  const kept = new KeptRounds<ScratchRound>(process.env.GRAFT_BENCH_KEEP, 'scratch', {
    root: join(import.meta.dirname, '..', '..'),
    entries,
    settings: { sourceId, keras: keras.hello },
  });
  if (kept.remark !== '') console.log(kept.remark);
  const source = await readSource(folderOfSource);
  const networks = new ScratchArms();
  try {
    for (const set of all.filter(({ name }) => wanted.includes(name))) {
      const raster = set.name === 'signs' ? signRaster : (view: string): Promise<Raster> => decoders.raster(view);
      for (const arm of scratchArmNames) {
        for (const size of cells(arm, set.name)) {
          for (let seed = 1; seed <= seedsOf(arm); seed++) {
            say(
              await kept.of(`${arm}, ${set.name}, ${size} per class, seed ${seed}`, async () => {
                const seen = scratchSet(set, raster, folder, seed);
                try {
                  return await scratchRound(
                    { arm, set: set.name, size, seed },
                    { seen, classes: set.classes.length, networks, keras, source },
                  );
                } finally {
                  seen.close();
                }
              }),
            );
          }
        }
      }
    }
  } finally {
    networks.close();
    await keras.end();
    await decoders.close();
    rmSync(folder, { recursive: true, force: true });
    // Results so far are printed even if a later data set fails.
    tell(all, kept);
  }
}

function say({ arm, set, size, seed, truth, predicted, passes, validationScore, finished, chosen }: ScratchRound): void {
  const share = (of: readonly number[]): string => percent(shareRight(of, truth));
  console.log(
    `${arm}, ${set}, ${size} per class, seed ${seed}: Graft ${share(predicted.ours)} (validation ${percent(validationScore)}, ${passes.ours} pictures${finished ? '' : ', still improving'}, `
      + `${chosen.side} pixels, ${chosen.orientation}), Keras ${share(predicted.theirs)} (${passes.theirs} pictures)`,
  );
}

/** Prints the tables of all finished rounds. */
function tell(sets: readonly PhotoSet[], kept: KeptRounds<ScratchRound>): void {
  const rows: string[][] = [];
  const findings: Finding[] = [];
  for (const { name, photos } of sets) {
    const groups = photos.filter(({ part }) => part === 'test').map(({ group }) => group);
    for (const arm of scratchArmNames) {
      const ofArm = kept.all.filter((round) => round.arm === arm && round.set === name);
      const bySize = wholeSizes
        .map((size) => ofArm.filter((round) => round.size === size).sort((a, b) => a.seed - b.seed))
        .filter(({ length }) => length > 0);
      for (const of of bySize) {
        const { own, other, difference } = compared(groups, [of]);
        rows.push([
          arm,
          name,
          of[0]!.size,
          String(of.length),
          figure(own),
          figure(other),
          between(difference),
          of.map(({ passes }) => passes.ours).join(', '),
          `${of.filter(({ finished }) => !finished).length} of ${of.length}`,
          (['ours', 'theirs'] as const).map((one) => (of.reduce((sum, { seconds }) => sum + seconds[one], 0) / 60).toFixed(1)).join(', '),
        ]);
        findings.push(found(`${arm}, ${name}, ${of[0]!.size} per class`, difference));
      }
      const inAll = bySize.map((of) => of.filter(({ seed }) => bySize.every((others) => others.some((other) => other.seed === seed))));
      if (inAll.length > 1 && inAll[0]!.length > 0)
        findings.push(
          found(`${arm}, ${name}, mean over ${bySize.map((of) => of[0]!.size).join(', ')} per class`, compared(groups, inAll).difference),
        );
    }
  }
  table(
    'Networks without transfer beside Keras from scratch: accuracy on test images in %, 95 % interval over seeds and images (over images alone where there is one seed)',
    [
      'network',
      'set',
      'per class',
      'seeds',
      'Graft',
      'Keras',
      'Graft less Keras',
      'pictures seen',
      'still improving',
      'minutes, Graft and Keras',
    ],
    rows,
  );
  report(title, kept.remark === '' ? findings : [...findings, { what: 'rounds of before', measured: kept.remark }]);
}

const between = (difference: Interval): string => `${points(difference.value)} [${points(difference.low)}, ${points(difference.high)}]`;
const found = (what: string, difference: Interval): Finding => ({
  what,
  target: 'not below 0 by more than chance',
  isMet: difference.high >= 0,
  measured: between(difference),
});

/** Mean accuracies over sizes and seeds; each size has the same seeds. */
function compared(
  groups: readonly string[],
  bySize: readonly (readonly ScratchRound[])[],
): { own: Interval; other: Interval; difference: Interval } {
  const { groupSizes, count } = rightByGroup(groups);
  const right = (['ours', 'theirs'] as const).flatMap((side) =>
    bySize.map((rounds) => rounds.map(({ predicted, truth }) => count(rightOf(predicted[side], truth)))),
  );
  const [own, other, difference] = bootstrapIntervals(
    { groupSizes, right },
    ({ seedWeights, accuracies }) => {
      const weight = Array.from(seedWeights).reduce((sum, one) => sum + one, 0);
      const means = accuracies.map((of) => Array.from(of).reduce((sum, one, at) => sum + one * seedWeights[at]!, 0) / weight);
      const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
      const [o, k] = [mean(means.slice(0, bySize.length)), mean(means.slice(bySize.length))];
      return [o, k, o - k];
    },
    1,
  ) as [Interval, Interval, Interval];
  return { own, other, difference };
}

const [source, photos, python] = [sharedPath('models', sourceId), photoSets(), pythonWith('tensorflow', 'keras')];
if (source === null || photos === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with TensorFlow is there (GRAFT_PYTHON names one)');
else {
  await measure(
    [drawnSigns(), ...photos],
    list('GRAFT_BENCH_SETS') ?? (isLong ? ['signs', 'cell crops', 'flowers', 'trash'] : ['signs', 'flowers']),
    source,
    python,
  );
}
