import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variation } from '../../../engine/contract/index.ts';
import { chooseModel, type JudgedModel } from '../../../engine/domain/choice/auto-choice.ts';
import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import type { LinearHead } from '../../../engine/domain/models/linear-head.ts';
import { normalisationOnly } from '../../../engine/domain/choice/tuned-part.ts';
import { decideEach } from '../../../engine/domain/models/decision.ts';
import type { DecodePool } from '../../../engine/images/pool.ts';
import type { FeatureTable } from '../../../engine/learn/baselines/baselines.ts';
import { headProbabilities } from '../../../engine/learn/head/head-probabilities.ts';
import { FrozenPart } from '../../../engine/learn/features/frozen-part.ts';
import { fitHead } from '../../../engine/learn/head/head.ts';
import { scalingOf } from '../../../engine/models/library/cuts.ts';
import { findCut, type SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import { chosenPictures, PreparedPictures, type PictureRows } from '../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { fineTuneRecipe, normalisationRecipe, type Recipe } from '../../../engine/learn/tune/trainer/recipes.ts';
import { trainNetwork } from '../../../engine/learn/tune/train-network.ts';
import { augmentedFew } from '../../../engine/learner/augmented-features.ts';
import { readFeatures } from '../../../engine/learner/picture-features.ts';
import type { Drawn } from './drawn-places.ts';
import { rowsOfTable, type PhotoSet } from './ranking-truth.ts';

const signal = new AbortController().signal;
const cutOf = ({ model }: SourceOnDisk): string => model.cuts.at(-1)!.layer;

/** A data set prepared for one source model: its features, its pictures at the input size, and a file of these for other programs. */
export interface SeenSet {
  readonly set: PhotoSet;
  readonly source: SourceOnDisk;
  readonly features: FeatureTable;
  readonly pictures: PictureRows;
  readonly file: string;
  readonly labels: Int32Array;
  /** As the studio trains it: features of the augmented pictures if a head learns from them, for images to train on. */
  readonly augmented: (train: readonly number[]) => Promise<FeatureTable[]>;
}

export async function seenSet(
  set: PhotoSet,
  source: SourceOnDisk,
  { folder, decoders }: { folder: string; decoders: DecodePool },
): Promise<SeenSet & { close: () => void }> {
  const reading = { images: set.photos, raster: (view: string) => decoders.raster(view), signal };
  const features = await readFeatures(source, cutOf(source), { ...reading, folder, onProgress: () => undefined });
  const side = source.model.inputSize;
  const store = new PreparedPictures(join(folder, 'prepared'), side);
  const pictures = await store.of({ images: set.photos, readRaster: reading.raster, signal });
  const file = join(folder, `${set.name.replace(' ', '-')}-${side}.rgb`);
  writeFileSync(file, pictures.read([...set.photos.keys()]));
  const augmented = async (train: readonly number[]): Promise<FeatureTable[]> => {
    const frozen = await FrozenPart.load(source);
    try {
      const images = train.map((place) => {
        const photo = set.photos[place]!;
        return { ...photo, id: (place + 1) as ImageId, class: classIdOf(photo), split: 'train' as const };
      });
      const job = { classes: classesOf(set), images, variation: variationOf(set), scaling: scalingOf(findCut(source, cutOf(source))) };
      return await augmentedFew(frozen, job, { ...reading, folder, onProgress: () => undefined });
    } finally {
      frozen.dispose();
    }
  };
  const labels = Int32Array.from(set.photos, ({ label }) => label);
  return { set, source, features, pictures, file, labels, augmented, close: () => store.close() };
}

/** The test predictions of one way to train, and its validation results. */
export interface Answer extends JudgedModel {
  readonly name: string;
  readonly predicted: readonly number[];
  readonly seconds: number;
  readonly told: string;
}

const orientations: Readonly<Record<string, Variation['orientation']>> = { 'cell crops': 'any' };
export const variationOf = ({ name }: PhotoSet): Variation => ({ orientation: orientations[name] ?? 'mirror', framing: true, light: true });

const classIdOf = ({ label }: { readonly label: number }): ClassId => (label + 1) as ClassId;
const classesOf = ({ classes }: PhotoSet): { id: ClassId; name: string }[] =>
  classes.map((name, label) => ({ id: classIdOf({ label }), name }));

export async function headAnswer(seen: SeenSet, { train, validation, test }: Drawn, seed: number): Promise<Answer & { head: LinearHead }> {
  const begunMs = performance.now();
  const table = rowsOfTable(seen.features, train);
  const head = await fitHead({
    features: table.rows,
    dimension: table.dimension,
    labels: labelsAt(seen, train),
    classIds: classesOf(seen.set).map(({ id }) => id),
    seed,
    augmented: (await seen.augmented(train)).map(({ rows }) => rows),
  });
  const said = (places: readonly number[]): Float32Array => headProbabilities(head, rowsOfTable(seen.features, places).rows);
  return {
    head,
    ...judged(seen, validation, said(validation), [0, 0]),
    name: 'head',
    predicted: [...decideEach(said(test), seen.set.classes.length)],
    seconds: seconds(begunMs),
    told: '',
  };
}

export interface Tried {
  readonly tuneFrom: string;
  readonly passes: number;
  readonly recipe?: Partial<Recipe>;
  readonly name?: string;
  readonly trials?: number;
}

export async function fineTuneAnswer(
  seen: SeenSet,
  { train, validation, test }: Drawn,
  head: LinearHead,
  { tuneFrom, passes, recipe = {}, name, trials }: Tried,
  seed: number,
): Promise<Answer> {
  const begunMs = performance.now();
  const of = (places: readonly number[]) => ({ pictures: chosenPictures(seen.pictures, places), labels: labelsAt(seen, places) });
  const { answers, tuning } = await trainNetwork(
    {
      recipe: { ...(tuneFrom === normalisationOnly ? normalisationRecipe : fineTuneRecipe), ...recipe },
      source: seen.source,
      cut: cutOf(seen.source),
      tuneFrom,
      head,
      train: of(train),
      validation: of(validation),
      ask: chosenPictures(seen.pictures, [...validation, ...test]),
      variation: variationOf(seen.set),
      seed,
      budget: { imagePasses: passes, ...(trials === undefined ? {} : { trials }) },
    },
    { progress: () => undefined, signal },
  );
  const classes = seen.set.classes.length;
  const [held, asked] = [answers.slice(0, validation.length * classes), answers.slice(validation.length * classes)];
  const told = `rate ${tuning.learningRate}, best step ${tuning.bestStep} of ${tuning.steps}, share ${tuning.interpolation}; ${tuning.interpolations.map((one) => `${one.share}: ${(100 * one.validationAccuracy).toFixed(1)} ${one.validationLoss.toFixed(3)}`).join(' ')}`;
  return {
    ...judged(seen, validation, held, [1, tuning.parametersTuned]),
    name: name ?? tuneFrom,
    predicted: [...decideEach(asked, classes)],
    seconds: seconds(begunMs),
    told,
  };
}

/** The model that automatic mode would choose. */
export const chosenOf = (answers: readonly Answer[]): Answer => answers[chooseModel(answers)]!;

function judged(seen: SeenSet, places: readonly number[], probabilities: Float32Array, simplicity: readonly number[]): JudgedModel {
  const classes = seen.set.classes.length;
  const labels = labelsAt(seen, places);
  const said = decideEach(probabilities, classes);
  return {
    simplicity,
    groups: places.map((place) => seen.set.photos[place]!.group),
    losses: [...labels].map((label, row) => -Math.log(Math.max(1e-12, probabilities[row * classes + label]!))),
    right: labels.reduce((sum, label, row) => sum + Number(said[row] === label), 0),
  };
}

export const labelsAt = ({ labels }: SeenSet, places: readonly number[]): Int32Array => Int32Array.from(places, (place) => labels[place]!);
const seconds = (sinceMs: number): number => (performance.now() - sinceMs) / 1000;
