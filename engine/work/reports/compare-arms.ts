import type { CheckedInput, Handlers, JobResult, ReportPlan, SourceModel } from '../../contract/index.ts';
import { StudioError, failureOf } from '../../domain/failure.ts';
import type { JobId, ProjectId } from '../../domain/ids.ts';
import { planReport, scratchSideOf } from '../../domain/report/report-plan.ts';
import { contentOf } from '../../domain/models/look.ts';
import { imagesSeen } from '../../models/library/seen-images.ts';
import { readSource, takesOtherSizes } from '../../models/library/source-models.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StoredReport } from '../../store/reports.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { ensureViews } from '../images/project-pictures.ts';
import { imagesIn, readSnapshot, takeSnapshot, type PartImage, type Snapshot } from '../labels/snapshot.ts';
import { finishReport } from './report-summary.ts';
import { software } from '../studio/software.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { requireOpenTestSet } from '../runs/test-set.ts';

type Order = CheckedInput<'reports.start'>;
interface PreparedReport {
  readonly source: SourceModel;
  readonly cut: string;
  readonly plan: ReportPlan;
}

/** Assumed for a source model whose card does not state its multiply-adds; typical of small networks. */
const usualMultiplyAdds = 100;

/** Plans what a report on these images would train. Errors: those of the source and the cut; `no-validation-images`. */
async function prepare(parts: StudioParts, snapshot: Snapshot, order: Order): Promise<PreparedReport> {
  const source = await parts.library.find(order.source);
  const cut = parts.library.cut(source, order.cut);
  const [train, validation, test] = [imagesIn(snapshot, 'train'), imagesIn(snapshot, 'validation'), imagesIn(snapshot, 'test')];
  if (validation.length === 0) throw new StudioError('no-validation-images');
  const perClass = snapshot.classes.map(({ id }) => train.filter((image) => image.class === id).length);
  const sides = { quick: order.quick, inputSize: source.inputSize, takesOtherSizes: takesOtherSizes(await readSource(source.path), cut) };
  const plan = planReport({
    ...sides,
    perClass,
    validationImages: validation.length,
    testImages: test.length,
    multiplyAdds: source.multiplyAdds ?? usualMultiplyAdds,
    pace: await parts.paces.of(source, cut, scratchSideOf(sides), parts.learner),
  });
  return { source, cut, plan: { ...plan, sizes: [...plan.sizes], arms: plan.arms.map((one) => ({ ...one, sizes: [...one.sizes] })) } };
}

async function startReport(parts: StudioParts, order: Order): Promise<{ report: number; job: JobId }> {
  const store = parts.projects.get(order.project);
  requireOpenTestSet(store);
  const { source, cut, plan } = await prepare(parts, readSnapshot(store, order.seed), order);
  // Planning takes time, so the snapshot is taken anew when the report is recorded.
  const snapshot = takeSnapshot(store, order.seed, parts.projects.who());
  const test = imagesIn(snapshot, 'test');
  const ofReport = ({ image, class: label, group }: PartImage) => ({ image, class: label, group });
  const report = store.reports.start({
    quick: order.quick,
    source: { id: source.id, title: source.title, hash: source.hash },
    cut,
    seed: order.seed,
    at: parts.projects.now(),
    dataVersion: store.labels.dataVersion,
    software,
    classes: snapshot.classes,
    plan,
    trainImages: imagesIn(snapshot, 'train').map(ofReport),
    testImages: test.map(ofReport),
    testImagesSeen: await imagesSeen(source.path, test.map(contentOf)),
    folderWindows: snapshot.windows.folders,
    readings: snapshot.readings,
  });
  return { report, job: queue(parts, order.project, report, source) };
}

/**
 * Errors: `report-not-found`, `report-finished`, `report-earlier`, `report-stale`, `test-set-locked`, `source-not-found` (also if changed).
 */
async function resumeReport(
  parts: StudioParts,
  { project, report }: CheckedInput<'reports.resume'>,
): Promise<{ report: number; job: JobId }> {
  const store = parts.projects.get(project);
  requireOpenTestSet(store);
  const { source: begunWith } = store.reports.get(report);
  const source = await parts.library.find(begunWith.id);
  if (source.hash !== begunWith.hash) throw new StudioError('source-not-found', { source: begunWith.id });
  store.reports.resume(report);
  return { report, job: queue(parts, project, report, source) };
}

function queue(parts: StudioParts, project: ProjectId, report: number, source: SourceModel): JobId {
  const job = parts.queue.start({ kind: 'compare', project, work: (control) => perform(parts, project, report, source, control) });
  parts.projects.changed(project);
  return job.id;
}

async function perform(
  parts: StudioParts,
  project: ProjectId,
  report: number,
  source: SourceModel,
  control: JobControl,
): Promise<Extract<JobResult, { kind: 'compare' }>> {
  const store = parts.projects.get(project);
  const startedMs = parts.projects.now();
  const before = store.reports.get(report).seconds;
  const seconds = (): number => before + (parts.projects.now() - startedMs) / 1000;
  try {
    await train(parts, store, store.reports.get(report), source, control);
    return { kind: 'compare', report: await finishReport(store, report, seconds()) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'stopped') store.reports.stop(report, seconds());
    else store.reports.fail(report, failure, seconds());
    throw error;
  } finally {
    parts.projects.changed(project);
  }
}

async function train(
  parts: StudioParts,
  store: ProjectStore,
  stored: StoredReport,
  source: SourceModel,
  control: JobControl,
): Promise<void> {
  const snapshot = readSnapshot(store, stored.seed);
  const [trained, validation, test] = [imagesIn(snapshot, 'train'), imagesIn(snapshot, 'validation'), imagesIn(snapshot, 'test')];
  await ensureViews(
    parts.pool,
    store,
    [...trained, ...validation, ...test].map(({ image: id, ...image }) => ({ id, ...image })),
    control,
  );
  const { seed, plan, classes, cut, report } = stored;
  await parts.learner.run(
    {
      kind: 'compare',
      source: { folder: source.path, hash: source.hash },
      cut,
      seed,
      plan,
      classes,
      train: trained,
      validation,
      test,
      done: store.reports.points(report).map(({ arm, perClass, seed: number }) => ({ arm, perClass, seed: number })),
      features: store.featuresFolder,
      prepared: store.preparedFolder,
    },
    {
      ...control,
      reportPoint: (point) => {
        store.reports.addPoint(report, point);
      },
    },
  );
}

export function compareHandlers(parts: StudioParts): Pick<Handlers, 'reports.plan' | 'reports.start' | 'reports.resume'> {
  return {
    'reports.plan': async (input) => (await prepare(parts, readSnapshot(parts.projects.get(input.project), input.seed), input)).plan,
    'reports.start': (input) => startReport(parts, input),
    'reports.resume': (input) => resumeReport(parts, input),
  };
}
