/**
 * Does fine-tuning pay, and is Graft's as good as that of a careful person with Keras? Four data sets of photographs, two source models:
 * test accuracy of the plain head, of automatic mode's choice among head and fine-tuned models, and of a standard Keras 3 recipe, with the
 * same weights, the same training and validation images, and as many pictures seen by each training.
 *
 * In the quick form both sides tune the last third of the blocks; the frozen part is computed once for each picture in four variations.
 * With GRAFT_BENCH_LONG=1 both also tune everything, and Graft also the normalisation alone, on more pictures and more seeds.
 * GRAFT_BENCH_SETS names data sets (`flowers,trash`), GRAFT_BENCH_SOURCES ids or folders of source models, GRAFT_BENCH_ROUNDS is the number
 * of seeds, GRAFT_BENCH_PICTURES the number of pictures, GRAFT_BENCH_FEATURES a folder for cached features and pictures, GRAFT_PYTHON a
 * Python with TensorFlow. GRAFT_BENCH_KEEP names a folder for finished rounds, which the tables then include (GRAFT_BENCH_ROUNDS=0 only
 * prints the tables).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapIntervals } from '../../engine/domain/statistics/two-level-bootstrap.ts';
import type { Interval } from '../../engine/domain/statistics/intervals.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { readSource, type SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { SourceLibrary } from '../../engine/work/sources/source-library.ts';
import { report, skip, table, type Finding } from '../support/benches/bench.ts';
import { seenSet } from '../support/benches/fine-tune-arms.ts';
import { fineTuneArms, fineTuneRound, openForKeras, type FineTuneRound, type Tunings } from '../support/benches/fine-tune-round.ts';
import { KeptRounds } from '../support/benches/kept-rounds.ts';
import { PythonPeer } from '../support/benches/python-peer.ts';
import { pythonWith } from '../support/python.ts';
import { photoSets, type PhotoSet } from '../support/benches/ranking-truth.ts';
import { figure, percent, points, rightByGroup, rightOf, shareRight } from '../support/benches/right-by-group.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Fine-tuning: accuracy on test images';
const isLong = process.env.GRAFT_BENCH_LONG === '1';
const seeds = Number(process.env.GRAFT_BENCH_ROUNDS ?? (isLong ? 5 : 2));
const tunings: Tunings = {
  parts: isLong ? ['last blocks', 'all', 'normalisation'] : ['last blocks'],
  pictures: Number(process.env.GRAFT_BENCH_PICTURES ?? (isLong ? 9_000 : 3_000)),
};
const wantedSets = process.env.GRAFT_BENCH_SETS?.split(',');
const wantedSources = (process.env.GRAFT_BENCH_SOURCES ?? 'mobilenet_v2_035_224_imagenet,efficientnet-lite0').split(',');
/** The code of a round, including its imports, and files that are started by path. */
const entries = [
  'test/support/benches/fine-tune-round.ts',
  'test/bench/keras_finetune_accuracy.py',
  'engine/images/worker.ts',
  'package-lock.json',
];

async function measure(sets: readonly PhotoSet[], sources: readonly SourceOnDisk[], python: string): Promise<void> {
  const folder = process.env.GRAFT_BENCH_FEATURES ?? mkdtempSync(join(tmpdir(), 'graft-finetune-'));
  const decoders = new DecodePool();
  const keras = await PythonPeer.start(python, join(import.meta.dirname, 'keras_finetune_accuracy.py'), [], {
    TF_CPP_MIN_LOG_LEVEL: '3',
    CUDA_VISIBLE_DEVICES: '',
  });
  const kept = new Map(sources.map((source) => [source.model.id, roundsOf(source, keras.hello)]));
  for (const { remark } of kept.values()) if (remark !== '') console.log(remark);
  try {
    for (const source of sources) {
      for (const set of sets.filter(({ name }) => wantedSets?.includes(name) ?? true)) {
        const open = async () => {
          const seen = await seenSet(set, source, { folder, decoders });
          await openForKeras(seen, keras);
          return seen;
        };
        let seen: Awaited<ReturnType<typeof open>> | undefined;
        try {
          for (let seed = 1; seed <= seeds; seed++) {
            say(
              await kept
                .get(source.model.id)!
                .of(`${set.name}, seed ${seed}`, async () => fineTuneRound((seen ??= await open()), keras, tunings, seed)),
            );
          }
        } finally {
          seen?.close();
        }
      }
    }
  } finally {
    await keras.end();
    await decoders.close();
    if (process.env.GRAFT_BENCH_FEATURES === undefined) rmSync(folder, { recursive: true, force: true });
    // Results so far are printed even if a later data set fails.
    tell(sets, [...kept.values()]);
  }
}

