/**
 * Are the networks without transfer of a report straw men? The small network and the architecture of a source model from a random start,
 * beside networks of Keras 3 that a careful person would train: a small one like VGG at 64 pixels, and the same MobileNetV2 0.35 at 96.
 * Same images to learn from and to choose by, as many pictures seen, the search of Graft's included. Four sets: signs drawn by
 * test/support/drawn-signs.ts, cell crops split by photograph, flowers, trash; 5, 20, 50 and all labelled images per class.
 *
 * The quick form, some twenty minutes on two cores, takes signs and flowers at 5 and all with the small network, and signs at 20 with the
 * architecture. GRAFT_BENCH_LONG=1 takes everything, some ten hours. GRAFT_BENCH_SETS (`signs,flowers`), GRAFT_BENCH_SIZES (`5,20,all`),
 * GRAFT_BENCH_ARMS (`small-network,scratch`) and GRAFT_BENCH_ROUNDS (seeds) choose; GRAFT_PYTHON names a Python with TensorFlow.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interval } from '../../engine/domain/statistics/intervals.ts';
import type { Raster } from '../../engine/domain/raster.ts';
import { bootstrapIntervals } from '../../engine/domain/statistics/two-level-bootstrap.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { readSource } from '../../engine/models/library/source-models.ts';
import { pythonWith, report, skip, table, type Finding } from '../support/bench.ts';
import { PythonPeer } from '../support/python-peer.ts';
import { photoSets, type PhotoSet } from '../support/ranking-truth.ts';
import { figure, percent, points, rightByGroup } from '../support/right-by-group.ts';
import { drawnSigns, ScratchArms, scratchSet, signRaster, type ScratchSet } from '../support/scratch-arms.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Without transfer: points of accuracy above Keras from scratch, on the same test images';
type Arm = 'small-network' | 'scratch';
const isLong = process.env.GRAFT_BENCH_LONG === '1';
const list = (name: string): string[] | undefined => process.env[name]?.split(',');
const rounds = process.env.GRAFT_BENCH_ROUNDS;
const seedsOf = (arm: Arm): number => Number(rounds ?? (isLong ? (arm === 'scratch' ? 3 : 5) : arm === 'scratch' ? 1 : 3));
const sides = { 'small-network': 64, scratch: 96 } as const;
/** The last one is all there are. */
const wholeSizes = ['5', '20', '50', 'all'];

/** What is compared in each form. */
function cells(arm: Arm, set: string): string[] {
  if (!(list('GRAFT_BENCH_ARMS')?.includes(arm) ?? true)) return [];
  const chosen = list('GRAFT_BENCH_SIZES');
  if (chosen !== undefined || isLong) return chosen ?? wholeSizes;
  if (arm === 'small-network') return ['5', 'all'];
  return set === 'signs' ? ['20'] : [];
}

interface KerasAnswer { readonly predicted: number[]; readonly passes: number; readonly seconds: number; readonly validation: number }
interface Outcome { readonly ours: boolean[][]; readonly theirs: boolean[][]; readonly facts: string[]; readonly seconds: [number, number]; readonly groups: readonly string[]; unfinished: number }

