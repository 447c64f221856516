import { z } from 'zod';
import { change, question } from './declare.ts';
import { projectId, runId, seed, time } from './values.ts';

/** An action on the test set. */
const testSetEvent = z.strictObject({
  /** `open`: the withheld score of a run was revealed, or of all runs if `run` is null. */
  kind: z.enum(['draw', 'lock', 'open']),
  at: time,
  by: z.string(),
  run: runId.nullable(),
  /** For `draw`, otherwise null: its seed, the number of test images, and how many of them had been scored on before. */
  seed: z.int().nullable(),
  images: z.int().nullable(),
  looked: z.int().nullable(),
  /** For `draw`: `newest`, or `group ` and its name; null for a random one. */
  chosen: z.string().nullable(),
  /** Whether a `draw` has been undone since. */
  undone: z.boolean(),
});
export type TestSetEvent = z.infer<typeof testSetEvent>;

const testSet = z.strictObject({
  /** Number of test images: of the run given, otherwise the current ones. */
  images: z.int(),
  /** Runs and reports scored on these images, or on at least half of them. Runs whose score is withheld do not count. */
  runs: z.int(),
  reports: z.int(),
  /** Upper bound on the optimism of choosing the best of these runs by this score, as a share; 0 for a single run, null without a score. */
  optimism: z.number().nullable(),
  /** Whether runs that finish now withhold their test score. */
  locked: z.boolean(),
  /** Number of runs whose score is withheld. */
  withheld: z.int(),
  /** Number of labelled images that nothing has been scored on yet. */
  unlooked: z.int(),
  /** Number of finished runs and reports that a fresh test set would make stale. */
  current: z.strictObject({ runs: z.int(), reports: z.int() }),
  /** Labelled images that say when they were taken. */
  timed: z.int(),
  /** The groups of labelled images that have at least two, the largest first, at most 200. */
  groups: z.array(z.strictObject({ group: z.string(), images: z.int() })),
  /** Newest first. */
  history: z.array(testSetEvent),
});
export type TestSet = z.infer<typeof testSet>;

const inProject = { project: projectId };
export const testSetRequests = {
  'testSet.get': question(
    'How often the test images were looked at, what choosing by their score is worth at most, and what was done to them.',
    {
      input: z.strictObject({ ...inProject, run: runId.optional() }),
      output: testSet,
      failures: ['project-not-open', 'run-not-found'],
    },
  ),
  'testSet.draw': change(
    'Divides the labelled images anew, with test images that nobody was scored on before as far as there are any. Runs and reports become stale; their scores stay those of the old test set.',
    {
      input: z.strictObject({
        ...inProject,
        seed: seed.optional(),
        /** Which images to test on: random ones, the newest, or those of one group, such as a site. */
        from: z.union([z.enum(['random', 'newest']), z.strictObject({ group: z.string().min(1) })]).default('random'),
      }),
      output: testSet,
      failures: [
        'project-not-open',
        'no-labels',
        'no-test-images',
        'too-few-classes',
        'class-too-small',
        'class-name-empty',
        'other-name-taken',
        'other-too-small',
        'work-under-way',
        'disk-full',
        'disk-error',
      ],
    },
  ),
  'testSet.lock': change('From now on a finished run keeps its test score to itself; its validation score is shown.', {
    input: z.strictObject(inProject),
    output: testSet,
    failures: ['project-not-open', 'disk-full', 'disk-error'],
  }),
  'testSet.open': change('Tells the withheld test score of one run, or without `run` of all, and no longer withholds any.', {
    input: z.strictObject({ ...inProject, run: runId.optional() }),
    output: testSet,
    failures: ['project-not-open', 'run-not-found', 'disk-full', 'disk-error'],
  }),
};
