import type { ClassId } from '../domain/ids.ts';
import { seededRandom } from '../domain/statistics/random.ts';
import type { NetworkPace, TrainingPace } from '../domain/report/report-time.ts';
import { usualVariation } from '../domain/models/usual-variation.ts';
import { randomHead } from '../learn/compare/networks.ts';
import { atInputSize } from '../learn/compare/other-size.ts';
import { narrow, wide } from '../learn/compare/small-network-answer.ts';
import { smallNetwork, smallNetworkCut } from '../learn/compare/small-network.ts';
import { FrozenPart } from '../learn/features/frozen-part.ts';
import { gatePictures } from '../learn/gate/gate-pictures.ts';
import { randomStart } from '../models/library/random-start.ts';
import { readSource, type SourceOnDisk } from '../models/library/source-models.ts';
import { defaultTuneFrom } from '../models/backward/default-tune-from.ts';
import { PictureChanger } from '../learn/tune/trainer/picture-changer.ts';
import { fineTuneRecipe, scratchRecipe, smallNetworkRecipes, type Recipe } from '../learn/tune/trainer/recipes.ts';
import { Trainer } from '../learn/tune/trainer/trainer.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { changeOf } from '../learn/tune/trainer/variations.ts';
import type { MeasureTrainingJob } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

const classIds = [1, 2, 3, 4, 5] as ClassId[];
/** Labels per class for planning the timed fine-tune: the usual number in reports. */
const fineTunedPerClass = 50;
/** Each timing takes at least this many seconds and this many calls. */
const leastSeconds = 0.6,
  leastSteps = 3;

/**
 * Times what a report trains, with steps on noise: the small network in its two sizes, the source's architecture from a random start, a
 * fine-tune of its last blocks, and extracting the features of a picture. Takes about ten seconds with a small source model.
 * Errors: those of the source and of the trainer, `stopped`.
 */
export async function measureTrainingJob(
  { folder, cut, scratchSide }: MeasureTrainingJob,
  { progress, signal }: LearnerControl,
): Promise<TrainingPace> {
  const source = await readSource(folder);
  const pause = async (done: number): Promise<void> => {
    progress('measuring', done, 5);
    await breathe(signal);
  };
  await pause(0);
  const small: NetworkPace[] = [];
  for (const size of [narrow, wide]) {
    small.push(await paceOf(randomStart(smallNetwork(size), 1), smallNetworkCut, 'all', smallNetworkRecipes.strong));
    await pause(small.length);
  }
  const scratch = await paceOf(randomStart(atInputSize(source, scratchSide), 1), cut, 'all', scratchRecipe);
  await pause(3);
  const labels = Int32Array.from({ length: fineTunedPerClass * classIds.length }, (_, at) => at % classIds.length);
  const fineTune = await paceOf(source, cut, defaultTuneFrom(source, cut, labels, classIds.length), fineTuneRecipe);
  await pause(4);
  const see = await seeing(source, cut);
  await pause(5);
  const mean = (key: keyof NetworkPace): number => small.reduce((sum, pace) => sum + pace[key], 0) / small.length;
  return { see, smallNetwork: { step: mean('step'), see: mean('see'), begin: mean('begin') }, scratch, fineTune };
}

async function paceOf(source: SourceOnDisk, cut: string, tuneFrom: string, recipe: Recipe): Promise<NetworkPace> {
  const begunMs = performance.now();
  const fresh = recipe.method === 'scratch';
  const side = source.model.inputSize;
  const trainer = await Trainer.load({
    source,
    cut,
    tuneFrom,
    head: randomHead(source, cut, classIds, 1),
    batchNorm: fresh ? 'batch' : 'stored',
    optimiser: recipe.optimiser,
    momentum: recipe.momentum,
    weightDecay: recipe.weightDecay,
    stageMultipliers: () => 1,
    logAdjustment: null,
    input: tuneFrom === 'all' ? 'pictures' : 'boundary',
  });
  const changer = new PictureChanger(side);
  try {
    const random = seededRandom(1);
    const pictures = Uint8Array.from({ length: recipe.batchSize * side * side * 3 }, () => 256 * random());
    const plain = Float32Array.from(pictures);
    const labels = Int32Array.from({ length: recipe.batchSize }, (_, at) => at % classIds.length);
    const changes = Array.from(labels, (_, at) => changeOf(usualVariation, 1, 0, at));
    const inputs = (): Float32Array => (tuneFrom === 'all' ? changer.change(pictures, changes) : boundary);
    const boundary = tuneFrom === 'all' ? plain : trainer.boundary(plain);
    // The first call of each is slower: TensorFlow warms up.
    trainer.step(inputs(), labels, 0);
    trainer.scores(tuneFrom === 'all' ? plain : boundary);
    const begin = (performance.now() - begunMs) / 1000;
    const step = timed(() => trainer.step(inputs(), labels, 0)) / recipe.batchSize;
    const see = timed(() => trainer.scores(tuneFrom === 'all' ? plain : boundary)) / recipe.batchSize;
    return { step, see, begin };
  } finally {
    changer.dispose();
    trainer.close();
  }
}

async function seeing(source: SourceOnDisk, cut: string): Promise<number> {
  const frozen = await FrozenPart.load(source, cut);
  try {
    const pictures = gatePictures(source.model.inputSize).slice(0, 16);
    frozen.features(pictures);
    return timed(() => frozen.features(pictures)) / pictures.length;
  } finally {
    frozen.dispose();
  }
}

/** Mean seconds per call. */
function timed(call: () => unknown): number {
  const begunMs = performance.now();
  let calls = 0;
  do {
    call();
    calls += 1;
  } while (calls < leastSteps || performance.now() - begunMs < 1000 * leastSeconds);
  return (performance.now() - begunMs) / 1000 / calls;
}
