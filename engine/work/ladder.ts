import type { Handlers, Ladder, RunComparison, RunSummary, Rung } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, RunId } from '../domain/ids.ts';
import { comparePaired } from '../domain/paired-comparison.ts';
import type { RunPrediction } from '../store/runs.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { groupsAmong } from './image-groups.ts';
import type { StudioParts } from './studio-parts.ts';

/** All runs that were tested on the images on which the newest current run was tested, beside the baselines of that run, best first. */
export function ladderOf(store: ProjectStore): Ladder {
  const done = store.runs.list().filter(({ state }) => state === 'done');
  const current = done.filter(({ stale }) => !stale);
  const reference = current[0];
  if (reference === undefined) return { testImages: 0, classes: 0, rungs: [], leftOut: done.length };
  const tested = testedOn(store, reference);
  const comparable = current.filter((run) => testedOn(store, run) === tested);
  const { test, baselines } = store.runs.evaluation(reference.run);
  const rungs: Rung[] = [
    ...comparable.map((run) => runRung(store, run)),
    ...baselines.map(({ name, accuracy, balancedAccuracy }): Rung => ({
      kind: name, run: null, source: null, cut: null, tuneFrom: null, score: accuracy, balancedAccuracy, seconds: null, stale: false,
    })),
  ];
  rungs.sort((a, b) => b.score.value - a.score.value);
  return { testImages: test.images, classes: reference.classIds.length, rungs, leftOut: done.length - comparable.length };
}

function runRung(store: ProjectStore, { run, method, source, cut, tuneFrom, seconds, stale }: RunSummary): Rung {
  const { accuracy, balancedAccuracy } = store.runs.evaluation(run).test;
  const kind = method === 'baseline' ? 'majority-class' : method;
  return { kind, run, source: source.title, cut, tuneFrom, score: accuracy, balancedAccuracy, seconds, stale };
}

/** Which images with which labels a run was tested on: equal for runs whose scores may stand side by side. */
function testedOn(store: ProjectStore, { run, classIds }: RunSummary): string {
  const images = store.runs.predictions(run, 'test').map(({ image, actual }) => `${image}:${actual}`);
  return `${[...classIds].sort((a, b) => a - b).join()} ${images.join()}`;
}

/** Errors: `run-not-found`, `run-not-finished`, `runs-not-comparable` for runs without a common test image or of other classes. */
export function compareTwo(store: ProjectStore, a: RunId, b: RunId): RunComparison {
  const [ofA, ofB] = [saidOf(store, a), saidOf(store, b)];
  const common = [...ofA].flatMap(([image, first]) => {
    const second = ofB.get(image);
    return second?.actual === first.actual ? [{ image, actual: first.actual, a: first.said, b: second.said }] : [];
  });
  if (common.length === 0) throw new StudioError('runs-not-comparable', { a, b });
  const groups = groupsAmong(store, common.map(({ image }) => image));
  const compared = comparePaired(common.map((one) => ({ a: one.a === one.actual, b: one.b === one.actual, group: groups.get(one.image) ?? null })));
  const changed = common.filter((one) => (one.a === one.actual) !== (one.b === one.actual));
  return { a, b, ...compared, changed };
}

function saidOf(store: ProjectStore, run: RunId): Map<RunPrediction['image'], { actual: ClassId; said: ClassId }> {
  const { state, classIds } = store.runs.get(run);
  if (state !== 'done') throw new StudioError('run-not-finished', { run, state });
  return new Map(store.runs.predictions(run, 'test').map(({ image, actual, probabilities }) =>
    [image, { actual, said: classIds[probabilities.indexOf(Math.max(...probabilities))]! }]));
}

export function ladderHandlers(parts: StudioParts): Pick<Handlers, 'runs.ladder' | 'runs.compare'> {
  return {
    'runs.ladder': ({ project }) => ladderOf(parts.projects.get(project)),
    'runs.compare': ({ project, a, b }) => compareTwo(parts.projects.get(project), a, b),
  };
}
