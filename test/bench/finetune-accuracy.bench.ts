/**
 * Does fine-tuning pay, and is Graft's as good as a careful person's with Keras? Four sets of photographs, two source models: accuracy on
 * test images of the plain head, of what automatic mode keeps of head and fine-tunes, and of a standard recipe of Keras 3, from the same
 * weights, on the same images to learn from and to choose by, with as many pictures seen by each training.
 *
 * In its quick form both sides tune the last third of the blocks; the frozen part is computed once for each picture in four variations. With
 * GRAFT_BENCH_LONG=1 both also tune everything, and Graft the normalisation alone, on more pictures and more seeds.
 * GRAFT_BENCH_SETS names sets (`flowers,trash`), GRAFT_BENCH_SOURCES ids or folders of source models, GRAFT_BENCH_ROUNDS is the number of
 * seeds, GRAFT_BENCH_PICTURES that of pictures, GRAFT_BENCH_FEATURES keeps features and pictures for the next time, GRAFT_PYTHON
 * names a Python with TensorFlow.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapIntervals } from '../../engine/domain/statistics/two-level-bootstrap.ts';
import type { Interval } from '../../engine/domain/statistics/intervals.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { blocksOf } from '../../engine/models/layers/blocks.ts';
import { readSource, type SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { defaultTuneFrom } from '../../engine/models/backward/default-tune-from.ts';
import { SourceLibrary } from '../../engine/work/sources/source-library.ts';
import { pythonWith, report, skip, table, type Finding } from '../support/bench.ts';
import { drawnBy } from '../support/drawn-places.ts';
import { chosenOf, fineTuneAnswer, headAnswer, labelsAt, seenSet, variationOf, type Answer, type SeenSet } from '../support/fine-tune-arms.ts';
import { PythonPeer } from '../support/python-peer.ts';
import { photoSets, type PhotoSet } from '../support/ranking-truth.ts';
import { figure, percent, points, rightByGroup } from '../support/right-by-group.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Fine-tuning: accuracy on test images';
const isLong = process.env.GRAFT_BENCH_LONG === '1';
const seeds = Number(process.env.GRAFT_BENCH_ROUNDS ?? (isLong ? 5 : 2));
const pictures = Number(process.env.GRAFT_BENCH_PICTURES ?? (isLong ? 9_000 : 3_000));
const wantedSets = process.env.GRAFT_BENCH_SETS?.split(',');
const wantedSources = (process.env.GRAFT_BENCH_SOURCES ?? 'mobilenet_v2_035_224_imagenet,efficientnet-lite0').split(',');
/** Of Adam, as is usual for the last blocks and for everything. */
const kerasRates = { lastBlocks: 1e-4, everything: 1e-4 };
const arms = ['head', 'fine-tune', 'Keras'] as const;

/** Right answers of each arm for every test image, by seed. */
interface Outcome { readonly right: Readonly<Record<(typeof arms)[number], boolean[][]>>; readonly groups: readonly string[]; readonly kept: string[]; readonly keptByKeras: string[]; readonly seconds: { ours: number; keras: number } }
interface KerasAnswer { readonly rate: number | null; readonly boundary: string | null; readonly loss: number; readonly predicted: number[] }