function roundsOf({ model: { id, hash } }: SourceOnDisk, keras: unknown): KeptRounds<FineTuneRound> {
  return new KeptRounds(process.env.GRAFT_BENCH_KEEP, `finetune-accuracy ${id}`, {
    root: join(import.meta.dirname, '..', '..'),
    entries,
    settings: { hash, tunings, keras },
  });
}

function say({ source, set, seed, truth, kept, keptByKeras, trainings }: FineTuneRound): void {
  const by = (side: string): string =>
    trainings
      .filter((one) => one.by === side)
      .map(({ name, predicted, told }) => `${name} ${percent(shareRight(predicted, truth))}${told === '' ? '' : ` (${told})`}`)
      .join(', ');
  console.log(`${source}, ${set}, seed ${seed}: ${by('Graft')}; kept ${kept}; Keras ${by('Keras')}, kept ${keptByKeras}`);
}

/** Prints the tables of all finished rounds. */
function tell(sets: readonly PhotoSet[], kept: readonly KeptRounds<FineTuneRound>[]): void {
  const rows: string[][] = [];
  const findings: Finding[] = [];
  for (const ofSource of kept) {
    for (const set of sets) {
      const rounds = ofSource.all.filter((round) => round.set === set.name);
      if (rounds.length === 0) continue;
      const { row, found } = told(set, rounds);
      rows.push(row);
      findings.push(...found);
    }
    if (ofSource.remark !== '') findings.push({ what: 'rounds of before', measured: ofSource.remark });
  }
  table(
    `${title}, in % with 95 % interval; ${tunings.pictures.toLocaleString('en')} pictures for each training, ${tunings.parts.join(', ')}`,
    ['source model', 'set', 'seeds', ...fineTuneArms, 'Graft kept', 'Keras kept', 'minutes, Graft and Keras'],
    rows,
  );
  report('Fine-tuning: points of accuracy, on the same test images', findings);
}

function told({ name, photos }: PhotoSet, rounds: readonly FineTuneRound[]): { row: string[]; found: Finding[] } {
  const { groupSizes, count } = rightByGroup(photos.filter(({ part }) => part === 'test').map(({ group }) => group));
  const counts = {
    groupSizes,
    right: fineTuneArms.map((arm) => rounds.map(({ predicted, truth }) => count(rightOf(predicted[arm], truth)))),
  };
  const [head, tuned, keras, overHead, overKeras] = bootstrapIntervals(
    counts,
    ({ seedWeights, accuracies }) => {
      const weight = Array.from(seedWeights).reduce((sum, one) => sum + one, 0);
      const [h, f, k] = accuracies.map((of) => Array.from(of).reduce((sum, one, at) => sum + one * seedWeights[at]!, 0) / weight) as [
        number,
        number,
        number,
      ];
      return [h, f, k, f - h, f - k];
    },
    1,
  ) as [Interval, Interval, Interval, Interval, Interval];
  const source = rounds[0]!.source;
  const minutes = (side: 'ours' | 'keras'): string => (rounds.reduce((sum, { seconds }) => sum + seconds[side], 0) / 60).toFixed(1);
  const finding = (against: string, { value, low, high }: Interval): Finding => ({
    what: `${source}, ${name}: fine-tune less ${against}`,
    target: 'not below 0 by more than chance',
    isMet: high >= 0,
    measured: `${points(value)} [${points(low)}, ${points(high)}]`,
  });
  return {
    row: [
      source,
      name,
      String(rounds.length),
      ...[head, tuned, keras].map(figure),
      inAll(rounds.map(({ kept }) => kept)),
      inAll(rounds.map(({ keptByKeras }) => keptByKeras)),
      `${minutes('ours')}, ${minutes('keras')}`,
    ],
    found: [finding('Keras', overKeras), finding('head', overHead)],
  };
}

/** What was chosen, and how often: "all 2, head 1". */
const inAll = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name)].map(([name, of]) => `${name} ${of.length}`).join(', ');

async function sourcesFound(models: string): Promise<{ sources: SourceOnDisk[]; missing: string[] }> {
  const { sources } = await new SourceLibrary({ ...process.env, GRAFT_MODELS: models }).list();
  const places = wantedSources.map((name) => (/[\\/]/.test(name) ? name : (sources.find(({ id }) => id === name)?.path ?? null)));
  return {
    sources: await Promise.all(places.filter((place) => place !== null).map(readSource)),
    missing: wantedSources.filter((_, at) => places[at] === null),
  };
}

const [models, sets, python] = [sharedPath('models'), photoSets(), pythonWith('tensorflow', 'keras')];
if (models === null || sets === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with TensorFlow is there (GRAFT_PYTHON names one)');
else {
  const { sources, missing } = await sourcesFound(models);
  if (missing.length > 0) skip(title, `no source model is called ${missing.join(', ')}`);
  if (sources.length > 0) await measure(sets, sources, python);
}
