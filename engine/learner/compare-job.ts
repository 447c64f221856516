import type { Variation } from '../contract/index.ts';
import type { ClassId } from '../domain/ids.ts';
import type { FeatureScaling } from '../domain/models/head-kind.ts';
import { pairedSeed } from '../domain/labels/nested-sizes.ts';
import type { Raster } from '../domain/raster.ts';
import { networkArms, plannedArms, type ArmName } from '../domain/report/transfer-benefit.ts';
import { usualVariation } from '../domain/models/usual-variation.ts';
import type { FeatureTable } from '../learn/baselines/baselines.ts';
import type { ArmAnswer } from '../learn/compare/arm-answer.ts';
import { atInputSize } from '../learn/compare/other-size.ts';
import { headAnswer, headOn, largestClassAnswer } from '../learn/compare/heads.ts';
import { fineTuneAnswer, randomHead, scratchAnswer } from '../learn/compare/networks.ts';
import { ComparedImages } from '../learn/compare/paired-images.ts';
import { rawPixelsAnswer } from '../learn/compare/raw-pixels-answer.ts';
import { smallNetworkAnswer, startSmallNetwork, type SmallNetworkArm } from '../learn/compare/small-network-answer.ts';
import { TrainerShelf } from '../learn/compare/trainer-shelf.ts';
import { scalingOf } from '../models/library/cuts.ts';
import { FeatureStore } from '../models/forward/feature-store.ts';
import { extractFeatures, FrozenPart } from '../learn/features/features.ts';
import { randomStart } from '../models/library/random-start.ts';
import { findCut, type SourceOnDisk } from '../models/library/source-models.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { PreparedPictures, type PictureRows } from '../learn/tune/trainer/prepared-pictures.ts';
import { readPictures } from './picture-features.ts';
import type { CompareJob, CompareOutcome, PointKey, ReportPoint } from './compare-protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/** Cost of training a network relative to a head, for the progress. */
const networkCost = 40;
const costOf = ({ arm }: PointKey): number => (networkArms.includes(arm) ? networkCost : 1);
/** Heads first: they are quick and give results at once; then the networks, small sizes first. */
const order: Readonly<Record<ArmName, number>> = {
  transfer: 0,
  'largest-class': 1,
  'colour-texture': 2,
  'raw-pixels': 3,
  'random-frozen': 4,
  'small-network': 5,
  scratch: 6,
  'fine-tune': 7,
};

/** Errors: those of the source and of training, `stopped`, `disk-full`. */
export async function compare(
  job: CompareJob,
  control: LearnerControl,
  source: SourceOnDisk,
  raster: (view: string) => Promise<Raster>,
): Promise<CompareOutcome> {
  const comparison = new Comparison(job, control, source, raster);
  try {
    return await comparison.run();
  } finally {
    comparison.close();
  }
}

class Comparison {
  readonly #job: CompareJob;
  readonly #control: LearnerControl;
  readonly #source: SourceOnDisk;
  readonly #raster: (view: string) => Promise<Raster>;
  readonly #images: ComparedImages;
  readonly #classIds: readonly ClassId[];
  /** Scaling of the features at the cut point. */
  readonly #scaling: FeatureScaling;
  readonly #prepared = new Map<number, { readonly store: PreparedPictures; readonly rows: PictureRows }>();
  readonly #trainers = new TrainerShelf();
  readonly #tables = new Map<string, FeatureTable>();
  readonly #variations = new Map<string, Variation>();
  #smallPictures: Uint8Array = new Uint8Array(0);

  constructor(job: CompareJob, control: LearnerControl, source: SourceOnDisk, raster: (view: string) => Promise<Raster>) {
    this.#job = job;
    this.#control = control;
    this.#source = source;
    this.#raster = raster;
    this.#classIds = job.classes.map(({ id }) => id);
    this.#scaling = scalingOf(findCut(source, job.cut));
    this.#images = new ComparedImages(job.train, job.validation, job.test, this.#classIds, job.seed);
  }

