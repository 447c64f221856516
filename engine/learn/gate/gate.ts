import type { AddedSource } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { Raster } from '../../domain/raster.ts';
import { FrozenPart } from '../features/frozen-part.ts';
import { gatePictures } from './gate-pictures.ts';
import { checkLayers } from '../../models/layers/layer-kinds.ts';
import { layersUpTo, UnsupportedLayer } from '../../models/layers/layers-file.ts';
import { mostWeightBytes } from '../../models/intake/model-file.ts';
import { readSource } from '../../models/library/source-models.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';
import { wholeSpec } from '../../models/backward/tunable.ts';
import { Trainer } from '../tune/trainer/trainer.ts';
import { groupBytes, NotFiniteWeights } from '../../models/layers/weights.ts';
import type { Weights } from '../../models/layers/weights.ts';

export type GateCheck = AddedSource['checks'][number];
export interface Gate {
  readonly onCheck?: (done: number, total: number) => void;
  /** May throw to stop. */
  readonly pause?: () => Promise<void>;
}

/**
 * Largest allowed difference between results for the same picture, relative to the largest value: other batches are summed in another
 * order.
 */
const sameWithin = 1e-4;
const steps = 6;

/**
 * Checks a model before it is added to the library: it can be read, its layers are known, its sizes are within limits, its weights are
 * finite, pictures pass through it, its weights get a gradient, and its features tell pictures apart and do not depend on the rest of a
 * batch. A model without a gradient can still be reused; its check says so.
 * @throws StudioError source-unsupported, source-too-large, source-not-finite, source-weights-damaged, source-card-damaged,
 * source-self-test-failed, tensorflow-missing
 */
export async function passGate(
  folder: string,
  { onCheck = () => {}, pause = () => Promise.resolve() }: Gate = {},
): Promise<{ source: SourceOnDisk; checks: GateCheck[] }> {
  const checks: GateCheck[] = [];
  const note = async (check: GateCheck): Promise<void> => {
    checks.push(check);
    onCheck(checks.length, steps);
    await pause();
  };
  const source = await readSource(folder);
  await note(layersKnown(source));
  await note(sizesWithinLimits(source));
  await note(weightsFinite(await finiteWeights(source)));
  const pictures = gatePictures(source.model.inputSize);
  await note(await forward(source, pictures));
  await note(await gradient(source, pictures));
  await note(await features(source, pictures));
  return { source, checks };
}

function failed(source: SourceOnDisk, detail: string): StudioError {
  return new StudioError('source-self-test-failed', { path: source.folder, detail });
}

function layersKnown(source: SourceOnDisk): GateCheck {
  const layers = layersUpTo(source.file.layers, source.model.cuts.at(-1)!.layer) ?? [];
  try {
    checkLayers(layers);
  } catch (error) {
    if (error instanceof UnsupportedLayer)
      throw new StudioError('source-unsupported', { path: source.folder, layer: error.layer, detail: error.layer });
    throw error;
  }
  return { code: 'layers-known', facts: { layers: layers.length, kinds: new Set(layers.map(({ kind }) => kind)).size } };
}

function sizesWithinLimits({ file, folder }: SourceOnDisk): GateCheck {
  const bytes = file.groups.reduce((sum, group) => sum + groupBytes(group), 0);
  const megabytes = (bytes / 2 ** 20).toFixed(1);
  if (bytes > mostWeightBytes) throw new StudioError('source-too-large', { path: folder, detail: `its weights take ${megabytes} MB` });
  return { code: 'sizes-within-limits', facts: { bytes } };
}

async function finiteWeights(source: SourceOnDisk): Promise<Weights> {
  try {
    return await source.weights();
  } catch (error) {
    if (error instanceof StudioError && error.cause instanceof NotFiniteWeights)
      throw new StudioError('source-not-finite', error.facts, { cause: error });
    throw error;
  }
}

