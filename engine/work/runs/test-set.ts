import type { CheckedInput, Evaluation, Handlers, Interval, RankingTrial, TestSet } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { freshSplit, leftOutSplit, newestSplit, type TimedCandidate } from '../../domain/labels/fresh-test-set.ts';
import { choiceAmong, otherOf } from '../../domain/labels/other-class.ts';
import type { ImageId, ProjectId, RunId } from '../../domain/ids.ts';
import { selectionOptimism } from '../../domain/statistics/selection-optimism.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { choicesOf } from '../projects/project-summary.ts';
import { finishedRun } from './finished-run.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { requireTrainable, splitCandidates } from '../labels/snapshot.ts';

/** Enough to choose from; more would not be read. */
const mostGroups = 200;

/** Returns the record of looks at the test images of a run, or at the current ones. Errors: `run-not-found`. */
export function testSetOf(store: ProjectStore, run?: RunId): TestSet {
  const images = store.testSet.images(run);
  const looks = store.testSet.looksAt(images);
  const accuracy = run === undefined ? newestScore(store) : store.runs.get(run).accuracy;
  return {
    images: images.length,
    ...looks,
    optimism: accuracy === null ? null : selectionOptimism({ accuracy, images: images.length, models: looks.runs }),
    locked: store.testSet.isLocked,
    withheld: store.testSet.withheld,
    unlooked: store.testSet.unlooked(),
    current: store.testSet.current(),
    ...store.images.testable(mostGroups),
    history: store.testSet.history(),
  };
}

/** The newest disclosed score of a current run. */
const newestScore = (store: ProjectStore): Interval | null =>
  store.runs.list().find(({ accuracy, stale }) => accuracy !== null && !stale)?.accuracy ?? null;

/** Returns a run's test evaluation. Errors: `run-not-found`, `run-not-finished`, `test-set-locked` while its score is withheld. */
export function evaluationOf(store: ProjectStore, asked: RunId | undefined): Evaluation {
  const run = finishedRun(store, asked);
  requireTold(store, run);
  return store.runs.evaluation(run);
}

/** Errors: `run-not-found`, `test-set-locked` while the test score of the run is withheld. */
export function requireTold(store: ProjectStore, run: RunId): void {
  if (store.runs.get(run).testWithheld) throw new StudioError('test-set-locked', { run });
}

/** Errors: `test-set-locked` while scores are withheld. For work that needs the test images. */
export function requireOpenTestSet(store: ProjectStore): void {
  if (store.testSet.isLocked) throw new StudioError('test-set-locked');
}

/** Returns a trial without withheld test scores. */
export function toldTrial(store: ProjectStore, trial: RankingTrial): RankingTrial {
  return { ...trial, tried: trial.tried.map((one) => (store.runs.get(one.run).testWithheld ? { ...one, test: null } : one)) };
}

/** Draws a new test set. Errors: `work-under-way`, `no-test-images`, and those of a training set. */
function draw(parts: StudioParts, { project, seed: asked, from }: CheckedInput<'testSet.draw'>): void {
  const store = parts.projects.get(project);
  // Running jobs have read the split or are about to.
  if (parts.queue.busy(project)) throw new StudioError('work-under-way');
  // Classes that the next training treats as one are divided as one.
  const classes = store.classes.list();
  const chosen = choiceAmong(choicesOf(store)?.other ?? null, classes);
  const other = chosen && otherOf(chosen, classes);
  const { labelled } = requireTrainable(store, other);
  // The first split uses the seed of the first training run, which is usually 1.
  const seed = asked ?? store.testSet.history().filter(({ kind }) => kind === 'draw').length + 2;
  const looks = store.testSet.looksPerImage();
  const rows = new Map(labelled.map((row) => [row.id, row]));
  const images = splitCandidates(store, labelled, other).map((image): TimedCandidate => ({
    ...image,
    looks: looks.get(image.id) ?? 0,
    takenAt: rows.get(image.id)!.takenAt,
  }));
  const isOf = (group: string) => (image: ImageId) => rows.get(image)!.group === group;
  const drawn =
    from === 'random'
      ? freshSplit(images, seed)
      : from === 'newest'
        ? newestSplit(images, seed)
        : leftOutSplit(images, isOf(from.group), seed);
  if (drawn.test === 0) throw new StudioError('no-test-images');
  const drawnFrom = from === 'random' ? null : from === 'newest' ? from : `group ${from.group}`;
  store.testSet.draw(drawn.splits, { seed, images: drawn.test, looked: drawn.looked, chosen: drawnFrom }, parts.projects.who());
}

export function testSetHandlers(parts: StudioParts): Pick<Handlers, 'testSet.get' | 'testSet.draw' | 'testSet.lock' | 'testSet.open'> {
  const after = (project: ProjectId, change: (store: ProjectStore, who: { at: number; by: string }) => void, run?: RunId): TestSet => {
    const store = parts.projects.get(project);
    change(store, parts.projects.who());
    parts.projects.changed(project);
    return testSetOf(store, run);
  };
  return {
    'testSet.get': ({ project, run }) => testSetOf(parts.projects.get(project), run),
    'testSet.draw': (input) =>
      after(input.project, () => {
        draw(parts, input);
      }),
    'testSet.lock': ({ project }) =>
      after(project, (store, who) => {
        store.testSet.lock(who);
      }),
    'testSet.open': ({ project, run }) =>
      after(
        project,
        (store, who) => {
          if (run !== undefined) store.runs.get(run);
          store.testSet.open(run ?? null, who);
        },
        run,
      ),
  };
}