  async run(): Promise<CompareOutcome> {
    const { plan, done } = this.#job;
    const known = new Set(done.map(keyOf));
    const planned = plannedArms(plan)
      .flatMap(({ arm, sizes, seeds }) =>
        sizes.flatMap((perClass) => Array.from({ length: seeds }, (_, seed): PointKey => ({ arm, perClass, seed }))),
      )
      .toSorted(
        (a, b) => order[a.arm] - order[b.arm] || (costOf(a) === 1 ? a.seed - b.seed : 0) || a.perClass - b.perClass || a.seed - b.seed,
      );
    const total = planned.reduce((sum, point) => sum + costOf(point), 0);
    const missing = planned.filter((point) => !known.has(keyOf(point)));
    let cost = total - missing.reduce((sum, point) => sum + costOf(point), 0);
    await this.#seen();
    for (const point of missing) {
      this.#control.progress('comparing', cost, total);
      await breathe(this.#control.signal);
      this.#control.reportPoint?.(await this.#train(point));
      cost += costOf(point);
    }
    this.#control.progress('comparing', total, total);
    return { points: planned.length };
  }

  close(): void {
    this.#trainers.close();
    for (const { store } of this.#prepared.values()) store.close();
  }

  async #train(key: PointKey): Promise<ReportPoint> {
    const begunMs = performance.now();
    const places = this.#images.subset(key.perClass, key.seed);
    return {
      ...key,
      trainImages: this.#images.imagesAt(places),
      ...(await this.#answer(key, places)),
      seconds: (performance.now() - begunMs) / 1000,
    };
  }

  async #answer(key: PointKey, places: readonly number[]): Promise<ArmAnswer> {
    const { arm, seed: number } = key;
    const seed = pairedSeed(this.#job.seed, number);
    const pause = (): Promise<void> => breathe(this.#control.signal);
    const asHead = async (table: FeatureTable, scaling = this.#scaling): Promise<ArmAnswer> =>
      headAnswer(await headOn(table, this.#images, places, this.#classIds, seed, pause, scaling), table, this.#images);
    switch (arm) {
      case 'transfer':
        return asHead(this.#tables.get('transfer')!);
      case 'colour-texture':
        return asHead(this.#tables.get('colour-texture')!, 'standardised');
      case 'random-frozen':
        return asHead(await this.#randomFeatures(seed));
      case 'largest-class':
        return largestClassAnswer(this.#images, places, this.#classIds.length);
      case 'raw-pixels':
        return rawPixelsAnswer(
          { images: this.#images, smallPictures: this.#smallPictures, places, classes: this.#classIds.length, seed },
          pause,
        );
      case 'small-network':
        return this.#smallNetwork(key, places, seed);
      case 'scratch':
        return this.#scratch(key, places, seed);
      case 'fine-tune':
        return this.#fineTune(key, places, seed);
    }
  }

  async #smallNetwork(key: PointKey, places: readonly number[], seed: number): Promise<ArmAnswer> {
    const arm = this.#smallNetworkArm(places, seed);
    const start = await startSmallNetwork(arm, this.#training());
    this.#variations.set(imagesOf(key), start.best.variation);
    return smallNetworkAnswer(arm, start, this.#training());
  }

  #smallNetworkArm(places: readonly number[], seed: number): SmallNetworkArm {
    const { mostPasses } = this.#job.plan;
    return {
      images: this.#images,
      classIds: this.#classIds,
      pictures: (side) => this.#pictures(side),
      places,
      mostPasses: mostPasses.smallNetwork,
      seed,
      load: (spec) => this.#trainers.load(spec),
    };
  }

  /**
   * The augmentation for the other networks trained on the same images: the one that suits the small network best. Its first cycles decide;
   * they are repeated when a report resumes after it. If the small network is not trained on these images, the default that suits most
   * images.
   */
  async #variation(key: PointKey, places: readonly number[], seed: number): Promise<Variation> {
    const known = this.#variations.get(imagesOf(key));
    if (known !== undefined) return known;
    const isTried = this.#job.plan.arms.some(
      ({ arm, sizes, seeds }) => arm === 'small-network' && sizes.includes(key.perClass) && key.seed < seeds,
    );
    if (!isTried) return usualVariation;
    const { best } = await startSmallNetwork(this.#smallNetworkArm(places, seed), this.#training());
    this.#variations.set(imagesOf(key), best.variation);
    return best.variation;
  }

  async #scratch(key: PointKey, places: readonly number[], seed: number): Promise<ArmAnswer> {
    const { cut, plan } = this.#job;
    const source = randomStart(atInputSize(this.#source, plan.scratchInputSize), seed);
    return scratchAnswer(
      {
        load: (spec) => this.#trainers.load(spec),
        source,
        cut,
        head: randomHead(source, cut, this.#classIds, seed),
        images: this.#images,
        pictures: await this.#pictures(plan.scratchInputSize),
        places,
        plan,
        variation: await this.#variation(key, places, seed),
        seed,
      },
      this.#training(),
    );
  }

  async #fineTune(key: PointKey, places: readonly number[], seed: number): Promise<ArmAnswer> {
    const { cut, plan } = this.#job;
    const source = this.#source;
    const head = await headOn(
      this.#tables.get('transfer')!,
      this.#images,
      places,
      this.#classIds,
      seed,
      () => breathe(this.#control.signal),
      this.#scaling,
    );
    return fineTuneAnswer(
      {
        source,
        cut,
        head,
        images: this.#images,
        pictures: await this.#pictures(source.model.inputSize),
        places,
        plan,
        variation: await this.#variation(key, places, seed),
        seed,
      },
      this.#training(),
    );
  }

  /** Progress within a training is ignored: each training is one unit of the report's progress. */
  #training(): { progress: () => void; signal: AbortSignal } {
    return { progress: () => undefined, signal: this.#control.signal };
  }

  /** Features and statistics of all images, which every head needs. */
  async #seen(): Promise<void> {
    const frozen = await FrozenPart.load(this.#source, this.#job.cut);
    try {
      const { features, statistics, smallPictures } = await readPictures(frozen, {
        images: this.#images.all,
        folder: this.#job.features,
        raster: this.#raster,
        signal: this.#control.signal,
        onProgress: (done, total) => this.#control.progress('features', done, total),
      });
      this.#tables.set('transfer', features).set('colour-texture', statistics);
      this.#smallPictures = smallPictures;
    } finally {
      frozen.dispose();
    }
  }

  /** Features by the same architecture from a random start, on pictures of the size used for training from scratch. */
  async #randomFeatures(seed: number): Promise<FeatureTable> {
    const { cut, plan, features } = this.#job;
    const known = this.#tables.get(`random ${seed}`);
    if (known !== undefined) return known;
    const source = randomStart(atInputSize(this.#source, plan.scratchInputSize), seed);
    const frozen = await FrozenPart.load(source, cut);
    const store = new FeatureStore(features, { source: source.model.hash, cut, dimension: frozen.dimension });
    try {
      const pictures = await this.#pictures(plan.scratchInputSize);
      const placeOf = new Map(this.#images.all.map(({ view }, at) => [view, at]));
      const { side } = pictures;
      const table = {
        dimension: frozen.dimension,
        rows: await extractFeatures({
          frozen,
          store,
          images: this.#images.all,
          signal: this.#control.signal,
          readRaster: (view) => Promise.resolve({ width: side, height: side, pixels: pictures.read([placeOf.get(view)!]) }),
        }),
      };
      this.#tables.set(`random ${seed}`, table);
      return table;
    } finally {
      store.close();
      frozen.dispose();
    }
  }

  async #pictures(side: number): Promise<PictureRows> {
    const known = this.#prepared.get(side);
    if (known !== undefined) return known.rows;
    const store = new PreparedPictures(this.#job.prepared, side);
    try {
      const rows = await store.of({ images: this.#images.all, readRaster: this.#raster, signal: this.#control.signal });
      this.#prepared.set(side, { store, rows });
      return rows;
    } catch (error) {
      store.close();
      throw error;
    }
  }
}

/** What trainings on the same images have in common. */
const imagesOf = ({ perClass, seed }: PointKey): string => `${perClass} ${seed}`;
const keyOf = ({ arm, perClass, seed }: PointKey): string => `${arm} ${perClass} ${seed}`;
