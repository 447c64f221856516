import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckedInput } from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import type { LinearHead } from '../../engine/domain/models/linear-head.ts';
import { exportModel } from '../../engine/export/export-model.ts';
import { FrozenPart } from '../../engine/learn/features/frozen-part.ts';
import { gatePictures } from '../../engine/learn/gate/gate-pictures.ts';
import { passGate } from '../../engine/learn/gate/gate.ts';
import type { SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { takeInModel } from '../../engine/models/intake/take-in-model.ts';
import { wholeSpec } from '../../engine/models/backward/tunable.ts';
import { Trainer } from '../../engine/learn/tune/trainer/trainer.ts';
import { drawnClasses, drawnHead } from './models/drawn-head.ts';
import { PythonPeer } from './benches/python-peer.ts';
import { noisePictures } from './models/tiny-source.ts';
import { ownWindows } from '../../engine/domain/models/folder-windows.ts';
import { plainReadings } from '../../engine/domain/models/folder-readings.ts';

/** A model of keras.applications or keras_applications.py: its name there, its input side, and whether it includes the classes. */
export interface KerasRequest {
  readonly name: string;
  readonly size: number;
  readonly top: boolean;
}
export interface KerasMade {
  readonly parameters: number;
  readonly layers: number;
  readonly mode: 'tf' | 'torch' | 'caffe' | 'none';
}

export const formats = ['saved-model', 'tfjs-graph', 'tfjs-layers'] as const;
type ModelFormat = (typeof formats)[number];
type Scaling = CheckedInput<'sources.add'>['scaling'];
/** The pixel scaling a user has to state; undefined if the model scales pixels itself. */
const scalings: Readonly<Record<KerasMade['mode'], Scaling>> = {
  tf: 'minus-one-to-one',
  torch: 'imagenet-mean',
  caffe: 'imagenet-bgr',
  none: undefined,
};

/** Of Keras's own arithmetic: `single`, as it computes by default, or `double`, in which rounding errors are too small to matter here. */
type Precision = 'single' | 'double';

/** Keras itself, creating models with random weights and evaluating them. */
export class KerasApplications {
  readonly #peer: PythonPeer;
  private constructor(peer: PythonPeer) {
    this.#peer = peer;
  }
  static async start(python: string): Promise<KerasApplications> {
    return new KerasApplications(await PythonPeer.start(python, join(import.meta.dirname, 'keras_applications.py'), []));
  }
  async #ask(request: unknown): Promise<unknown> {
    const answer = (await this.#peer.ask(request)) as { error?: string };
    if (answer.error !== undefined) throw new Error(`Keras: ${answer.error}`);
    return answer;
  }
  get versions(): { keras: string; tensorflow: string } {
    return this.#peer.hello as { keras: string; tensorflow: string };
  }

  /** Creates a model and saves it as `path`; features and gradients always refer to the model created last. */
  async make({ name, size, top }: KerasRequest, path: string): Promise<KerasMade> {
    const pictures = gatePictures(size);
    writeFileSync(`${path}.raw`, Buffer.concat(pictures.map(({ pixels }) => pixels)));
    const made = (await this.#ask({ make: name, size, top, path, pictures: { file: `${path}.raw`, count: pictures.length } })) as KerasMade;
    rmSync(`${path}.raw`);
    return made;
  }
  /** For each layer one row per picture, averaged over height and width; null for layers that exist only in Graft. */
  async features(layers: readonly string[], precision: Precision = 'single'): Promise<(number[][] | null)[]> {
    return (await this.#ask({ features: layers, double: precision === 'double' })) as (number[][] | null)[];
  }
  async gradients(
    path: string,
    layer: string,
    head: LinearHead,
    labels: readonly number[],
  ): Promise<{ loss: number; weights: readonly (readonly [layer: string, weight: string, values: Float32Array])[] }> {
    const { loss, weights } = (await this.#ask({ gradients: path, layer, weights: [...head.weights], bias: [...head.bias], labels })) as {
      loss: number;
      weights: [string, string, number][];
    };
    const bytes = readFileSync(path);
    rmSync(path);
    let from = 0;
    return {
      loss,
      weights: weights.map(([of, weight, length]) => [
        of,
        weight,
        new Float32Array(bytes.buffer.slice(bytes.byteOffset + 4 * from, bytes.byteOffset + 4 * (from += length))),
      ]),
    };
  }
  async end(): Promise<void> {
    await this.#peer.end();
  }
}

/** Adds the model as `graft sources add` does: converts it and runs the gate. */
export async function takenThroughGate(path: string, { mode }: Pick<KerasMade, 'mode'>, root: string): Promise<SourceOnDisk> {
  const folder = join(root, 'source');
  const scaling = scalings[mode];
  await takeInModel(path, { id: 'keras', from: 'keras.keras', ...(scaling === undefined ? {} : { scaling }) }, folder);
  return (await passGate(folder)).source;
}

/** The features of Keras at the cuts of a source; null for cuts without a Keras layer. */
export type ExpectedFeatures = Awaited<ReturnType<KerasApplications['features']>>;

export const layersOfCuts = ({ model: { cuts } }: SourceOnDisk): string[] => cuts.map(({ layer }) => layer);

/** The maximum difference from Keras at each cut, as a share of the largest feature there; leaves out cuts without a Keras layer. */
export async function featureErrors(source: SourceOnDisk, expected: ExpectedFeatures): Promise<Map<string, number>> {
  const { cuts, inputSize } = source.model;
  const frozen = await FrozenPart.load(source, layersOfCuts(source).join('+'));
  try {
    const pictures = gatePictures(inputSize);
    const all = frozen.features(pictures);
    let from = 0;
    const ours = cuts.map(({ features }) => {
      const begin = from;
      from += features;
      return pictures.map((_, n) => [...all.subarray(n * frozen.dimension + begin, n * frozen.dimension + begin + features)]);
    });
    return new Map(cuts.flatMap(({ layer }, at) => (expected[at] ? [[layer, apart(ours[at]!.flat(), expected[at].flat())] as const] : [])));
  } finally {
    frozen.dispose();
  }
}

/** What rounding alone does to Keras's features: their maximum difference from those in double precision, at the worst cut. */
export const roundingError = (single: ExpectedFeatures, double: ExpectedFeatures): number =>
  Math.max(...single.flatMap((rows, at) => (rows && double[at] ? [apart(rows.flat(), double[at].flat())] : [])));

/** The maximum difference as a share of the largest expected value; NaN if lengths differ. */
function apart(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return NaN;
  let most = 0,
    largest = 0;
  for (let at = 0; at < expected.length; at++) {
    most = Math.max(most, Math.abs(actual[at]! - expected[at]!));
    largest = Math.max(largest, Math.abs(expected[at]!));
  }
  return most / largest;
}

/**
 * The error of the gradient against Keras: the norm of the difference relative to the norm, over all weights together, and for the worst
 * weight. Our gradient is derived from one step at a known learning rate.
 */
export async function gradientErrors(
  keras: KerasApplications,
  source: SourceOnDisk,
  root: string,
): Promise<{ all: number; worst: number; of: string }> {
  const spec = wholeSpec(source);
  const labels = [0, 1];
  const expected = await keras.gradients(join(root, 'gradients'), spec.cut, spec.head, labels);
  const trainer = await Trainer.load(spec);
  try {
    const pictures = gatePictures(source.model.inputSize).slice(0, labels.length);
    const before = trainer.state();
    const rate = 1;
    trainer.step(Float32Array.from(pictures.flatMap(({ pixels }) => [...pixels])), Int32Array.from(labels), rate);
    const after = trainer.state();
    return compared(
      expected.weights,
      (key) => before.get(key),
      (key) => after.get(key),
    );
  } finally {
    trainer.dispose();
  }
}

type Values = (key: string) => Float32Array | undefined;
function compared(
  expected: Awaited<ReturnType<KerasApplications['gradients']>>['weights'],
  before: Values,
  after: Values,
): { all: number; worst: number; of: string } {
  let difference = 0,
    length = 0,
    worst = 0,
    of = '';
  const total = Math.sqrt(expected.reduce((sum, [, , values]) => sum + squares(values), 0));
  for (const [layer, weight, values] of expected) {
    const key = [layer, `${layer}_linear`, `${layer}/depthwise`]
      .flatMap((name) => names(weight).map((each) => `${name}/${each}`))
      .find((each) => before(each)?.length === values.length);
    if (key === undefined) throw new Error(`no variable for ${layer}/${weight} of ${values.length}`);
    const step = before(key)!.map((value, at) => value - after(key)![at]!);
    const off = squares(step.map((value, at) => value - values[at]!)),
      own = squares(values);
    difference += off;
    length += own;
    // For a weight whose gradient is almost zero, the difference is pure rounding.
    const share = Math.sqrt(off) / Math.max(Math.sqrt(own), 1e-3 * total);
    if (share > worst) {
      worst = share;
      of = key;
    }
  }
  return { all: Math.sqrt(difference / length), worst, of };
}
const names = (weight: string): string[] => [
  weight,
  ...(weight === 'kernel' ? ['depthwise_kernel'] : []),
  ...(weight === 'pointwise_kernel' ? ['kernel'] : []),
  'depthwise_kernel',
];
const squares = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);

/** The maximum difference of a probability for each format when read back, or why it was refused. */
export async function exported(
  source: SourceOnDisk,
  root: string,
  wanted: readonly ModelFormat[] = formats,
): Promise<Map<ModelFormat, number | string>> {
  const cut = source.model.cuts.at(-1)!;
  const head = drawnHead(cut.features, 5, { centred: true, unitLength: true });
  const results = new Map<ModelFormat, number | string>();
  for (const format of wanted) {
    const out = join(root, format);
    try {
      const { parity } = await exportModel({
        format,
        source,
        cut: cut.layer,
        head,
        classes: drawnClasses(head),
        out,
        images: noisePictures([40, 30], [64, 64]),
        fromFiles: [null, null],
        windows: ownWindows,
        readings: plainReadings,
        card: {},
      });
      results.set(format, parity.maxAbsoluteError);
    } catch (error) {
      results.set(
        format,
        error instanceof StudioError
          ? `${error.code}: ${String(error.facts.layer ?? error.facts.detail ?? error.facts.error)}`
          : String(error),
      );
    }
    rmSync(out, { recursive: true, force: true });
  }
  return results;
}
