import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckedInput } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { cutPoints } from '../layers/cut-points.ts';
import { checkLayers } from '../layers/layer-kinds.ts';
import { inputShapes, layerFacts, outputShape } from '../layers/layer-shapes.ts';
import type { LayerFacts, Shape } from '../layers/layer-shapes.ts';
import { expectedWeights } from '../layers/layer-weights.ts';
import type { ExpectedWeight } from '../layers/layer-weights.ts';
import { layersUpTo, UnsupportedLayer } from '../layers/layers-file.ts';
import type { Layer, LayersFile } from '../layers/layers-file.ts';
import { takeScaling } from './leading-scaling.ts';
import type { InputScaling } from './leading-scaling.ts';
import { apacheLicence } from './licence-text.ts';
import { plainLayers } from './plain-layers.ts';
import type { PlainLayers } from './plain-layers.ts';
import { checkWeightBytes, TooLarge } from './model-file.ts';
import type { ModelFile } from './model-file.ts';
import { writeSource } from '../library/source-writer.ts';
import { NotFiniteWeights } from '../layers/weights.ts';
import type { Weight } from '../layers/weights.ts';

type ScalingChoice = NonNullable<CheckedInput<'sources.add'>['scaling']>;

/** What the user states for the card, in addition to what the file contains. */
export interface CardWishes {
  readonly id: string;
  readonly title: string;
  /** File name or address from which the user got it. */
  readonly from: string;
  readonly task?: string;
  readonly licence?: string;
  readonly scaling?: ScalingChoice;
  /** Input side in pixels, for a network that accepts any size. */
  readonly size?: number;
}

/** Card entry for what nobody stated. */
const notStated = 'not stated';

/**
 * (x - subtract) / divide. `imagenet-mean`: mean and standard deviation of the ImageNet colours, as in torchvision. `imagenet-bgr`: the
 * mean alone, for networks that take blue first, such as those originating in Caffe (see blueFirst).
 */
const scalings: Readonly<Record<ScalingChoice, InputScaling>> = {
  'minus-one-to-one': { subtract: 127.5, divide: 127.5 },
  'zero-to-one': { subtract: 0, divide: 255 },
  none: { subtract: 0, divide: 1 },
  'imagenet-mean': { subtract: [123.675, 116.28, 103.53], divide: [58.395, 57.12, 57.375] },
  'imagenet-bgr': { subtract: [123.68, 116.779, 103.939], divide: 1 },
};
/** Input size of most ImageNet networks; only used to inspect the layers of one that accepts any size, before asking for it. */
const usualSize = 224;

/** Largest input side, and most output values of one layer for one picture (256 MB). */
const largestSide = 1024,
  largestOutput = 64 * 2 ** 20;

/**
 * Writes a model as a source folder: one network of plain layers, cut points at the ends of its blocks, the scaling in the card. All sizes
 * are derived from layer settings before the first weight is read.
 * @param folder exists and is empty
 * @throws UnsupportedLayer, TooLarge, DamagedWeights, NotFiniteWeights; StudioError input-invalid if the scaling must be stated
 */
export async function convertModel(model: ModelFile, wishes: CardWishes, folder: string): Promise<void> {
  const stated = squareInput(model);
  if (stated !== null && wishes.size !== undefined && wishes.size !== stated)
    throw new StudioError('input-invalid', { detail: `this model takes pictures of ${stated} pixels, so leave the size out` });
  const inputSize = stated ?? wishes.size ?? usualSize;
  const read = (layer: string, name: string): Promise<Weight> => model.weight(layer, { name, shape: [3] }, name === 'mean' ? 0 : 1);
  const taken = await takeScaling(layersUpTo(model.layers, model.output) ?? [], model.input, read);
  const output = taken.layers.some(({ name }) => name === model.output) ? model.output : model.input;
  // First report what cannot be helped, then what the user must state.
  const plain = plainNetwork(taken.layers, [inputSize, inputSize, 3]);
  const inputScaling = scalingFor(taken.scaling, wishes, stated ?? wishes.size ?? null);
  const file: LayersFile = { layers: plain.flatMap(({ layers }) => layers), groups: [] };
  const facts = layerFacts(file, [inputSize, inputSize, 3]);
  checkOutputs(facts);
  checkWeightBytes(
    Float32Array.BYTES_PER_ELEMENT
      * plain.flatMap(({ expected }) => expected).reduce((sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1), 0),
  );
  const weights = await weightsOf(model, plain);
  if (wishes.scaling === 'imagenet-bgr') blueFirst(file.layers, model.input, weights);
  const layers = file.layers.map((layer) => (layer.name === model.input ? inputLayer(layer, inputSize) : layer));
  // The name is part of model.json and thus of the hash, which identifies the same model under another title.
  writeSource(
    folder,
    { name: 'model', layers, output, weights, kernels: model.kernels },
    cardOf(model, wishes, facts, { inputSize, inputScaling, output, file }),
  );
  if (model.known !== undefined) writeFileSync(join(folder, 'LICENSE'), apacheLicence(model.known.copyright));
}

