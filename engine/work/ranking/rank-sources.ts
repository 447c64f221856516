import { basename } from 'node:path';
import type { CheckedInput, Handlers, JobResult, Ranking, SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { JobId } from '../../domain/ids.ts';
import { usualBootstraps } from '../../domain/ranking/ranking.ts';
import { contentOf } from '../../domain/models/look.ts';
import { imagesSeen } from '../../models/library/seen-images.ts';
import type { RankCandidate, RankJobImage } from '../../learner/rank-protocol.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { ensureViews } from '../images/project-pictures.ts';
import { imagesIn, takeSnapshot, type Snapshot } from '../labels/snapshot.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { toldTrial } from '../runs/test-set.ts';

interface RankOrder {
  readonly store: ProjectStore;
  readonly seed: number;
  readonly sources: readonly SourceModel[];
  readonly classes: Snapshot['classes'];
  readonly images: readonly RankJobImage[];
  readonly dataVersion: number;
}

/** Ranks on the current labels; labels added meanwhile make the result stale, never wrong. */
async function startRanking(parts: StudioParts, input: CheckedInput<'rankings.start'>): Promise<{ job: JobId }> {
  const store = parts.projects.get(input.project);
  const sources = await sourcesToRank(parts, input.sources);
  const snapshot = takeSnapshot(store, input.seed, parts.projects.who());
  const order: RankOrder = {
    store,
    seed: input.seed,
    sources,
    classes: snapshot.classes,
    images: imagesToRankOn(snapshot),
    dataVersion: store.labels.dataVersion,
  };
  const job = parts.queue.start({ kind: 'rank', project: input.project, work: (control) => perform(parts, order, control) });
  return { job: job.id };
}

/** Returns all source models, or those asked for, without repeats. Errors: `source-not-found`, those of an unusable model asked for. */
async function sourcesToRank({ library }: StudioParts, asked: readonly string[] | undefined): Promise<SourceModel[]> {
  if (asked !== undefined) return Promise.all([...new Set(asked)].map((id) => library.find(id)));
  const { sources } = await library.list();
  return sources.length > 0 ? sources : [await library.find(undefined)];
}

/**
 * The training and validation images. Near-duplicates of test images are not among them: the ranking is part of a choice that is then
 * evaluated on the test images, so it must not see them.
 */
const imagesToRankOn = (snapshot: Snapshot): RankJobImage[] =>
  imagesIn(snapshot, 'train', 'validation').toSorted((a, b) => a.image - b.image);

async function perform(
  parts: StudioParts,
  { store, seed, sources, classes, images, dataVersion }: RankOrder,
  control: JobControl,
): Promise<JobResult> {
  const startedMs = parts.projects.now();
  const { fair, biased } = await fairSources(sources, images);
  await ensureViews(
    parts.pool,
    store,
    images.map(({ image: id, ...image }) => ({ id, ...image })),
    control,
  );
  const { data, figures, skipped } = await parts.learner.run(
    {
      kind: 'rank',
      sources: fair.map((source) => candidateOf(parts, source)),
      classes: classes.map(({ id }) => id),
      images,
      seed,
      bootstraps: usualBootstraps,
      features: store.featuresFolder,
    },
    control,
  );
  const { unusable } = await parts.library.list();
  const at = parts.projects.now();
  const ranking = store.rankings.add(
    {
      at,
      dataVersion,
      seed,
      seconds: (at - startedMs) / 1000,
      ...figures,
      skipped: [
        ...skipped,
        ...biased,
        ...unusable.map(({ path, code, detail }) => ({
          source: basename(path),
          title: basename(path),
          failure: new StudioError(code, { path, detail }).failure,
        })),
      ],
    },
    data,
  );
  return { kind: 'rank', report: store.rankings.get(ranking) };
}

/**
 * Separates source models that were trained on some of these images: they would be ranked by what they memorised. Errors:
 * `source-saw-images` if that applies to all of them.
 */
async function fairSources(
  sources: readonly SourceModel[],
  images: readonly RankJobImage[],
): Promise<{ fair: SourceModel[]; biased: Ranking['skipped'] }> {
  const fair: SourceModel[] = [];
  const biased: Ranking['skipped'] = [];
  for (const source of sources) {
    const seen = await imagesSeen(source.path, images.map(contentOf));
    if (seen === 0) fair.push(source);
    else biased.push({ source: source.id, title: source.title, failure: new StudioError('source-saw-images', { images: seen }).failure });
  }
  if (fair.length === 0) throw new StudioError('source-saw-images', { images: images.length });
  return { fair, biased };
}

function candidateOf({ library }: StudioParts, source: SourceModel): RankCandidate {
  const { id, title, parameters, multiplyAdds, path, hash } = source;
  return { source: id, title, parameters, multiplyAdds, folder: path, hash, cut: library.cut(source, undefined) };
}

export function rankingHandlers(parts: StudioParts): Pick<Handlers, 'rankings.start' | 'rankings.latest'> {
  return {
    'rankings.start': (input) => startRanking(parts, input),
    'rankings.latest': ({ project }) => {
      const store = parts.projects.get(project);
      const ranking = store.rankings.latest();
      const trial = ranking === null ? null : store.rankings.trial(ranking.ranking);
      return { ranking, trial: trial === null ? null : toldTrial(store, trial), hitRate: parts.hitRates.get() };
    },
  };
}
