import type { Failure, Handlers, HitRate, Ranking, RankingTrial, RunId } from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { pretendJob } from './fake-jobs.ts';
import type { TestProject } from './test-project.ts';
import type { TestStudio } from './test-studio.ts';

const around = (value: number, margin: number) => ({ value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) });
const places = (value: number) => ({ value, low: 1, high: value + 0.6 });

const sources = [{ id: 'starter', title: 'Graft starter', parameters: 4000, multiplyAdds: 38 }, { id: 'mobilenet-v2', title: 'MobileNetV2 1.0', parameters: 8000, multiplyAdds: 300 }];

/** The ranking of source models for one project: the larger is likely best, by a little. */
export class FakeRankings {
  ranking: Ranking | null = null;
  trial: RankingTrial | null = null;
  hitRate: HitRate = { trials: 0, right: 0, rate: null };
  advice: Ranking['advice'] = { code: 'tie-choose-smaller', source: 'starter' };
  rankFailure: Failure | null = null;
  /** Whether the next trial finds the ranking right. */
  right = true;
  private readonly studio: TestStudio;
  project!: TestProject;

  constructor(studio: TestStudio) {
    this.studio = studio;
    studio.answerWith(this.handlers());
  }

  /** Ranks the source models there are, the last of them first. */
  rank(change: Partial<Ranking> = {}): Ranking {
    const ranked = [...sources].reverse().map(({ id, title, parameters, multiplyAdds }, at) => ({
      source: id, title, parameters, multiplyAdds, probabilityBest: at === 0 ? 0.58 : 0.42, tiedWithBest: true, meanRank: places(1.4 + 0.2 * at),
      scores: { logMe: 0.31 - 0.04 * at, ridge: around(0.84 - 0.01 * at, 0.05), nearestNeighbours: around(0.79, 0.06), nearestMean: around(0.77 - 0.02 * at, 0.06) },
    }));
    this.ranking = {
      ranking: (this.ranking?.ranking ?? 0) + 1, at: Date.now(), dataVersion: 180, images: 180, classes: 3, bootstraps: 200, seed: 1, seconds: 6.2, sources: ranked, advice: this.advice, skipped: [], stale: false,
      baselines: [
        { name: 'random-start', source: 'starter', accuracy: around(0.52, 0.07) }, { name: 'colour-and-texture', source: null, accuracy: around(0.6, 0.07) }, { name: 'majority-class', source: null, accuracy: around(0.34, 0.07) },
      ],
      ...change,
    };
    return this.ranking;
  }

  private attempt(ranking: number): RankingTrial {
    const [predicted, other] = this.ranking!.sources;
    const tried = (source: string, run: number, score: number) => ({ source, run: run as RunId, validation: around(score, 0.05), test: around(score - 0.01, 0.05), seconds: 12 });
    const best = this.right ? predicted! : other!;
    this.trial = {
      ranking, predicted: predicted!.source, best: best.source, right: this.right, tied: false,
      tried: [tried(predicted!.source, 1, this.right ? 0.91 : 0.8), tried(other!.source, 2, this.right ? 0.88 : 0.92)],
    };
    const trials = this.hitRate.trials + 1;
    const right = this.hitRate.right + Number(this.right);
    this.hitRate = { trials, right, rate: around(right / trials, 0.4) };
    return this.trial;
  }

  private handlers(): Partial<Handlers> {
    const { studio } = this;
    return {
      'rankings.latest': () => ({ ranking: this.ranking, trial: this.trial, hitRate: this.hitRate }),
      'rankings.start': () => ({ job: pretendJob(studio, { kind: 'rank', project: this.project.id, stages: [['features', 4], ['ranking', 2]], end: () => this.rankFailure ?? { kind: 'rank', report: this.rank() } }) }),
      'rankings.try': ({ ranking }) => {
        if (this.ranking?.ranking !== ranking) throw new StudioError('ranking-not-found', { ranking });
        return { job: pretendJob(studio, { kind: 'try-ranking', project: this.project.id, stages: [['features', 1], ['fitting', 2], ['testing', 1]], end: () => ({ kind: 'try-ranking', report: this.attempt(ranking) }) }) };
      },
    };
  }
}
