/**
 * Does the ranking find the source model that is truly best? Four data sets, growing numbers of labelled images per class, all source
 * models of ../shared and the shipped ones: the ranking from the labelled images alone against the test accuracy of a head trained on the
 * same labelled images. For comparison: always the largest general model, a random choice, each score alone. Also the time of a ranking.
 * GRAFT_BENCH_ROUNDS is the number of draws (3); GRAFT_BENCH_FEATURES names a folder for cached features.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedFolder } from '../../build/set-up/source-model.mjs';
import type { ClassId } from '../../engine/domain/ids.ts';
import type { Candidate, RankedSource } from '../../engine/domain/ranking/ranking-data.ts';
import { buildRanking, usualBootstraps } from '../../engine/domain/ranking/ranking.ts';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { decideEach } from '../../engine/domain/models/decision.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import type { FeatureTable } from '../../engine/learn/baselines/baselines.ts';
import { headProbabilities } from '../../engine/learn/head/head-probabilities.ts';
import { fitHead } from '../../engine/learn/head/head.ts';
import { scoreSource } from '../../engine/learn/rank/score-source.ts';
import { listSources, readSource, type SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { readFeatures } from '../../engine/learner/picture-features.ts';
import { rank } from '../../engine/learner/rank-job.ts';
import { report, skip, spread, table } from '../support/benches/bench.ts';
import { kendallTau, photoSets, rowsOfTable, type Photo, type PhotoSet } from '../support/benches/ranking-truth.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Ranking of source models';
const draws = Number(process.env.GRAFT_BENCH_ROUNDS ?? 3);
const sizes = [5, 10, 20, 50];
const largest = 'mobilenet_v2_100_224_imagenet';
const models = sharedPath('models');
const sets = photoSets();

interface Trial {
  readonly set: string;
  readonly size: number;
  readonly sources: readonly RankedSource[];
  readonly advised: string | null;
  readonly code: string;
  /** Test accuracy of a head for this draw, by source model. */
  readonly accuracy: ReadonlyMap<string, number>;
}

async function measure(pool: string, all: readonly PhotoSet[]): Promise<void> {
  const starter = join(import.meta.dirname, '..', '..', 'build', 'starter', 'models');
  const sources = await Promise.all((await listSources([pool, shippedFolder, starter])).sources.map(({ path }) => readSource(path)));
  const kept = process.env.GRAFT_BENCH_FEATURES ?? mkdtempSync(join(tmpdir(), 'graft-ranking-'));
  const decoders = new DecodePool();
  try {
    const trials: Trial[] = [];
    for (const set of all) trials.push(...(await trialsOn(set, sources, { folder: kept, decoders })));
    tell(
      trials,
      sources.map(({ model }) => model.id),
    );
    await time(
      all[0]!,
      sources.filter(({ folder }) => folder.startsWith(pool)),
      { folder: kept, decoders },
    );
  } finally {
    await decoders.close();
    if (process.env.GRAFT_BENCH_FEATURES === undefined) rmSync(kept, { recursive: true, force: true });
  }
}

interface Seeing {
  readonly folder: string;
  readonly decoders: DecodePool;
}

async function trialsOn(set: PhotoSet, sources: readonly SourceOnDisk[], { folder, decoders }: Seeing): Promise<Trial[]> {
  const tables = new Map<string, FeatureTable>();
  for (const source of sources) {
    tables.set(
      source.model.id,
      await readFeatures(source, source.model.cuts.at(-1)!.layer, {
        images: set.photos,
        folder,
        raster: (file) => decoders.raster(file),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      }),
    );
  }
  const trials: Trial[] = [];
  for (const size of sizesOf(set)) for (let draw = 1; draw <= draws; draw++) trials.push(await trial(set, size, draw, sources, tables));
  return trials;
}

/** Sizes a data set does not have are replaced by all it has; equal sizes count once. */
function sizesOf({ photos, classes }: PhotoSet): number[] {
  const most = Math.max(...classes.map((_, at) => photos.filter(({ label, part }) => label === at && part === 'labelled').length));
  return [...new Set(sizes.map((size) => Math.min(size, most)))];
}