async function measure(sets: readonly PhotoSet[], folderOfSource: string, python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-scratch-'));
  const decoders = new DecodePool();
  const keras = await PythonPeer.start(python, join(import.meta.dirname, 'keras_scratch.py'), [], { TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' });
  const source = await readSource(folderOfSource);
  const networks = new ScratchArms();
  const rows: string[][] = [];
  const findings: Finding[] = [];
  try {
    for (const set of sets) {
      const raster = set.name === 'signs' ? signRaster : (view: string): Promise<Raster> => decoders.raster(view);
      for (const arm of ['small-network', 'scratch'] as const) {
        for (const size of cells(arm, set.name)) {
          const outcome: Outcome = { ours: [], theirs: [], facts: [], seconds: [0, 0], groups: set.photos.filter(({ part }) => part === 'test').map(({ group }) => group), unfinished: 0 };
          for (let seed = 1; seed <= seedsOf(arm); seed++) {
            const seen = scratchSet(set, raster, folder, seed);
            try {
              await compared(seen, { arm, size, seed, set, networks, keras, source, outcome });
            } finally {
              seen.close();
            }
          }
          const { row, finding } = told(arm, set.name, size, outcome);
          rows.push(row);
          findings.push(finding);
        }
      }
    }
  } finally {
    networks.close();
    await keras.end();
    await decoders.close();
    rmSync(folder, { recursive: true, force: true });
    // What was measured is told even where a later set fails.
    table('Networks without transfer beside Keras from scratch: accuracy on test images in %, 95 % interval over seeds and images',
      ['network', 'set', 'per class', 'seeds', 'Graft', 'Keras', 'Graft less Keras', 'pictures seen', 'still improving', 'minutes, Graft and Keras'], rows);
    report(title, findings);
  }
}

interface Round { arm: Arm; size: string; seed: number; set: PhotoSet; networks: ScratchArms; keras: PythonPeer; source: Awaited<ReturnType<typeof readSource>>; outcome: Outcome }

async function compared(seen: ScratchSet, { arm, size, seed, set, networks, keras, source, outcome }: Round): Promise<void> {
  const { images } = seen;
  const places = images.subset(size === 'all' ? Math.max(...seen.perClass) : Number(size), seed);
  const begunMs = performance.now();
  const { start, answer: small } = await networks.smallNetwork(seen, places, seed);
  const beganMs = performance.now();
  const answer = arm === 'small-network' ? small : await networks.scratch(seen, source, sides.scratch, places, start.best.variation, seed);
  outcome.seconds[0] += (performance.now() - (arm === 'small-network' ? begunMs : beganMs)) / 1000;
  const theirs = await keras.ask({
    pictures: await seen.file(sides[arm]), side: sides[arm], labels: [...images.labels], classes: set.classes.length, network: arm === 'scratch' ? 'mobilenet' : 'small',
    train: places, validation: images.validation, test: images.test, mirror: set.name !== 'signs', seed, passes: answer.imagePasses,
  }) as KerasAnswer;
  outcome.seconds[1] += theirs.seconds;
  const truth = images.test.map((place) => images.labels[place]!);
  const rightOf = (predicted: readonly number[]): boolean[] => predicted.map((said, at) => said === truth[at]);
  outcome.ours.push(rightOf(answer.predicted));
  outcome.theirs.push(rightOf(theirs.predicted));
  outcome.facts.push(`${answer.imagePasses}`);
  outcome.unfinished += Number(!answer.finished);
  const share = (predicted: readonly number[]): string => percent(rightOf(predicted).filter(Boolean).length / truth.length);
  console.log(`${arm}, ${set.name}, ${size} per class, seed ${seed}: Graft ${share(answer.predicted)} (validation ${percent(answer.validationScore)}, ${answer.imagePasses} pictures${answer.finished ? '' : ', still improving'}, `
    + `${start.best.network.side} pixels, ${start.best.variation.orientation}), Keras ${share(theirs.predicted)} (${theirs.passes} pictures)`);
}

function told(arm: Arm, set: string, size: string, { ours, theirs, facts, seconds, groups, unfinished }: Outcome): { row: string[]; finding: Finding } {
  const { groupSizes, count } = rightByGroup(groups);
  const [own, other, difference] = bootstrapIntervals({ groupSizes, right: [ours, theirs].map((of) => of.map(count)) }, ({ seedWeights, accuracies }) => {
    const weight = Array.from(seedWeights).reduce((sum, one) => sum + one, 0);
    const [o, k] = accuracies.map((of) => Array.from(of).reduce((sum, one, at) => sum + one * seedWeights[at]!, 0) / weight) as [number, number];
    return [o, k, o - k];
  }, 1) as [Interval, Interval, Interval];
  const measured = `${points(difference.value)} [${points(difference.low)}, ${points(difference.high)}]`;
  return {
    row: [arm, set, size, String(ours.length), figure(own), figure(other), measured, facts.join(', '), `${unfinished} of ${ours.length}`, seconds.map((one) => (one / 60).toFixed(1)).join(', ')],
    finding: { what: `${arm}, ${set}, ${size} per class`, target: 'not below 0 by more than chance', isMet: difference.high >= 0, measured },
  };
}


const [source, photos, python] = [sharedPath('models', 'mobilenet_v2_035_224_imagenet'), photoSets(), pythonWith('tensorflow', 'keras')];
if (source === null || photos === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with TensorFlow is there (GRAFT_PYTHON names one)');
else {
  const wanted = list('GRAFT_BENCH_SETS') ?? (isLong ? ['signs', 'cell crops', 'flowers', 'trash'] : ['signs', 'flowers']);
  await measure([drawnSigns(), ...photos].filter(({ name }) => wanted.includes(name)), source, python);
}
