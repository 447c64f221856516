import type { CheckedInput, Handlers, SourceModel, TrainingPlan } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { usualVariation } from '../../domain/models/usual-variation.ts';
import { defaultTuneFrom } from '../../models/backward/default-tune-from.ts';
import { blocksOf, firstTuned } from '../../models/layers/blocks.ts';
import { layersUpTo } from '../../models/layers/layers-file.ts';
import type { Cut } from '../../models/library/cuts.ts';
import { findCut, readSource, type SourceOnDisk } from '../../models/library/source-models.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { MeasuredSpeeds } from '../studio/measured-speeds.ts';
import { picturesSeen } from './pictures-seen.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { readSnapshot } from '../labels/snapshot.ts';

/** Pictures that a tuning takes in its steps: some passes over the images, but neither too few steps nor endless ones. */
const passes = { epochs: 20, least: 6_000 };
const scratchPasses = { epochs: 60, least: 12_000 };
/** How far a prediction from the pace of other trainings is off. */
const uncertainty = { low: 0.5, high: 2 };

/** What a training with these choices would reuse, tune and cost. Errors: those of the source and the cut. */
async function planRun(parts: StudioParts, input: CheckedInput<'runs.plan'>): Promise<TrainingPlan> {
  const store = parts.projects.get(input.project);
  const model = await parts.library.find(input.source);
  const cut = parts.library.cut(model, input.cut);
  const source = await readSource(model.path);
  const found = findCut(source, cut);
  const counts = splitCounts(store, found);
  const tuneFrom = tunedFrom(source, found, counts, input);
  const { reused, tuned } = countParameters(source, cut, tuneFrom);
  const { features } = found;
  return {
    source: model.id, cut, features, tuneFrom, parameters: { reused, tuned, head: (features + 1) * Math.max(2, counts.classes) },
    seconds: secondsOf(parts.speeds, model, counts, { method: input.method, tunedShare: tuned / Math.max(1, reused + tuned) }),
    trainImages: counts.train, validationImages: counts.validation, testImages: counts.test, nearDuplicates: counts.nearDuplicates,
    learnsFromAugmented: counts.seenForHead > counts.train + counts.validation + counts.test,
  };
}

/** The first block that a training would tune; null where only the head is new. */
function tunedFrom(source: SourceOnDisk, { parts }: Cut, { labels, classes }: Counts, { method, tuneFrom }: CheckedInput<'runs.plan'>): string | null {
  if (method === 'scratch') return 'all';
  if (method !== 'fine-tune') return null;
  if (tuneFrom !== undefined) return tuneFrom;
  return labels.length === 0 ? blocksOf(source).at(-1)?.name ?? 'all' : defaultTuneFrom(source, parts.at(-1)!.layer, labels, classes);
}

interface Counts {
  readonly train: number; readonly validation: number; readonly test: number; readonly classes: number; readonly seenForHead: number; readonly nearDuplicates: TrainingPlan['nearDuplicates'];
  /** Places of the classes of the training images. */
  readonly labels: Int32Array;
}

/** Before there is enough to train on, nothing is split and nothing counted. */
function splitCounts(store: ProjectStore, cut: Cut): Counts {
  try {
    const { classes, images, nearDuplicates } = readSnapshot(store, 1);
    const count = (split: string): number => images.filter((image) => image.split === split).length;
    const labels = Int32Array.from(images.filter(({ split }) => split === 'train'), (image) => classes.findIndex(({ id }) => id === image.class));
    return { train: labels.length, validation: count('validation'), test: count('test'), classes: classes.length, seenForHead: picturesSeen(images, usualVariation, cut), nearDuplicates, labels };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { train: 0, validation: 0, test: 0, classes: 0, seenForHead: 0, nearDuplicates: { groups: 0, leftOut: 0 }, labels: new Int32Array() };
  }
}

/** Weights before the first tuned block, and from it up to the cut. Errors: `cut-not-found` for a block that is not there. */
function countParameters(source: SourceOnDisk, cut: string, tuneFrom: string | null): { reused: number; tuned: number } {
  const sizes = new Map<string, number>();
  for (const { entries } of source.file.groups) {
    for (const { name, shape } of entries) {
      const layer = name.split('/').at(-2) ?? name;
      sizes.set(layer, (sizes.get(layer) ?? 0) + shape.reduce((product, side) => product * side, 1));
    }
  }
  const blocks = blocksOf(source);
  const first = tuneFrom === null ? blocks.length : firstTuned(blocks, tuneFrom);
  if (first < 0) throw new StudioError('cut-not-found', { source: source.model.id, cut: tuneFrom ?? '' });
  const tunedLayers = new Set(blocks.slice(first).flatMap(({ layers }) => layers));
  const upTo = new Set(cut.split('+').flatMap((part) => layersUpTo(source.file.layers, part) ?? []).map(({ name }) => name));
  const sum = (counts: (layer: string) => boolean): number => [...upTo].filter(counts).reduce((total, layer) => total + (sizes.get(layer) ?? 0), 0);
  return { reused: sum((layer) => !tunedLayers.has(layer)), tuned: sum((layer) => tunedLayers.has(layer)) };
}

function secondsOf(
  speeds: MeasuredSpeeds, { multiplyAdds }: SourceModel, counts: Counts, { method, tunedShare }: { method: string; tunedShare: number },
): TrainingPlan['seconds'] {
  const seeing = speeds.of('seeing');
  if (multiplyAdds === null || seeing === null) return null;
  const work = counts.seenForHead * multiplyAdds;
  // Cached features cost nothing, so the least is next to nothing.
  if (method === 'head' || method === 'auto') return { low: 0.1 * seeing.low * work, high: uncertainty.high * seeing.high * work };
  const tuning = speeds.of('tuning');
  if (tuning === null) return null;
  const { epochs, least } = method === 'scratch' ? scratchPasses : passes;
  const steps = Math.max(least, epochs * counts.train) * tunedShare * multiplyAdds;
  return { low: uncertainty.low * tuning.low * steps, high: uncertainty.high * tuning.high * steps };
}

export function planHandlers(parts: StudioParts): Pick<Handlers, 'runs.plan'> {
  return { 'runs.plan': (input) => planRun(parts, input) };
}
