/**
 * Models of keras.applications with random weights, as written by Keras 3, through everything Graft does with a source model: added through
 * the gate, features at every cut compared with Keras's, exported in each format and read back, and the gradient of every weight compared
 * with Keras's. The table is that of docs/SOURCES.md. GRAFT_PYTHON names a Python with TensorFlow (default: python3). GRAFT_BENCH_MODELS
 * selects models ("VGG16, NASNetMobile"), GRAFT_BENCH_SIZE overrides their input size.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../../engine/domain/failure.ts';
import { whyNotTunable } from '../../engine/models/backward/tunable.ts';
import {
  exported,
  featureErrors,
  gradientErrors,
  KerasApplications,
  layersOfCuts,
  roundingError,
  takenThroughGate,
  type KerasRequest,
} from '../support/keras-applications.ts';
import { skip, table } from '../support/benches/bench.ts';
import { pythonWith } from '../support/python.ts';

const title = 'Models of keras.applications';
/** Models with their usual input sizes. Those with more than 60 million weights only without their dense layers. */
const usual: Readonly<Record<string, number>> = {
  MobileNet: 224,
  MobileNetV2: 224,
  MobileNetV3Small: 224,
  MobileNetV3Large: 224,
  EfficientNetB0: 224,
  EfficientNetB1: 240,
  EfficientNetB2: 260,
  EfficientNetB3: 300,
  EfficientNetB4: 380,
  EfficientNetV2B0: 224,
  EfficientNetV2B1: 240,
  EfficientNetV2B2: 260,
  EfficientNetV2B3: 300,
  EfficientNetV2S: 384,
  ResNet50: 224,
  ResNet50V2: 224,
  ResNet101: 224,
  DenseNet121: 224,
  DenseNet169: 224,
  DenseNet201: 224,
  Xception: 299,
  InceptionV3: 299,
  InceptionResNetV2: 299,
  NASNetMobile: 224,
  ConvNeXtTiny: 224,
  ConvNeXtSmall: 224,
  VGG16: 224,
  VGG19: 224,
};
const withoutTop = new Set(['VGG16', 'VGG19']);
/**
 * Tolerances as shares of the largest feature and of the gradient's norm; the gradient jumps where rounding moves a value across 0. In deep
 * networks with random weights rounding grows from layer to layer, in Keras as in Graft: twice Keras's own error is allowed there.
 */
const sameFeatures = 1e-4,
  timesRounding = 2,
  sameGradient = 5e-2,
  sameProbability = 1e-4;

const asked = process.env.GRAFT_BENCH_MODELS?.split(',').map((name) => name.trim()) ?? Object.keys(usual);
const unknown = asked.filter((name) => usual[name] === undefined);
if (unknown.length > 0) throw new Error(`not in the list: ${unknown.join(', ')}`);
const python = pythonWith('tensorflow', 'keras');
if (python === null) skip(title, 'no Python with TensorFlow and Keras; GRAFT_PYTHON names one');
else await measure(python);

async function measure(program: string): Promise<void> {
  const keras = await KerasApplications.start(program);
  const rows: string[][] = [];
  try {
    for (const name of asked) {
      const size = Number(process.env.GRAFT_BENCH_SIZE ?? usual[name]);
      rows.push(await row(keras, { name, size, top: !withoutTop.has(name) }));
      console.log(rows.at(-1)!.join(' | '));
    }
    const { keras: version, tensorflow } = keras.versions;
    table(
      `${title}, as Keras ${version} on TensorFlow ${tensorflow} writes them`,
      [
        'model',
        'weights (millions)',
        'pixels',
        'taken in: features apart from Keras in double precision (Keras in single precision)',
        'cuts',
        'exports: probabilities apart',
        'tuned: gradient apart from Keras',
        'why not',
      ],
      rows,
    );
  } finally {
    await keras.end();
  }
}

async function row(keras: KerasApplications, request: KerasRequest): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'graft-keras-models-'));
  const { name, size, top } = request;
  const first = [top ? name : `${name} without its dense layers`];
  const reasons: string[] = [];
  const judged = (value: number, limit: number, what: string): string => {
    if (!(value < limit)) {
      process.exitCode = 1;
      reasons.push(`${what}: ${value.toExponential(1)} is more than ${limit}`);
    }
    return value.toExponential(0);
  };
  try {
    const made = await keras.make(request, join(root, 'model.keras'));
    first.push((made.parameters / 1e6).toFixed(1), String(size));
    const source = await takenThroughGate(join(root, 'model.keras'), made, root);
    const layers = layersOfCuts(source);
    const double = await keras.features(layers, 'double');
    const errors = await featureErrors(source, double);
    const rounding = roundingError(await keras.features(layers), double);
    const limit = Math.max(sameFeatures, timesRounding * rounding);
    const cells = [
      `${judged(Math.max(...errors.values()), limit, 'features')} (${rounding.toExponential(0)})`,
      String(source.model.cuts.length),
    ];
    const exports = [...(await exported(source, root))].map(([format, found]) => {
      if (typeof found === 'number') return judged(found, sameProbability, format);
      reasons.push(`${format}: ${found}`);
      return 'no';
    });
    const notTunable = await whyNotTunable(source);
    if (notTunable !== null) reasons.push(`not tuned: ${notTunable}`);
    const gradient = notTunable === null ? judged((await gradientErrors(keras, source, root)).all, sameGradient, 'gradient') : 'no';
    return [...first, ...cells, exports.join(', '), gradient, reasons.join('; ')];
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    process.exitCode = 1;
    return [...first, 'no', '', '', '', `${error.code}: ${String(error.facts.layer ?? error.facts.detail)}`];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
