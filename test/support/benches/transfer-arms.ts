import type { ClassId } from '../../../engine/domain/ids.ts';
import { buildCurves } from '../../../engine/domain/report/build-report.ts';
import { pairedSeed } from '../../../engine/domain/labels/nested-sizes.ts';
import type { PlannedReport } from '../../../engine/domain/report/report-plan.ts';
import type { ArmFigures, ArmName, PlannedArm, TransferPoint } from '../../../engine/domain/report/transfer-benefit.ts';
import type { DecodePool } from '../../../engine/images/pool.ts';
import type { FeatureTable } from '../../../engine/learn/baselines/baselines.ts';
import { headAnswer, headOn } from '../../../engine/learn/compare/heads.ts';
import { ComparedImages } from '../../../engine/learn/compare/paired-images.ts';
import { FrozenPart } from '../../../engine/learn/features/features.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { compare } from '../../../engine/learner/compare-job.ts';
import { readPictures } from '../../../engine/learner/picture-features.ts';
import type { SetInProject } from './transfer-set.ts';

/** The seed of splits and reports. */
export const reportSeed = 1;
const signal = new AbortController().signal;

/** The features of a data set by a source model, and its colour and texture statistics: one row per image, in the order of `images`. */
export interface SetTables {
  readonly images: ComparedImages;
  readonly features: FeatureTable;
  readonly statistics: FeatureTable;
}

/** Both are cached in the project, where the program finds them again. */
export async function tablesOf(set: SetInProject, source: string, pool: DecodePool): Promise<SetTables> {
  const frozen = await FrozenPart.load(await readSource(source));
  try {
    const images = new ComparedImages(set.train, set.validation, set.test, classIds(set), reportSeed);
    return {
      images,
      ...(await readPictures(frozen, {
        images: images.all,
        folder: set.featuresFolder,
        raster: (view) => pool.raster(view),
        signal,
        onProgress: () => undefined,
      })),
    };
  } finally {
    frozen.dispose();
  }
}

/** Trains heads at these sizes on the images that the arms of a report would get; intervals over seeds and test images as in a report. */
export async function headCurve(
  set: SetInProject,
  tables: SetTables,
  arm: 'transfer' | 'colour-texture',
  sizes: readonly number[],
  seeds: number,
): Promise<ArmFigures> {
  const { images } = tables;
  const table = arm === 'transfer' ? tables.features : tables.statistics;
  const points: TransferPoint[] = [];
  for (const perClass of sizes) {
    for (let seed = 0; seed < seeds; seed++) {
      const places = images.subset(perClass, seed);
      const head = await headOn(
        table,
        images,
        places,
        classIds(set),
        pairedSeed(reportSeed, seed),
        () => Promise.resolve(),
        arm === 'colour-texture' ? 'standardised' : 'unit-length',
      );
      points.push({ arm, perClass, seed, trainImages: images.imagesAt(places), ...headAnswer(head, table, images), seconds: 0 });
    }
  }
  return figuresOf(set, arm, points, planOf({ arm, sizes, seeds }));
}

/** Fine-tunes at these sizes with the learner job that trains the arms of a report. */
export async function fineTuneCurve(set: SetInProject, source: string, pool: DecodePool, plan: FineTunePlan): Promise<ArmFigures> {
  const onDisk = await readSource(source);
  const points: TransferPoint[] = [];
  const planned = planOf({ arm: 'fine-tune', sizes: plan.sizes, seeds: plan.seeds }, plan.imagePasses, plan.trials);
  const { train, validation, test, featuresFolder: features, preparedFolder: prepared } = set;
  await compare(
    {
      kind: 'compare',
      source: { folder: source, hash: onDisk.model.hash },
      cut: onDisk.model.cuts.at(-1)!.layer,
      seed: reportSeed,
      plan: planned,
      classes: set.classes.map(({ id, name }) => ({ id: id as ClassId, name })),
      train,
      validation,
      test,
      done: [],
      features,
      prepared,
    },
    {
      progress: () => undefined,
      signal,
      reportPoint: (point) => {
        points.push(point);
      },
    },
    onDisk,
    (view) => pool.raster(view),
  );
  return figuresOf(set, 'fine-tune', points, planned);
}
export interface FineTunePlan {
  readonly sizes: readonly number[];
  readonly seeds: number;
  readonly imagePasses: number;
  readonly trials: number;
}

function figuresOf(set: SetInProject, arm: ArmName, points: readonly TransferPoint[], plan: PlannedReport): ArmFigures {
  const { arms } = buildCurves({ seed: reportSeed, plan, classes: classIds(set), train: set.train, test: set.test, points });
  return arms.find((one) => one.arm === arm)!;
}

const classIds = ({ classes }: SetInProject): ClassId[] => classes.map(({ id }) => id as ClassId);

const planOf = (arm: PlannedArm, imagePasses = 0, trials = 0): PlannedReport => ({
  sizes: arm.sizes,
  arms: [arm],
  mostPasses: { smallNetwork: 0, scratch: 0, fineTune: imagePasses },
  scratchLeftOut: null,
  trials,
  scratchInputSize: 0,
  trainImages: 0,
  testImages: 0,
  seconds: { low: 0, high: 0 },
});
