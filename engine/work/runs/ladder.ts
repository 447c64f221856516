import type { Handlers, Ladder, RunComparison, RunSummary, Rung } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId, RunId } from '../../domain/ids.ts';
import { comparePaired } from '../../domain/statistics/paired-comparison.ts';
import { decide } from '../../domain/models/decision.ts';
import type { RunPrediction } from '../../store/runs.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { groupsAmong } from '../images/image-groups.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/**
 * Compares all runs tested on the same images as the newest current run, followed by that run's baselines. Runs are in the order of their
 * validation scores, so that picking the first one is not a choice by the test set. Runs with a withheld test score are left out.
 */
function ladderOf(store: ProjectStore): Ladder {
  const all = store.runs.list().filter(({ state }) => state === 'done');
  const done = all.filter(({ testWithheld }) => !testWithheld);
  const withheld = all.length - done.length;
  const current = done.filter(({ stale }) => !stale);
  const reference = current[0];
  if (reference === undefined) return { testImages: 0, classes: 0, rungs: [], leftOut: done.length, withheld };
  const tested = testedOn(store, reference);
  const comparable = current.filter((run) => testedOn(store, run) === tested);
  const { test, baselines } = store.runs.evaluation(reference.run);
  const runs = comparable.map((run) => runRung(store, run)).toSorted((a, b) => (b.validation?.value ?? 0) - (a.validation?.value ?? 0));
  const naive = baselines
    .map(({ name, accuracy, balancedAccuracy }): Rung => ({
      kind: name,
      run: null,
      source: null,
      cut: null,
      tuneFrom: null,
      score: accuracy,
      balancedAccuracy,
      validation: null,
      seconds: null,
      stale: false,
    }))
    .toSorted((a, b) => b.score.value - a.score.value);
  return {
    testImages: test.images,
    classes: reference.classIds.length,
    rungs: [...runs, ...naive],
    leftOut: done.length - comparable.length,
    withheld,
  };
}

function runRung(store: ProjectStore, { run, method, source, cut, tuneFrom, seconds, stale, validation }: RunSummary): Rung {
  const { accuracy, balancedAccuracy } = store.runs.evaluation(run).test;
  const kind = method === 'baseline' ? 'majority-class' : method;
  return { kind, run, source: source.title, cut, tuneFrom, score: accuracy, balancedAccuracy, validation, seconds, stale };
}

/** Identifies the test images and labels of a run; only the scores of runs with equal ones are comparable. */
function testedOn(store: ProjectStore, { run, classIds }: RunSummary): string {
  const images = store.runs.predictions(run, 'test').map(({ image, actual }) => `${image}:${actual}`);
  return `${[...classIds].sort((a, b) => a - b).join()} ${images.join()}`;
}

/** Errors: `run-not-found`, `run-not-finished`; `runs-not-comparable` for runs with no image in common or with different classes. */
function compareTwo(store: ProjectStore, a: RunId, b: RunId): RunComparison {
  const on = [a, b].some((run) => store.runs.get(run).testWithheld) ? 'validation' : 'test';
  const [ofA, ofB] = [saidOf(store, a, on), saidOf(store, b, on)];
  const common = [...ofA].flatMap(([image, first]) => {
    const second = ofB.get(image);
    return second?.actual === first.actual ? [{ image, actual: first.actual, a: first.said, b: second.said }] : [];
  });
  if (common.length === 0) throw new StudioError('runs-not-comparable', { a, b });
  const groups = groupsAmong(
    store,
    common.map(({ image }) => image),
  );
  const compared = comparePaired(
    common.map((one) => ({ a: one.a === one.actual, b: one.b === one.actual, group: groups.get(one.image) ?? null })),
  );
  const changed = common.filter((one) => (one.a === one.actual) !== (one.b === one.actual));
  return { a, b, on, scored: { a: ofA.size, b: ofB.size }, ...compared, changed };
}

function saidOf(store: ProjectStore, run: RunId, on: RunComparison['on']): Map<RunPrediction['image'], { actual: ClassId; said: ClassId }> {
  const { state, classIds } = store.runs.get(run);
  if (state !== 'done') throw new StudioError('run-not-finished', { run, state });
  return new Map(
    store.runs.predictions(run, on).map(({ image, actual, probabilities }) => [image, { actual, said: classIds[decide(probabilities)]! }]),
  );
}

export function ladderHandlers(parts: StudioParts): Pick<Handlers, 'runs.ladder' | 'runs.compare'> {
  return {
    'runs.ladder': ({ project }) => ladderOf(parts.projects.get(project)),
    'runs.compare': ({ project, a, b }) => compareTwo(parts.projects.get(project), a, b),
  };
}
