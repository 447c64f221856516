import type { CheckedInput, Handlers, JobResult, RankingTrial, SourceModel } from '../../contract/index.ts';
import { usualVariation } from '../../domain/models/usual-variation.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ImageId, JobId, RunId } from '../../domain/ids.ts';
import { wilsonInterval } from '../../domain/statistics/intervals.ts';
import { candidatesToTry, judgeTrial } from '../../domain/ranking/ranking-trial.ts';
import { decide } from '../../domain/models/decision.ts';
import { likelySeconds } from '../../domain/training-time/expected-time.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { words } from '../../words/words.ts';
import { groupsAmong } from '../images/image-groups.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { toldTrial } from '../runs/test-set.ts';
import { timeOfRun } from '../runs/training-time.ts';
import type { RunOrder } from '../runs/run-order.ts';
import { asOrdered, notedRun, performRun } from '../runs/train-run.ts';

/** Matches the training data named on a model card; cards of general-purpose models name ImageNet. */
const general = /imagenet/i;
/** A trial of fewer source models says nothing. */
const fewestTried = 2;

async function startTrial(parts: StudioParts, input: CheckedInput<'rankings.try'>): Promise<{ job: JobId }> {
  const store = parts.projects.get(input.project);
  const sources = await sourcesToTry(parts, store, input);
  const job = parts.queue.start({
    kind: 'try-ranking',
    project: input.project,
    work: (control) => perform(parts, input, sources, control),
  });
  return { job: job.id };
}

/** Errors: `ranking-not-found`; `source-not-found` if a model no longer exists; `input-invalid` if only one model can be tried. */
async function sourcesToTry(
  { library }: StudioParts,
  store: ProjectStore,
  { ranking, top }: CheckedInput<'rankings.try'>,
): Promise<SourceModel[]> {
  const ranked = store.rankings.get(ranking).sources;
  const known = new Map((await library.list()).sources.map((source) => [source.id, source]));
  const isGeneral = ({ source }: { readonly source: string }): boolean => {
    const model = known.get(source);
    return model?.lineage === null && general.test(model.task);
  };
  const chosen = candidatesToTry(ranked, isGeneral, top);
  if (chosen.length < fewestTried) throw new StudioError('input-invalid', { detail: words.rankSources.onlyOne });
  return Promise.all(chosen.map(({ source }) => library.find(source)));
}

async function perform(
  parts: StudioParts,
  input: CheckedInput<'rankings.try'>,
  sources: readonly SourceModel[],
  control: JobControl,
): Promise<JobResult> {
  const store = parts.projects.get(input.project);
  // All runs are recorded before the first one starts, so that they use the same images and labels, whatever happens meanwhile.
  const runs = sources.map((source) =>
    notedRun(
      parts,
      source,
      { project: input.project, source: source.id, method: 'head', seed: input.seed, variation: usualVariation },
      true,
    ),
  );
  await trainAll(parts, store, runs, control);
  const trial = trialOf(
    store,
    input.ranking,
    runs.map(({ source, run }) => ({ source: source.id, run })),
  );
  store.rankings.keepTrial(trial, parts.projects.now());
  parts.hitRates.note({
    project: input.project,
    dataVersion: store.rankings.get(input.ranking).dataVersion,
    at: parts.projects.now(),
    right: trial.right,
  });
  return { kind: 'try-ranking', report: toldTrial(store, trial) };
}

/** Trains the runs one after the other. If one fails or is stopped, those not yet started end as stopped; finished runs stay. */
async function trainAll(parts: StudioParts, store: ProjectStore, runs: readonly RunOrder[], control: JobControl): Promise<void> {
  for (const [at, order] of runs.entries()) {
    try {
      if (control.signal.aborted) throw new StudioError('stopped');
      await performRun(
        parts,
        order,
        asOrdered(parts, order, { resume: false, later: await secondsOf(parts, store, runs.slice(at + 1)) }),
        control,
      );
    } catch (error) {
      for (const { run } of runs.slice(at)) if (store.runs.get(run).state === 'running') store.runs.stop(run);
      throw error;
    }
  }
}

/** The total time of the runs not yet started. */
async function secondsOf(parts: StudioParts, store: ProjectStore, runs: readonly RunOrder[]): Promise<number> {
  const times = await Promise.all(runs.map((run) => timeOfRun(parts.speeds, store, run)));
  return times.reduce((sum, { expected }) => sum + likelySeconds(expected), 0);
}

/** Builds the result of a trial from its stored runs, the predicted best first, including withheld test scores. */
export function trialOf(
  store: ProjectStore,
  ranking: number,
  tried: readonly { readonly source: string; readonly run: RunId }[],
): RankingTrial {
  const judged = tried.map(({ source, run }) => {
    const answers = answersOnValidation(store, run);
    return { source, images: answers.map(({ image }) => image), right: answers.map((one) => one.right) };
  });
  const images = judged[0]?.images ?? [];
  const groups = groupsAmong(store, images);
  return {
    ranking,
    ...judgeTrial(
      judged,
      images.map((image) => groups.get(image) ?? null),
    ),
    tried: tried.map(({ source, run }, at) => {
      const { right } = judged[at]!;
      return {
        source,
        run,
        validation: wilsonInterval(right.filter(Boolean).length, right.length),
        test: store.runs.evaluation(run).test.accuracy,
        seconds: store.runs.get(run).seconds,
      };
    }),
  };
}

function answersOnValidation(store: ProjectStore, run: RunId): { readonly image: ImageId; readonly right: boolean }[] {
  const { classIds } = store.runs.get(run);
  return store.runs
    .predictions(run, 'validation')
    .map(({ image, actual, probabilities }) => ({ image, right: classIds[decide(probabilities)] === actual }));
}

export function trialHandlers(parts: StudioParts): Pick<Handlers, 'rankings.try'> {
  return { 'rankings.try': (input) => startTrial(parts, input) };
}