function weightsFinite(weights: Weights): GateCheck {
  const tensors = [...weights.values()].flatMap((own) => [...own.values()]);
  return {
    code: 'weights-finite',
    facts: { tensors: tensors.length, numbers: tensors.reduce((sum, { values }) => sum + values.length, 0) },
  };
}

/** Runs all cut points in one pass; each must give finite values of the size its card states. */
async function forward(source: SourceOnDisk, pictures: readonly Raster[]): Promise<GateCheck> {
  const { cuts } = source.model;
  const frozen = await FrozenPart.load(source, cuts.map(({ layer }) => layer).join('+'));
  try {
    const rows = rowsOf(frozen.features(pictures), frozen.dimension);
    let from = 0;
    for (const { layer, features: length } of cuts) {
      const parts = rows.map((row) => row.subarray(from, from + length));
      if (parts.some((part) => !part.every(Number.isFinite))) throw failed(source, `the layer "${layer}" gives values that are no numbers`);
      from += length;
    }
    const last = rows.map((row) => row.subarray(from - cuts.at(-1)!.features, from));
    if (last.every((row) => row.every((value) => value === last[0]![0])))
      throw failed(source, 'it answers every picture with the same number');
    return { code: 'forward', facts: { cuts: cuts.length } };
  } finally {
    frozen.dispose();
  }
}

async function gradient(source: SourceOnDisk, pictures: readonly Raster[]): Promise<GateCheck> {
  let trainer: Trainer;
  try {
    trainer = await Trainer.load(wholeSpec(source));
  } catch (error) {
    if (error instanceof StudioError && error.code === 'source-not-tunable')
      return { code: 'gradient', facts: { notTunable: String(error.facts.detail) } };
    throw error;
  }
  try {
    const before = trainer.state();
    const loss = trainer.step(floatsOf(pictures.slice(0, 2)), Int32Array.of(0, 1), 1e-4);
    const after = trainer.state();
    if (!Number.isFinite(loss) || [...after.values()].some((values) => !values.every(Number.isFinite)))
      throw failed(source, 'its gradient is no number');
    const trained = [...before].filter(
      ([key, values]) => isTrained(key) && values.some((value, at) => value !== after.get(key)![at]),
    ).length;
    return { code: 'gradient', facts: { moved: trained, tensors: [...before.keys()].filter(isTrained).length } };
  } finally {
    trainer.dispose();
  }
}

/** Momenta are stored under the names of their weights. */
const isTrained = (key: string): boolean => !key.endsWith('/momentum') && !key.includes('/moving_');

/** Pictures of one size as a batch of floats from 0 to 255. */
function floatsOf(pictures: readonly Raster[]): Float32Array {
  return Float32Array.from(pictures.flatMap(({ pixels }) => [...pixels]));
}

async function features(source: SourceOnDisk, pictures: readonly Raster[]): Promise<GateCheck> {
  const frozen = await FrozenPart.load(source);
  try {
    const rows = rowsOf(frozen.features(pictures), frozen.dimension);
    const again = rowsOf(frozen.features(pictures), frozen.dimension);
    const alone = pictures.map((picture) => frozen.features([picture]));
    const scale = Math.max(...rows.map((row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)), Number.MIN_VALUE);
    rows.forEach((row, at) => {
      if (apart(row, again[at]!) > sameWithin * scale) throw failed(source, 'it answers the same picture differently each time');
      if (apart(row, alone[at]!) > sameWithin * scale) throw failed(source, 'what it says of a picture depends on the others beside it');
    });
    const difference = apart(rows[0]!, rows[1]!);
    if (difference <= sameWithin * scale) throw failed(source, 'it does not tell different pictures apart');
    return { code: 'features', facts: { features: frozen.dimension } };
  } finally {
    frozen.dispose();
  }
}

const rowsOf = (matrix: Float32Array, columns: number): Float32Array[] =>
  Array.from({ length: matrix.length / columns }, (_, row) => matrix.subarray(row * columns, (row + 1) * columns));
const apart = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
