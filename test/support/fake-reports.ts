import type { Arm, ArmName, Failure, Handlers, Output, ReportSummary, Verdict } from '../../engine/contract/index.ts';
import { networkArms } from '../../engine/domain/report/transfer-benefit.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { pretendJob } from './fake-jobs.ts';
import type { TestProject } from './test-project.ts';
import type { TestStudio } from './test-studio.ts';

const around = (value: number, margin: number) => ({ value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) });
const sizes = [1, 2, 5, 10, 20, 50];
const scores: Readonly<Record<ArmName, readonly number[]>> = {
  transfer: [0.42, 0.55, 0.68, 0.78, 0.84, 0.88], 'fine-tune': [0.86, 0.91], 'small-network': [0.3, 0.36, 0.48, 0.6, 0.7, 0.8],
  scratch: [0.22, 0.26, 0.35, 0.45, 0.58, 0.74], 'random-frozen': [0.2, 0.24, 0.31, 0.36, 0.42, 0.47], 'colour-texture': [0.28, 0.33, 0.4, 0.47, 0.52, 0.56],
  'raw-pixels': [0.26, 0.3, 0.36, 0.4, 0.45, 0.5], 'largest-class': [0.34, 0.34, 0.34, 0.34, 0.34, 0.34],
};

/** The points that an arm has once `done` of all sizes are finished. Fine-tunes begin at 20 images per class. */
function armUpTo(arm: ArmName, done: number): Arm {
  const first = arm === 'fine-tune' ? 4 : 0;
  const points = sizes.slice(first, done).map((perClass, at) => ({
    perClass, images: perClass * 3, seeds: arm === 'fine-tune' ? 3 : 6, score: around(scores[arm][at]!, 0.09 - 0.012 * (at + first)), validationScore: scores[arm][at]!, unfinished: 0,
    imagePasses: networkArms.includes(arm) ? 3000 : 0, trials: networkArms.includes(arm) ? 4 : 1, seconds: networkArms.includes(arm) ? 11 : 0.4,
  }));
  return { arm, source: ['transfer', 'fine-tune', 'scratch', 'random-frozen'].includes(arm) ? 'starter' : null, points };
}
const armsUpTo = (done: number): Arm[] => (Object.keys(scores) as ArmName[]).map((arm) => armUpTo(arm, done));

const against = (arm: ArmName, ...at: number[]): Verdict['rivals'] => at.map((perClass) => ({ perClass, arm, unfinished: 0 }));
const verdict = (change: Partial<Verdict> & Pick<Verdict, 'sentence'>): Verdict =>
  ({ answer: 'helps', reason: null, effect: { value: 0.2, low: 0.11, high: 0.28 }, bound: null, p: 0.0021, rivals: against('scratch', 1), seeds: 6, ...change });
export const fakeVerdict: NonNullable<ReportSummary['verdict']> = {
  start: verdict({ sentence: 'With 1 labelled image per class, reusing Graft starter is right on 42 % of test images and the same architecture trained from scratch on 22 %: 20 points more (95 % interval 11 to 28, 6 seeds, 90 test images).' }),
  slope: verdict({
    effect: { value: 8.2, low: 4.1, high: 15.3 }, rivals: against('scratch', ...sizes),
    sentence: 'To be right on 74 % of test images, reusing Graft starter needs 8.2 times fewer labelled images than the same architecture trained from scratch (95 % interval 4.1 to 15, 6 seeds, 90 test images).',
  }),
  asymptote: verdict({
    answer: 'no evidence', effect: { value: 0.03, low: -0.02, high: 0.09 }, p: 0.24, rivals: against('scratch', 50),
    sentence: 'With all 150 training images, reusing Graft starter is right on 88 % of test images and the same architecture trained from scratch on 85 %: 3 points more (95 % interval 2 less to 9 more, 6 seeds, 90 test images). No evidence of a difference: it can be chance.',
  }),
  overall: verdict({
    effect: { value: 0.15, low: 0.09, high: 0.21 }, rivals: [...against('colour-texture', 1, 2), ...against('small-network', 5, 10, 20, 50)],
    sentence: 'Reusing Graft starter helps. From 1 to 50 labelled images per class, reusing Graft starter is right on 69 % of test images on average and the best way without it on 54 %: 15 points more (95 % interval 9 to 21, 6 seeds, 90 test images). Best without it, by the validation images: colour and texture alone with 1 to 2 per class and a small network trained from scratch with 5 to 50 per class.',
  }),
};
/** A report in which the architecture of the source was trained at the largest size alone, and not to its end. */
export const unfinishedVerdict: NonNullable<ReportSummary['verdict']> = {
  start: verdict({
    answer: 'not measured', reason: 'left-out', effect: null, p: null, rivals: [], seeds: 0,
    sentence: 'Not measured: the same architecture trained from scratch was left out with 1 labelled image per class; at every size it would take about 3 h here.',
  }),
  slope: verdict({
    answer: 'not measured', reason: 'left-out', effect: { value: 9.4, low: 5.1, high: 17.2 }, bound: 'at-least', p: null, rivals: against('colour-texture', ...sizes),
    sentence: 'Not measured: the same architecture trained from scratch was left out at some sizes; at every size it would take about 3 h here. Against colour and texture alone: to be right on 56 % of test images, reusing Graft starter needs at least 9.4 times fewer labelled images than colour and texture alone (95 % interval 5.1 to 17, 6 seeds, 90 test images).',
  }),
  asymptote: verdict({
    answer: 'no evidence', reason: 'not-finished', effect: { value: 0.14, low: 0.05, high: 0.23 }, p: 0.011, rivals: [{ perClass: 50, arm: 'scratch', unfinished: 2 }], seeds: 3,
    sentence: 'With all 150 training images, reusing Graft starter is right on 88 % of test images and the same architecture trained from scratch on 74 %: 14 points more (95 % interval 5 to 23, 3 seeds, 90 test images). The same architecture trained from scratch was still getting better when its training ended: nothing is claimed against it.',
  }),
  overall: fakeVerdict.overall,
};

