import { failureOf, StudioError, type Failure } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { Baseline, Candidate, RankedImage, RankingData } from '../domain/ranking/ranking-data.ts';
import { buildRanking } from '../domain/ranking/ranking.ts';
import { labelsOf } from '../domain/ranking/ranking-intervals.ts';
import type { Raster } from '../domain/raster.ts';
import { mostCommon, type FeatureTable } from '../learn/baselines/baselines.ts';
import { isOutOfMemory } from '../learn/tensorflow/out-of-memory.ts';
import { randomStart } from '../models/library/random-start.ts';
import type { JudgedRows } from '../learn/rank/left-out-rows.ts';
import { scoreByRidge, scoreSource } from '../learn/rank/score-source.ts';
import { readSource, type SourceOnDisk } from '../models/library/source-models.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { readFeatures, readStatistics } from './picture-features.ts';
import type { RankCandidate, RankJob, RankOutcome } from './rank-protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/** Failures of one source model alone: the others are ranked without it. */
const ofOneSource: readonly Failure['code'][] = [
  'source-not-found',
  'source-card-damaged',
  'source-weights-damaged',
  'source-unsupported',
  'source-not-finite',
  'cut-not-found',
  'out-of-memory',
];

/** Errors: `stopped`, `disk-full`, those of the pictures, and that of the first source model if none is left to rank. */
export function rank(job: RankJob, control: LearnerControl, raster: (view: string) => Promise<Raster>): Promise<RankOutcome> {
  return new RankingWork(job, control, raster).run();
}

/** First computes the features of all source models, which are kept if it is stopped; then their scores; finally the baselines. */
class RankingWork {
  readonly #job: RankJob;
  readonly #control: LearnerControl;
  readonly #raster: (view: string) => Promise<Raster>;
  readonly #judged: JudgedRows;
  readonly #skipped: RankOutcome['skipped'][number][] = [];
  /** Sources already read, so that their weights are hashed only once. */
  readonly #read = new Map<string, SourceOnDisk>();

  constructor(job: RankJob, control: LearnerControl, raster: (view: string) => Promise<Raster>) {
    this.#job = job;
    this.#control = control;
    this.#raster = raster;
    this.#judged = { labels: labelsOf(job), classes: job.classes.length, groups: groupsOf(job.images) };
  }

  async run(): Promise<RankOutcome> {
    const { sources, seed, bootstraps, classes } = this.#job;
    const seen = await this.#each(sources, async (candidate, at) => {
      const source = await sourceOf(candidate);
      this.#read.set(candidate.source, source);
      await this.#features(source, candidate.cut, at);
      return candidate;
    });
    const candidates = await this.#each(seen, async (candidate, at) => {
      this.#control.progress('ranking', at, seen.length);
      return this.#score(candidate);
    });
    if (candidates.length === 0) throw firstOf(this.#skipped);
    const images = this.#job.images.map(({ image, class: label, group }): RankedImage<ImageId, ClassId> => ({
      image,
      class: label,
      group,
    }));
    const data: RankingData<ImageId, ClassId> = { seed, bootstraps, classes, images, candidates, baselines: [] };
    const likelyBest = buildRanking(data).sources[0]!.source;
    const whole = { ...data, baselines: await this.#baselines(sources.find(({ source }) => source === likelyBest)!) };
    this.#control.progress('ranking', seen.length, seen.length);
    return { data: whole, figures: buildRanking(whole), skipped: this.#skipped };
  }

  /** Does something for each source model. Models for which it fails are skipped and recorded. */
  async #each<R>(candidates: readonly RankCandidate[], work: (candidate: RankCandidate, at: number) => Promise<R>): Promise<R[]> {
    const done: R[] = [];
    for (const [at, candidate] of candidates.entries()) {
      await breathe(this.#control.signal);
      try {
        done.push(await work(candidate, at));
      } catch (error) {
        const failure = failureOf(isOutOfMemory(error) ? new StudioError('out-of-memory') : error);
        if (!ofOneSource.includes(failure.code)) throw error;
        this.#skipped.push({ source: candidate.source, title: candidate.title, failure });
      }
    }
    return done;
  }

  async #score(candidate: RankCandidate): Promise<Candidate> {
    const { source, title, parameters, multiplyAdds, cut } = candidate;
    const features = await this.#features(this.#read.get(source)!, cut, null);
    return { source, title, parameters, multiplyAdds, ...scoreSource(features, this.#judged) };
  }

  /** `at`: index among the sources, for the progress; null if all features are cached. */
  async #features(source: SourceOnDisk, cut: string, at: number | null): Promise<FeatureTable> {
    const { images, features, sources } = this.#job;
    const table = await readFeatures(source, cut, {
      images,
      folder: features,
      raster: this.#raster,
      signal: this.#control.signal,
      onProgress: (done) => {
        if (at !== null) this.#control.progress('features', at * images.length + done, (sources.length + 1) * images.length);
      },
    });
    if (!table.rows.every(Number.isFinite))
      throw new StudioError('source-not-finite', {
        source: source.model.id,
        detail: 'it answers some image with values that are no numbers',
      });
    return table;
  }

  /** Baselines without pretrained features: the architecture of a candidate from a random start, colour and texture, the largest class. */
  async #baselines(candidate: RankCandidate): Promise<Baseline[]> {
    const { images, features, sources, seed } = this.#job;
    const random = await this.#features(randomStart(this.#read.get(candidate.source)!, seed), candidate.cut, sources.length);
    await breathe(this.#control.signal);
    const statistics = await readStatistics({ images, folder: features, raster: this.#raster, signal: this.#control.signal });
    return [
      { name: 'random-start', source: candidate.source, said: scoreByRidge(random, this.#judged, 'unit-length') },
      { name: 'colour-and-texture', source: null, said: scoreByRidge(statistics, this.#judged, 'standardised') },
      {
        name: 'majority-class',
        source: null,
        said: new Uint16Array(images.length).fill(mostCommon(this.#judged.labels, this.#judged.classes)),
      },
    ];
  }
}

/** Errors: those of the folder, and `source-weights-damaged` if it no longer holds the expected model. */
async function sourceOf({ folder, hash }: RankCandidate): Promise<SourceOnDisk> {
  const source = await readSource(folder);
  if (source.model.hash !== hash)
    throw new StudioError('source-weights-damaged', { path: folder, file: 'model.json', detail: 'it is not the model that was chosen' });
  return source;
}

/** Indices of images that share a group. */
function groupsOf(images: readonly RankedImage[]): number[][] {
  const grouped = Map.groupBy(
    [...images.keys()].filter((at) => images[at]!.group !== null),
    (at) => images[at]!.group,
  );
  return [...grouped.values()].filter((group) => group.length > 1);
}

function firstOf([first]: RankOutcome['skipped']): StudioError {
  return first === undefined ? new StudioError('source-not-found') : new StudioError(first.failure.code, first.failure.facts);
}
