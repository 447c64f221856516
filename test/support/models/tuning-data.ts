import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Variation } from '../../../engine/contract/index.ts';
import type { ClassId, ContentHash, ImageId, RunId } from '../../../engine/domain/ids.ts';
import type { LinearHead } from '../../../engine/domain/models/linear-head.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { FrozenPart } from '../../../engine/learn/features/frozen-part.ts';
import { fitHead } from '../../../engine/learn/head/head.ts';
import { readSource, type SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import type { NetworkTraining } from '../../../engine/learn/tune/trainer/network-training.ts';
import { picturesInMemory } from '../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { fineTuneRecipe } from '../../../engine/learn/tune/trainer/recipes.ts';
import type { LabelledImage, TrainJob } from '../../../engine/learner/protocol.ts';
import { writeTinySource } from './tiny-source.ts';

export const tinySide = 16;
export const stillVariation: Variation = { orientation: 'matters', framing: false, light: false };
const classes = [1, 2, 3].map((id) => ({ id: id as ClassId, name: `class ${id}` }));

/** A noise picture with no stripes, horizontal ones or vertical ones; named "<number> of <class>", the class from 0. */
export function stripedPicture(view: string, side = tinySide): Raster {
  const [number, kind] = view.split(' of ').map(Number) as [number, number];
  const random = seededRandom(1000 + number);
  const shift = 4 * random();
  const stripe = (at: number): number =>
    kind === 0 ? 0 : 38 * Math.sin((Math.PI * (shift + (kind === 1 ? Math.floor(at / side) : at % side))) / 1.5);
  const pixels = new Uint8Array(3 * side * side);
  for (let at = 0; at < side * side; at++) pixels.fill(Math.round(128 + stripe(at) + 70 * (random() - 0.5)), 3 * at, 3 * at + 3);
  return { width: side, height: side, pixels };
}

const viewOf = (number: number): string => `${number} of ${number % 3}`;
function stacked(numbers: readonly number[]): Uint8Array {
  return Uint8Array.from(numbers.flatMap((number) => [...stripedPicture(viewOf(number)).pixels]));
}

/** A training of the tiny source model on pictures in memory: 36 for training, 18 for validation. */
export async function tinyTraining(folder: string, change: Partial<NetworkTraining> = {}): Promise<NetworkTraining> {
  const source = await readSource(await writeTinySource(folder));
  const of = (from: number, count: number) => {
    const numbers = Array.from({ length: count }, (_, at) => from + at);
    return { numbers, pictures: picturesInMemory(tinySide, stacked(numbers)), labels: Int32Array.from(numbers, (number) => number % 3) };
  };
  const [train, validation] = [of(0, 36), of(36, 18)];
  return {
    recipe: { ...fineTuneRecipe, batchSize: 8, rates: [0.0003, 0.0001] },
    source,
    cut: 'pool',
    tuneFrom: 'part_2',
    head: await headOf(source, train.numbers, train.labels),
    train,
    validation,
    variation: stillVariation,
    seed: 4,
    budget: { imagePasses: 480, trials: 2 },
    ...change,
  };
}

async function headOf(source: SourceOnDisk, numbers: readonly number[], labels: Int32Array): Promise<LinearHead> {
  const frozen = await FrozenPart.load(source);
  try {
    const features = frozen.features(numbers.map((number) => stripedPicture(viewOf(number))));
    return await fitHead({ features, dimension: frozen.dimension, labels, classIds: classes.map(({ id }) => id), seed: 1 });
  } finally {
    frozen.dispose();
  }
}

/** The learner job of a tuned run of the tiny source model: 36 training, 18 validation and 18 test images. */
export async function tinyJob(
  folder: string,
  change: Omit<Partial<TrainJob>, 'tune'> & { readonly tune?: Partial<NonNullable<TrainJob['tune']>> } = {},
): Promise<TrainJob & { tune: NonNullable<TrainJob['tune']> }> {
  const source = await readSource(await writeTinySource(join(folder, 'tiny')));
  const images = Array.from({ length: 72 }, (_, number): LabelledImage => ({
    id: (number + 1) as ImageId,
    hash: createHash('sha256').update(viewOf(number)).digest('hex') as ContentHash,
    view: viewOf(number),
    class: classes[number % 3]!.id,
    split: number < 36 ? 'train' : number < 54 ? 'validation' : 'test',
  }));
  return {
    kind: 'train',
    source: { folder: source.folder, hash: source.model.hash },
    cut: 'pool',
    seed: 3,
    classes,
    images,
    variation: stillVariation,
    features: join(folder, 'features'),
    runFolder: join(folder, 'runs', '1'),
    ...change,
    tune: {
      method: 'fine-tune',
      tuneFrom: 'part_2',
      budgetSeconds: null,
      prepared: join(folder, 'prepared'),
      resume: false,
      lineage: { project: 'Büro & Garten', run: 1 as RunId },
      ...change.tune,
    },
  };
}
