import type { SourceModel, Tuning, Variation } from '../../contract/index.ts';
import {
  beginningSeconds,
  expectedTime,
  fittedPart,
  likelySeconds,
  tunedPart,
  type ExpectedTime,
  type PlannedTraining,
} from '../../domain/training-time/expected-time.ts';
import { unstatedMultiplyAdds } from '../../domain/training-time/measured-work.ts';
import { TrainingClock } from '../../domain/training-time/training-clock.ts';
import { picturesTaken } from '../../domain/training-time/tuning-pictures.ts';
import type { LabelledImage, TrainOutcome } from '../../learner/protocol.ts';
import { readSource } from '../../models/library/source-models.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { readingPasses, type Reading } from './reading-passes.ts';
import type { RunOrder } from './run-order.ts';
import { countParameters, trainingLabels, tunedFrom, tunedShare } from './tuned-share.ts';

export interface PlannedRun {
  readonly source: SourceModel;
  readonly cut: string;
  readonly images: readonly Pick<LabelledImage, 'hash' | 'class' | 'split'>[];
  readonly variation: Variation;
  readonly tuning: PlannedTraining['tuning'];
  readonly budgetSeconds: number | null;
}
export interface RunTime extends Reading {
  readonly expected: ExpectedTime;
}

type Parts = Pick<StudioParts, 'projects' | 'speeds'>;

/** Estimates how long a training run would take on this computer, from the images still to be read and earlier timings. */
export function timeOf(
  speeds: StudioParts['speeds'],
  features: string,
  { source, cut, images, variation, tuning, budgetSeconds }: PlannedRun,
): RunTime {
  const reading = readingPasses(features, source, { cut, images, variation, isTuned: tuning !== null });
  const train = images.filter(({ split }) => split === 'train').length;
  const planned = { source: costOf(source), passes: reading.passes, images: { all: images.length, train }, tuning, budgetSeconds };
  return { ...reading, expected: expectedTime(planned, speeds.timed) };
}

/** Estimates how long a run would take from now on. Errors: those of readSource. */
export async function timeOfRun(
  speeds: StudioParts['speeds'],
  store: ProjectStore,
  { source, cut, images, classes, method, tuneFrom, settings }: RunOrder,
): Promise<RunTime> {
  const { variation, budgetSeconds } = settings;
  return timeOf(speeds, store.featuresFolder, {
    source,
    cut,
    images,
    variation,
    budgetSeconds,
    tuning: method === 'head' ? null : await tuningOf(),
  });

  async function tuningOf(): Promise<NonNullable<PlannedTraining['tuning']>> {
    const onDisk = await readSource(source.path);
    const from =
      tunedFrom(onDisk, { method, cut, tuneFrom }, { labels: trainingLabels(images, classes), classes: classes.length }) ?? 'all';
    return { method: method as 'fine-tune' | 'scratch', from, share: tunedShare(countParameters(onDisk, cut, from)) };
  }
}

const costOf = ({ hash, multiplyAdds }: SourceModel): PlannedTraining['source'] => ({
  hash,
  multiplyAdds: multiplyAdds ?? unstatedMultiplyAdds,
});

/** Times the reading of images within other work. `work` gets a control that observes all progress. */
export async function readingTimed<T>(
  { projects, speeds }: Parts,
  source: SourceModel,
  reading: Reading,
  control: JobControl,
  work: (control: JobControl) => Promise<T>,
): Promise<T> {
  const clock = new TrainingClock(reading.passes, { reading: 0, rest: 0 }, projects.now());
  const heard: JobControl = {
    ...control,
    progress: (stage, done, total, secondsLeft) => {
      clock.note(stage, done, total, projects.now());
      control.progress(stage, done, total, secondsLeft);
    },
  };
  try {
    return await work(heard);
  } finally {
    noteReading(speeds, source, clock);
  }
}

export interface TimedHow {
  readonly resume: boolean;
  /** Seconds that the rest of the job takes after this training run. */
  readonly later?: number;
}

/** Performs a training run, reports the remaining time from its first second, and records its timings. */
export async function timedRun(
  { projects, speeds }: Parts,
  store: ProjectStore,
  order: RunOrder,
  { resume, later = 0 }: TimedHow,
  control: JobControl,
  work: (control: JobControl) => Promise<TrainOutcome>,
): Promise<TrainOutcome> {
  const { passes, expected } = await timeOfRun(speeds, store, order);
  const clock = new TrainingClock(
    passes,
    { reading: expected.reading, rest: Math.max(0, likelySeconds(expected) - expected.reading - beginningSeconds) },
    projects.now(),
  );
  const heard: JobControl = {
    ...control,
    progress: (stage, done, total) => {
      const left = clock.note(stage, done, total, projects.now());
      control.progress(stage, done, total, left === null ? undefined : left + later);
    },
  };
  heard.progress('reading', 0, null);
  try {
    const outcome = await work(heard);
    noteRest({ projects, speeds }, order, outcome, clock, resume);
    return outcome;
  } finally {
    noteReading(speeds, order.source, clock);
  }
}

/** Applies to stopped runs as well: the images read until then were timed. */
function noteReading(speeds: StudioParts['speeds'], source: SourceModel, { read }: TrainingClock): void {
  const { hash, multiplyAdds } = costOf(source);
  speeds.note('reading', { what: hash, multiplyAdds, ...read });
}

function noteRest(
  { projects, speeds }: Parts,
  { source, images, method }: RunOrder,
  { tuned }: TrainOutcome,
  clock: TrainingClock,
  resume: boolean,
): void {
  const { hash, multiplyAdds } = costOf(source);
  const rest = clock.restSeconds(projects.now());
  if (method === 'head' || tuned === null)
    return speeds.note('fitting', { what: fittedPart(false), multiplyAdds, pictures: images.length, seconds: rest });
  const { tuning, tuneFrom } = tuned;
  const seconds = stepSeconds(tuning);
  const train = images.filter(({ split }) => split === 'train').length;
  const share = tunedShare({ reused: tuning.parametersReused, tuned: tuning.parametersTuned });
  speeds.note('tuning', {
    what: tunedPart(hash, { method, from: tuneFrom }),
    multiplyAdds: multiplyAdds * share,
    pictures: picturesTaken(train, method, tuning),
    seconds,
  });
  // For a resumed run, the time of its steps includes those before the interruption.
  if (!resume) speeds.note('fitting', { what: fittedPart(true), multiplyAdds, pictures: images.length, seconds: rest - seconds });
}

const stepSeconds = ({ curve }: Tuning): number => curve.at(-1)?.seconds ?? 0;