/** A layer of the file as plain layers, with its name and weights in the file. */
interface PlainLayersOf extends PlainLayers {
  readonly name: string;
  readonly expected: readonly ExpectedWeight[];
}

/** The weights of all plain layers, read one by one. */
async function weightsOf(model: ModelFile, plain: readonly PlainLayersOf[]): Promise<Map<string, ReadonlyMap<string, Weight>>> {
  const all = new Map<string, ReadonlyMap<string, Weight>>();
  for (const { name, expected, weights } of plain) {
    if (expected.length === 0) continue;
    const own = new Map<string, Weight>();
    for (const [at, each] of expected.entries()) own.set(each.name, finite(name, each.name, await model.weight(name, each, at)));
    for (const [layer, made] of weights(own)) all.set(layer, made);
  }
  return all;
}

function cardOf(
  model: ModelFile,
  { id, title, from, task, licence }: CardWishes,
  facts: readonly LayerFacts[],
  { inputSize, inputScaling, output, file }: { inputSize: number; inputScaling: InputScaling; output: string; file: LayersFile },
): Record<string, unknown> {
  return {
    id,
    title,
    ...(model.architecture === undefined ? {} : { architecture: model.architecture }),
    inputSize: [inputSize, inputSize],
    inputScaling,
    colourOrder: 'RGB',
    cutPoints: cutPoints(file, facts, output),
    outputLayer: output,
    batchNormalisation: { present: facts.some(({ kind }) => kind === 'BatchNormalization') },
    sourceTask: {
      dataset: task ?? model.known?.task ?? notStated,
      classes: facts.findLast(({ kind }) => kind === 'Dense')?.shape.at(-1) ?? null,
    },
    licence: licence ?? model.known?.licence ?? notStated,
    ...(model.known === undefined ? {} : { licenceFile: 'LICENSE' }),
    origin: { ...model.known?.origin, file: from, format: model.format },
    ...(model.kernels === undefined ? {} : { quantisation: { here: 'kernels float16, the rest float32' } }),
    layers: facts.length,
    multiplyAdds: facts.reduce((sum, each) => sum + each.multiplyAdds, 0),
  };
}

/** Side of the square RGB input; null if the model accepts any size. */
function squareInput({ layers, input }: ModelFile): number | null {
  const shape = layers.find(({ name }) => name === input)?.config.batch_input_shape;
  const [height, width, channels] = Array.isArray(shape) ? (shape.slice(1) as unknown[]) : [];
  const told = `[${[height, width, channels].map((side) => side ?? 'any').join(', ')}]`;
  if (channels !== 3) throw new UnsupportedLayer(`an input of ${told}: pictures have three colours, last`);
  if (typeof height !== 'number' && typeof width !== 'number') return null;
  if (height !== width) throw new UnsupportedLayer(`an input of ${told}, which is not square`);
  if (typeof height !== 'number') throw new UnsupportedLayer(`an input of ${told}`);
  if (height > largestSide) throw new TooLarge(`it takes pictures of ${height} pixels, at most ${largestSide} are taken in`);
  return height;
}