const fakeArea: ReportSummary['area'] = { transfer: around(0.69, 0.04), scratch: around(0.43, 0.05), ratio: { value: 0.6, low: 0.4, high: 0.83 } };
const fakeForecast: ReportSummary['forecast'] = { target: 0.95, reached: false, low: 60, high: 140, beyond: false };

/** Transfer reports of one project. */
export class FakeReports {
  list: ReportSummary[] = [];
  plan: Output<'reports.plan'> = {
    sizes, arms: (Object.keys(scores) as ArmName[]).map((arm) => (arm === 'fine-tune' ? { arm, sizes: [20, 50], seeds: 3 } : { arm, sizes, seeds: 6 })),
    mostPasses: { smallNetwork: 12_000, scratch: 3000, fineTune: 3000 }, scratchLeftOut: null, trials: 4, scratchInputSize: 96, testImages: 90, trainImages: 150, seconds: { low: 70, high: 110 },
  };
  recomputed: Omit<Output<'reports.recompute'>, 'report'> = { figures: 124, equal: true, differences: [] };
  /** How the next report ends; null: well. */
  failure: Failure | null = null;
  private readonly studio: TestStudio;
  project!: TestProject;

  constructor(studio: TestStudio) {
    this.studio = studio;
    studio.answerWith(this.handlers());
  }

  /** A report as it stands in the list, complete unless told otherwise. */
  add(change: Partial<ReportSummary> = {}): ReportSummary {
    const report: ReportSummary = {
      report: this.list.length + 1, at: Date.now() - 3_600_000, quick: false, state: 'done', source: 'starter', sourceTitle: 'Graft starter', sourceHash: 'ab'.repeat(32) as ReportSummary['sourceHash'],
      cut: 'block_6', seed: 1, dataVersion: 180, stale: false, software: 'graft 0.1.0', seconds: 96, earlier: false, classes: ['Betula', 'Quercus', 'Salix'], trainImages: 150, testImages: 90, testImagesSeen: 0,
      arms: armsUpTo(sizes.length), scratchLeftOut: null, verdict: fakeVerdict,
      area: fakeArea, stepsRatio: { value: 3.1, low: 1.9, high: 4.6 },
      forecast: fakeForecast, ...change,
    };
    this.list = [report, ...this.list];
    return report;
  }

  /** A report whose network of the same architecture was trained at the largest size alone, and not to its end. */
  addUnfinished(): ReportSummary {
    const arms = armsUpTo(sizes.length).map((one) => (one.arm === 'scratch' ? { ...one, points: one.points.slice(-1).map((point) => ({ ...point, seeds: 3, unfinished: 2 })) } : one));
    return this.add({ arms, verdict: unfinishedVerdict, scratchLeftOut: { seconds: 10_800 }, area: null, stepsRatio: null });
  }

  /** A report that was stopped after `done` sizes. */
  addStopped(done: number): ReportSummary {
    return this.add({ state: 'stopped', arms: armsUpTo(done), verdict: null, area: null, stepsRatio: null, forecast: null });
  }

  private change(report: number, change: Partial<ReportSummary>): void {
    this.list = this.list.map((one) => (one.report === report ? { ...one, ...change } : one));
  }

  private find(report: number | undefined): ReportSummary {
    const found = this.list.find((one) => report === undefined || one.report === report);
    if (!found) throw new StudioError('report-not-found', { report: report ?? 0 });
    return found;
  }

  private run(report: number): Output<'reports.start'> {
    const whole = { verdict: fakeVerdict, area: fakeArea, forecast: fakeForecast };
    this.change(report, { state: 'running' });
    const job = pretendJob(this.studio, {
      kind: 'compare', project: this.project.id, stages: [['features', 2], ['comparing', sizes.length]],
      step: (stage, at) => { if (stage === 'comparing') this.change(report, { arms: armsUpTo(at + 1) }); },
      end: () => this.failure ?? { kind: 'compare', report: { ...this.find(report), ...whole, state: 'done' } },
      ended: (state) => { this.change(report, state === 'done' ? { ...whole, state, arms: armsUpTo(sizes.length) } : { state }); },
    });
    return { report, job };
  }

  private handlers(): Partial<Handlers> {
    return {
      'reports.plan': ({ quick }) => (quick ? { ...this.plan, arms: this.plan.arms.filter(({ arm }) => arm !== 'fine-tune') } : { ...this.plan, seconds: { low: 1500, high: 2400 } }),
      'reports.list': () => ({ reports: this.list }),
      'reports.get': ({ report }) => this.find(report),
      'reports.start': ({ quick }) => this.run(this.add({ quick, at: Date.now(), arms: [], verdict: null, area: null, stepsRatio: null, forecast: null }).report),
      'reports.resume': ({ report }) => this.run(this.find(report).report),
      'reports.recompute': ({ report }) => ({ report: this.find(report).report, ...this.recomputed }),
      'reports.export': ({ out }) => {
        if (out.includes('taken')) throw new StudioError('output-exists', { path: out });
        return { file: out };
      },
      'reports.remove': ({ report }) => { this.list = this.list.filter((one) => one.report !== report); return {}; },
    };
  }
}