async function measure(sets: readonly PhotoSet[], sources: readonly SourceOnDisk[], python: string): Promise<void> {
  const folder = process.env.GRAFT_BENCH_FEATURES ?? mkdtempSync(join(tmpdir(), 'graft-finetune-'));
  const decoders = new DecodePool();
  const keras = await PythonPeer.start(python, join(import.meta.dirname, 'keras_finetune_accuracy.py'), [], { TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' });
  const rows: string[][] = [];
  const findings: Finding[] = [];
  try {
    for (const source of sources) {
      for (const set of sets) {
        const seen = await seenSet(set, source, { folder, decoders });
        try {
          const { row, found } = told(seen, await compared(seen, keras));
          rows.push(row);
          findings.push(...found);
        } finally {
          seen.close();
        }
      }
    }
  } finally {
    await keras.end();
    await decoders.close();
    if (process.env.GRAFT_BENCH_FEATURES === undefined) rmSync(folder, { recursive: true, force: true });
    // What was measured is told even where a later set fails.
    table(`${title}, in % with 95 % interval; ${seeds} seeds, ${pictures.toLocaleString('en')} pictures for each training, ${isLong ? 'last blocks, everything, normalisation alone' : 'last blocks'}`,
      ['source model', 'set', ...arms, 'Graft kept', 'Keras kept', 'minutes, Graft and Keras'], rows);
    report('Fine-tuning: points of accuracy, on the same test images', findings);
  }
}

async function compared(seen: SeenSet, keras: PythonPeer): Promise<Outcome> {
  const { set, source } = seen;
  const tested = drawnBy(1, set).test;
  const truth = labelsAt(seen, tested);
  const outcome: Outcome = { right: { head: [], 'fine-tune': [], Keras: [] }, groups: tested.map((at) => set.photos[at]!.group), kept: [], keptByKeras: [], seconds: { ours: 0, keras: 0 } };
  const rightOf = (predicted: readonly number[]): boolean[] => predicted.map((said, at) => said === truth[at]);
  await keras.ask({
    open: source.folder, pictures: seen.file, labels: [...seen.labels], classes: set.classes.length, mirror: variationOf(set).orientation === 'mirror',
    learned: set.photos.flatMap(({ part }, at) => (part === 'labelled' ? [at] : [])),
  });
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = drawnBy(seed, set);
    const lastBlocks = defaultTuneFrom(source, source.model.cuts.at(-1)!.layer, labelsAt(seen, drawn.train), set.classes.length);
    const head = await headAnswer(seen, drawn, seed);
    const tuned: Answer[] = [];
    for (const tuneFrom of isLong ? [lastBlocks, 'all', 'normalisation'] : [lastBlocks]) tuned.push(await fineTuneAnswer(seen, drawn, head.head, { tuneFrom, passes: pictures }, seed));
    const chosen = chosenOf([head, ...tuned]);
    const trainings = [{ boundary: endBefore(source, lastBlocks), rate: kerasRates.lastBlocks }, ...isLong ? [{ boundary: null, rate: kerasRates.everything }] : []];
    const { answers, kept, seconds } = await keras.ask({ ...drawn, seed, passes: pictures, trainings }) as { answers: KerasAnswer[]; kept: number; seconds: number };
    const theirs = answers[kept]!;
    outcome.right.head.push(rightOf(head.predicted));
    outcome.right['fine-tune'].push(rightOf(chosen.predicted));
    outcome.right.Keras.push(rightOf(theirs.predicted));
    outcome.kept.push(chosen.name);
    outcome.keptByKeras.push(theirs.rate === null ? 'head' : theirs.boundary === null ? 'all' : lastBlocks);
    outcome.seconds.ours += [head, ...tuned].reduce((sum, one) => sum + one.seconds, 0);
    outcome.seconds.keras += seconds;
    const share = (predicted: readonly number[]): string => percent(rightOf(predicted).filter(Boolean).length / truth.length);
    console.log(`${source.model.id}, ${set.name}, seed ${seed}: head ${share(head.predicted)}, ${tuned.map((one) => `${one.name} ${share(one.predicted)} (${one.told})`).join(', ')}; kept ${chosen.name}; Keras ${answers.map((one) => share(one.predicted)).join(', ')}, kept ${outcome.keptByKeras.at(-1)}`);
  }
  return outcome;
}

/** The layer whose output enters a block; null for the first one. */
function endBefore(source: SourceOnDisk, block: string): string | null {
  const blocks = blocksOf(source);
  return blocks[blocks.findIndex(({ name }) => name === block) - 1]?.end ?? null;
}

function told({ set, source }: SeenSet, { right, groups, kept, keptByKeras, seconds }: Outcome): { row: string[]; found: Finding[] } {
  const { groupSizes, count } = rightByGroup(groups);
  const counts = { groupSizes, right: arms.map((arm) => right[arm].map(count)) };
  const [head, tuned, keras, overHead, overKeras] = bootstrapIntervals(counts, ({ seedWeights, accuracies }) => {
    const weight = Array.from(seedWeights).reduce((sum, one) => sum + one, 0);
    const [h, f, k] = accuracies.map((of) => Array.from(of).reduce((sum, one, at) => sum + one * seedWeights[at]!, 0) / weight) as [number, number, number];
    return [h, f, k, f - h, f - k];
  }, 1) as [Interval, Interval, Interval, Interval, Interval];
  const finding = (against: string, { value, low, high }: Interval): Finding => ({
    what: `${source.model.id}, ${set.name}: fine-tune less ${against}`, target: 'not below 0 by more than chance', isMet: high >= 0, measured: `${points(value)} [${points(low)}, ${points(high)}]`,
  });
  return {
    row: [source.model.id, set.name, ...[head, tuned, keras].map(figure), inAll(kept), inAll(keptByKeras), `${(seconds.ours / 60).toFixed(1)}, ${(seconds.keras / 60).toFixed(1)}`],
    found: [finding('Keras', overKeras), finding('head', overHead)],
  };
}

/** What was kept, and how often: "all 2, head 1". */
const inAll = (names: readonly string[]): string => [...Map.groupBy(names, (name) => name)].map(([name, of]) => `${name} ${of.length}`).join(', ');

async function sourcesFound(models: string): Promise<{ sources: SourceOnDisk[]; missing: string[] }> {
  const { sources } = await new SourceLibrary({ ...process.env, GRAFT_MODELS: models }).list();
  const places = wantedSources.map((name) => (/[\\/]/.test(name) ? name : sources.find(({ id }) => id === name)?.path ?? null));
  return { sources: await Promise.all(places.filter((place) => place !== null).map(readSource)), missing: wantedSources.filter((_, at) => places[at] === null) };
}

const [models, sets, python] = [sharedPath('models'), photoSets()?.filter(({ name }) => wantedSets?.includes(name) ?? true) ?? null, pythonWith('tensorflow', 'keras')];
if (models === null || sets === null) skip(title, '../shared/models or ../shared/data is missing');
else if (python === null) skip(title, 'no Python with TensorFlow is there (GRAFT_PYTHON names one)');
else {
  const { sources, missing } = await sourcesFound(models);
  if (missing.length > 0) skip(title, `no source model is called ${missing.join(', ')}`);
  if (sources.length > 0) await measure(sets, sources, python);
}