/** @param size null if the file accepts any size and none was requested: reported together with a missing scaling */
function scalingFor(inside: InputScaling | null, { scaling: asked }: CardWishes, size: number | null): InputScaling {
  if (inside !== null && asked !== undefined && asked !== 'none')
    throw new StudioError('input-invalid', { detail: 'this model scales its pictures itself, so leave the scaling out' });
  const found = inside ?? (asked === undefined ? null : scalings[asked]);
  const questions = [
    ...(size === null
      ? [`the file takes pictures of any size. Say the size in pixels that it was trained with, most often ${usualSize}`]
      : []),
    ...(found === null
      ? [
          'the file does not say how pixels are scaled. Choose a scaling: minus-one-to-one (x/127.5-1), zero-to-one (x/255), none (0 to 255), '
            + 'imagenet-mean (mean and deviation of the ImageNet colours) or imagenet-bgr (their mean alone, blue first)',
        ]
      : []),
  ];
  if (found === null || questions.length > 0) throw new StudioError('input-invalid', { detail: questions.join('; ') });
  return found;
}

/** Layers before the first convolutions that treat all colours alike. */
const colourBlind = new Set(['InputLayer', 'ZeroPadding2D', 'Cropping2D', 'Dropout', 'GaussianNoise', 'MaxPooling2D', 'AveragePooling2D']);

/**
 * Reverses the colours in the kernels of the first convolutions, so that a network that takes blue, green, red gives the same results for
 * red, green, blue, the order used everywhere in Graft.
 * @param weights those of the layers; kernels are changed in place
 */
function blueFirst(layers: readonly Layer[], input: string, weights: Map<string, ReadonlyMap<string, Weight>>): void {
  const inColours = new Set<string>();
  for (const layer of layers) {
    if (layer.name !== input && !layer.inbound.some((name) => inColours.has(name))) continue;
    if (colourBlind.has(layer.kind)) {
      inColours.add(layer.name);
      continue;
    }
    const kernel = weights.get(layer.name)?.get('kernel');
    if (layer.kind !== 'Conv2D' || kernel === undefined)
      throw new UnsupportedLayer(`${layer.kind} "${layer.name}" on pictures that come blue first`);
    const outputs = kernel.shape[3]!;
    const values = kernel.values.map((_, at) => {
      const colour = Math.floor(at / outputs) % colours;
      return kernel.values[at + (colours - 1 - 2 * colour) * outputs]!;
    });
    weights.set(layer.name, new Map([...weights.get(layer.name)!, ['kernel', { shape: kernel.shape, values }]]));
  }
}
const colours = 3;

function checkOutputs(facts: readonly LayerFacts[]): void {
  const large = facts.find(({ shape }) => shape.reduce((size, side) => size * side, 1) > largestOutput);
  if (large !== undefined) throw new TooLarge(`the layer "${large.name}" gives [${large.shape.join(', ')}] numbers for one picture`);
}

/**
 * Converts each layer of the file to plain ones, with its weights in the file. @throws UnsupportedLayer for the first that Graft does not
 * support
 */
function plainNetwork(layers: readonly Layer[], input: Shape): PlainLayersOf[] {
  const names = new Set(layers.map(({ name }) => name));
  const unique = (wish: string): string => {
    let name = wish;
    for (let number = 1; names.has(name); number++) name = `${wish}_${number}`;
    names.add(name);
    return name;
  };
  const shapes = new Map<string, Shape>();
  return layers.map((layer) => {
    const from = inputShapes(layer, shapes, input);
    const plain = plainLayers(layer, from, unique);
    checkLayers(plain.layers);
    for (const each of plain.layers) shapes.set(each.name, outputShape(each, inputShapes(each, shapes, input)));
    return { ...plain, name: layer.name, expected: expectedWeights(layer, from[0]!) };
  });
}

function finite(layer: string, name: string, weight: Weight): Weight {
  if (!weight.values.every(Number.isFinite)) throw new NotFiniteWeights(layer, name);
  return weight;
}

function inputLayer(layer: Layer, side: number): Layer {
  return { ...layer, config: { batch_input_shape: [null, side, side, 3], dtype: 'float32', sparse: false, name: layer.name } };
}
