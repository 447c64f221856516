import Database from 'better-sqlite3';
import { buildReport } from '../../engine/domain/report/build-report.ts';
import type { TransferData, TransferFigures } from '../../engine/domain/report/transfer-benefit.ts';
import { ProjectFolder } from '../../engine/store/project-folder.ts';
import type { ProjectStore } from '../../engine/store/project-store.ts';
import { asOlderForm } from './older-form.ts';

/** Seeds of a simulated report without the arms that reports of edition 1 did not have. */
export const armsThen = { 'small-network': 0, 'raw-pixels': 0, 'largest-class': 0 };

/** The name that reports of edition 1 used for their only arm without a network. */
const nameThen = (arm: string): string => (arm === 'colour-texture' ? 'baseline' : arm);

/**
 * Closes a project and rewrites it and its only report as the version before migration 4 wrote them. The report may only have the arms of
 * that version (armsThen).
 */
export function asWrittenEarlier(store: ProjectStore, data: TransferData, state: 'done' | 'stopped'): void {
  store.close();
  asOlderForm(store.folder, 3);
  const sqlite = new Database(new ProjectFolder(store.folder).database);
  const seedsOf = (name: string): number => data.plan.arms.find(({ arm }) => arm === name)?.seeds ?? 0;
  const plan = {
    sizes: data.plan.sizes,
    headSeeds: seedsOf('transfer'),
    scratchSeeds: seedsOf('scratch'),
    fineTuneSeeds: 0,
    fineTuneSizes: [],
    imagePasses: 3000,
    trials: 2,
    scratchInputSize: 96,
    testImages: data.test.length,
    trainImages: data.train.length,
    seconds: { low: 1, high: 2 },
  };
  sqlite.exec("UPDATE report_points SET arm = 'baseline' WHERE arm = 'colour-texture'");
  sqlite
    .prepare('UPDATE reports SET state = ?, plan = ?, result = ?')
    .run(state, JSON.stringify(plan), state === 'done' ? JSON.stringify(figuresThen(data)) : null);
  sqlite.close();
}

/** Figures in the format of edition 1, with an exaggerated verdict. */
function figuresThen(data: TransferData): unknown {
  const { arms, forecast }: TransferFigures = buildReport(data, 50);
  const claim = {
    answer: 'helps',
    effect: { value: 0.7, low: 0.68, high: 0.74 },
    p: 2 / 64,
    indicative: false,
    against: 'scratch',
    scores: { transfer: 0.9, other: 0.2 },
    perClass: 5,
    images: 10,
    seeds: 6,
    bound: null,
  };
  return {
    arms: arms.map(({ arm, points }) => ({
      arm: nameThen(arm),
      points: points.map(({ perClass, images, seeds, score, imagePasses, trials, seconds }) => ({
        perClass,
        images,
        seeds,
        score,
        imagePasses,
        trials,
        seconds,
      })),
    })),
    verdict: { start: claim, slope: claim, asymptote: claim, overall: claim },
    area: { transfer: claim.effect, scratch: claim.effect, ratio: claim.effect },
    stepsRatio: claim.effect,
    forecast,
  };
}
