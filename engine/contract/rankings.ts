import { z } from 'zod';
import { change, failureSchema, question } from './declare.ts';
import { interval, jobId, projectId, runId, seed, time } from './values.ts';

const rankingScores = z.strictObject({
  /** Mean log evidence per image and class (LogME, You et al. 2021), with the rank of the features instead of their number. */
  logMe: z.number(),
  /** Leave-one-out accuracies. */
  ridge: interval,
  nearestNeighbours: interval,
  nearestMean: interval,
});

const rankedSource = z.strictObject({
  source: z.string(),
  title: z.string(),
  parameters: z.int(),
  multiplyAdds: z.number().nullable(),
  /** Share of the bootstrap resamples in which it came first. */
  probabilityBest: z.number(),
  scores: rankingScores,
  /** Rank among the candidates, averaged over the scores; 1 is best. */
  meanRank: interval,
  tiedWithBest: z.boolean(),
});
const rankingBaseline = z.strictObject({
  name: z.enum(['random-start', 'majority-class', 'colour-and-texture']),
  /** For `random-start`: the source model whose architecture it uses. */
  source: z.string().nullable(),
  /** Leave-one-out accuracy of ridge, as for the candidates. */
  accuracy: interval,
});
export const ranking = z.strictObject({
  ranking: z.int(),
  at: time,
  dataVersion: z.int(),
  images: z.int(),
  classes: z.int(),
  bootstraps: z.int(),
  seed: z.int(),
  seconds: z.number(),
  /** In descending order of the probability of being best. */
  sources: z.array(rankedSource),
  baselines: z.array(rankingBaseline),
  /** Source models that could not be ranked, with the reason. */
  skipped: z.array(z.strictObject({ source: z.string(), title: z.string(), failure: failureSchema })),
  /** engine/words has a text for each code: a clear best, a tie (the smaller is recommended), or no source better than the baselines. */
  advice: z.strictObject({
    code: z.enum(['clear-best', 'tie-choose-smaller', 'no-better-than-baselines', 'too-few-images']),
    source: z.string().nullable(),
  }),
  stale: z.boolean(),
});
export type Ranking = z.infer<typeof ranking>;

/** The top candidates actually trained with equal budgets, and whether the ranking was right. */
export const rankingTrial = z.strictObject({
  ranking: z.int(),
  tried: z.array(
    z.strictObject({
      source: z.string(),
      run: runId,
      validation: interval,
      /** Null while withheld. */
      test: interval.nullable(),
      seconds: z.number(),
    }),
  ),
  predicted: z.string(),
  best: z.string(),
  /** Whether the predicted best is the best, or cannot be told apart from it. */
  right: z.boolean(),
  tied: z.boolean(),
});
export type RankingTrial = z.infer<typeof rankingTrial>;

/** How often rankings were right on this computer, over all projects. */
const hitRate = z.strictObject({ trials: z.int(), right: z.int(), rate: interval.nullable() });
export type HitRate = z.infer<typeof hitRate>;

export const rankingRequests = {
  'rankings.start': change("Ranks source models on the labelled images before any training; the job's result is a ranking.", {
    input: z.strictObject({
      project: projectId,
      sources: z.array(z.string()).min(1).optional(),
      seed: seed.default(1),
    }),
    output: z.strictObject({ job: jobId }),
    failures: ['project-not-open', 'no-labels', 'too-few-classes', 'class-too-small', 'source-not-found', 'tensorflow-missing'],
  }),
  'rankings.latest': question('The last ranking of a project with its trial, and the hit rate of this machine.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ ranking: ranking.nullable(), trial: rankingTrial.nullable(), hitRate }),
    failures: ['project-not-open'],
  }),
  'rankings.try': change(
    "Trains the first candidates of a ranking, and in the last place the largest general one, with equal budgets; the job's result says whether the ranking was right.",
    {
      input: z.strictObject({
        project: projectId,
        ranking: z.int().positive(),
        top: z.int().min(2).max(10).default(3),
        seed: seed.default(1),
      }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'ranking-not-found', 'source-not-found', 'no-validation-images'],
    },
  ),
};