async function trial(
  set: PhotoSet,
  size: number,
  draw: number,
  sources: readonly SourceOnDisk[],
  tables: ReadonlyMap<string, FeatureTable>,
): Promise<Trial> {
  const random = seededRandom(1000 * draw + 17);
  const labelled = set.classes.flatMap((_, label) =>
    shuffled(
      [...set.photos.keys()].filter((at) => set.photos[at]!.label === label && set.photos[at]!.part === 'labelled'),
      random,
    ).slice(0, size),
  );
  const tested = [...set.photos.keys()].filter((at) => set.photos[at]!.part === 'test');
  const labelsAt = (places: readonly number[]): Int32Array => Int32Array.from(places, (at) => set.photos[at]!.label);
  const grouped = Map.groupBy(labelled.keys(), (at) => set.photos[labelled[at]!]!.group);
  const judged = {
    labels: labelsAt(labelled),
    classes: set.classes.length,
    groups: [...grouped.values()].filter(({ length }) => length > 1),
  };
  const candidates: Candidate[] = [];
  const accuracy = new Map<string, number>();
  for (const {
    model: { id, title: name, parameters, multiplyAdds },
  } of sources) {
    const features = tables.get(id)!;
    candidates.push({ source: id, title: name, parameters, multiplyAdds, ...scoreSource(rowsOfTable(features, labelled), judged) });
    const head = await fitHead({
      features: rowsOfTable(features, labelled).rows,
      dimension: features.dimension,
      labels: judged.labels,
      classIds: set.classes.map((_, at) => (at + 1) as ClassId),
      seed: draw,
    });
    const said = decideEach(headProbabilities(head, rowsOfTable(features, tested).rows), set.classes.length);
    accuracy.set(id, labelsAt(tested).filter((label, at) => label === said[at]).length / tested.length);
  }
  const images = labelled.map((at) => ({ image: at + 1, class: (set.photos[at]!.label + 1) as ClassId, group: set.photos[at]!.group }));
  const { sources: ranked, advice } = buildRanking({
    seed: draw,
    bootstraps: usualBootstraps,
    classes: set.classes.map((_, at) => (at + 1) as ClassId),
    images,
    candidates,
    baselines: [],
  });
  console.log(`${set.name}, ${size} per class, draw ${draw}: ${ranked[0]!.source}, ${advice.code}`);
  return { set: set.name, size, sources: ranked, advised: advice.source, code: advice.code, accuracy };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const points = (share: number): string => (100 * share).toFixed(1);

/** The truth for a data set and size is the mean accuracy over its draws; each draw has its own ranking. */
function tell(trials: readonly Trial[], ids: readonly string[]): void {
  const cells = [...Map.groupBy(trials, ({ set, size }) => `${set}, ${size} per class`)].map(([name, ofCell]) => {
    const truth = new Map(ids.map((id) => [id, mean(ofCell.map(({ accuracy }) => accuracy.get(id)!))]));
    const best = Math.max(...truth.values());
    const regret = (chosen: (one: Trial) => string): number => best - mean(ofCell.map((one) => truth.get(chosen(one))!));
    const tau = (value: (source: RankedSource) => number): number =>
      mean(
        ofCell.map(({ sources }) =>
          kendallTau(
            sources.map(value),
            sources.map(({ source }) => truth.get(source)!),
          ),
        ),
      );
    const highest =
      (value: (source: RankedSource) => number) =>
      ({ sources }: Trial): string =>
        sources.reduce((most, one) => (value(one) > value(most) ? one : most)).source;
    const inTie = mean(
      ofCell.map(({ sources }) => Number(sources.some(({ source, tiedWithBest }) => tiedWithBest && truth.get(source)! === best))),
    );
    return {
      name,
      best,
      inTie,
      tau: tau(({ meanRank }) => -meanRank.value),
      ranked: regret(({ sources }) => sources[0]!.source),
      advised: regret(({ sources, advised }) => advised ?? sources[0]!.source),
      largest: regret(() => largest),
      random: best - mean([...truth.values()]),
      alone: scoreNames.map((score) => ({ score, tau: tau(ofScore(score)), regret: regret(highest(ofScore(score))) })),
    };
  });
  table(
    'Kendall tau and top-1 regret in points, mean of the draws',
    ['set and size', 'best, %', 'tau', 'likely best', 'advised', 'always the largest general', 'random choice', 'best among the tied'],
    cells.map((cell) => [
      cell.name,
      points(cell.best),
      cell.tau.toFixed(2),
      points(cell.ranked),
      points(cell.advised),
      points(cell.largest),
      points(cell.random),
      points(cell.inTie),
    ]),
  );
  table(
    'Each score alone, mean over sets and sizes',
    ['score', 'tau', 'regret in points'],
    scoreNames.map((score, at) => [
      score,
      mean(cells.map(({ alone }) => alone[at]!.tau)).toFixed(2),
      points(mean(cells.map(({ alone }) => alone[at]!.regret))),
    ]),
  );
  const [ranked, byLargest] = [mean(cells.map((cell) => cell.ranked)), mean(cells.map((cell) => cell.largest))];
  const wins = cells.filter((cell) => cell.ranked < cell.largest - 1e-9).length,
    losses = cells.filter((cell) => cell.ranked > cell.largest + 1e-9).length;
  report(`${title}: ${cells.length} pairs of set and size, ${ids.length} source models, ${draws} draws`, [
    { what: 'Kendall tau between ranking and true order, mean', measured: mean(cells.map(({ tau }) => tau)).toFixed(2) },
    {
      what: 'regret of the likely best / of always the largest general model, in points',
      target: 'lower',
      measured: `${points(ranked)} / ${points(byLargest)}; better in ${wins}, worse in ${losses} of ${cells.length}`,
      isMet: ranked < byLargest,
    },
    { what: 'regret of the advice (the smaller in a tie)', measured: points(mean(cells.map(({ advised }) => advised))) },
    { what: 'regret of a random choice', measured: points(mean(cells.map(({ random }) => random))) },
    { what: 'the true best is among those called tied with the best', measured: `${points(mean(cells.map(({ inTie }) => inTie)))} %` },
  ]);
}

const scoreNames = ['logMe', 'ridge', 'nearestNeighbours', 'nearestMean'] as const;
const ofScore =
  (score: (typeof scoreNames)[number]) =>
  ({ scores }: RankedSource): number =>
    score === 'logMe' ? scores.logMe : scores[score].value;

/** Times seven source models on 500 photographs, with all features cached: the learner's job, from reading features to the figures. */
async function time(set: PhotoSet, sources: readonly SourceOnDisk[], { folder, decoders }: Seeing): Promise<void> {
  const photos: readonly Photo[] = set.classes.flatMap((_, label) =>
    set.photos.filter((photo) => photo.label === label).slice(0, Math.ceil(500 / set.classes.length)),
  );
  const once = async (): Promise<number> => {
    const begun = performance.now();
    await rank(
      {
        kind: 'rank',
        classes: set.classes.map((_, at) => (at + 1) as ClassId),
        seed: 1,
        bootstraps: usualBootstraps,
        features: folder,
        images: photos.map(({ label, hash, view, group }, at) => ({
          image: (at + 1) as never,
          class: (label + 1) as ClassId,
          hash,
          view,
          group,
        })),
        sources: sources.map(({ folder: place, model }) => ({
          source: model.id,
          title: model.title,
          parameters: model.parameters,
          multiplyAdds: model.multiplyAdds,
          folder: place,
          hash: model.hash,
          cut: model.cuts.at(-1)!.layer,
        })),
      },
      { progress: () => undefined, signal: new AbortController().signal },
      (file) => decoders.raster(file),
    );
    return (performance.now() - begun) / 1000;
  };
  await once();
  const seconds = [await once(), await once(), await once()];
  report(`${title}: time`, [
    {
      what: `${sources.length} source models on ${photos.length} images, features cached, ${usualBootstraps} bootstraps, baselines included`,
      target: 'under 10 s',
      measured: `${spread(seconds)} s`,
      isMet: Math.max(...seconds) < 10,
    },
  ]);
}

if (models === null || sets === null) skip(title, '../shared/models or ../shared/data is missing');
else await measure(models, sets);
