import type { CheckedInput, Handlers, TrainingPlan } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { readSource } from '../../models/library/source-models.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { cutOf } from '../../models/library/cuts.ts';
import type { LabelledImage } from '../../learner/protocol.ts';
import { headLearnsFromAugmented } from './reading-passes.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { ClassesTooSmall, otherChosen, readSnapshot } from '../labels/snapshot.ts';
import { timeOf } from './training-time.ts';
import { countParameters, trainingLabels, tunedFrom, tunedShare } from './tuned-share.ts';

/** Returns what a training run with these choices would reuse, tune and cost. Errors: those of the source and the cut. */
async function planRun(parts: StudioParts, input: CheckedInput<'runs.plan'>): Promise<TrainingPlan> {
  const store = parts.projects.get(input.project);
  const model = await parts.library.find(input.source);
  const cut = parts.library.cut(model, input.cut);
  const source = await readSource(model.path);
  const { images, classes, labels, nearDuplicates, tooSmall } = trainedOn(store, input.other);
  const tuneFrom = tunedFrom(source, { ...input, cut }, { labels, classes });
  const { reused, tuned } = countParameters(source, cut, tuneFrom);
  const { features } = cutOf(model, cut);
  const tuning =
    tuneFrom === null
      ? null
      : {
          method: input.method === 'scratch' ? ('scratch' as const) : ('fine-tune' as const),
          from: tuneFrom,
          share: tunedShare({ reused, tuned }),
        };
  const { newImages, expected } = timeOf(parts.speeds, store.featuresFolder, {
    source: model,
    cut,
    images,
    variation: input.variation,
    tuning,
    budgetSeconds: null,
  });
  const count = (split: string): number => images.filter((image) => image.split === split).length;
  return {
    source: model.id,
    cut,
    features,
    tuneFrom,
    parameters: { reused, tuned, head: (features + 1) * Math.max(2, classes) },
    newImages,
    time: images.length === 0 ? null : { low: expected.low, high: expected.high, isGuess: expected.isGuess },
    trainImages: count('train'),
    validationImages: count('validation'),
    testImages: count('test'),
    nearDuplicates,
    tooSmall,
    learnsFromAugmented: headLearnsFromAugmented(model, cut, images),
  };
}

interface TrainedOn {
  readonly images: readonly LabelledImage[];
  readonly classes: number;
  /** The class indices of the training images. */
  readonly labels: Int32Array;
  readonly nearDuplicates: TrainingPlan['nearDuplicates'];
  readonly tooSmall: TrainingPlan['tooSmall'];
}

/** Empty until there is enough to train on. */
function trainedOn(store: ProjectStore, other: CheckedInput<'runs.plan'>['other']): TrainedOn {
  try {
    const { classes, images, nearDuplicates } = readSnapshot(store, 1, otherChosen(store, other));
    return { images, classes: classes.length, labels: trainingLabels(images, classes), nearDuplicates, tooSmall: [] };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const tooSmall = error instanceof ClassesTooSmall ? error.classes.map(({ name }) => name) : [];
    return { images: [], classes: 0, labels: new Int32Array(), nearDuplicates: { groups: 0, leftOut: 0 }, tooSmall };
  }
}

export function planHandlers(parts: StudioParts): Pick<Handlers, 'runs.plan'> {
  return { 'runs.plan': (input) => planRun(parts, input) };
}
