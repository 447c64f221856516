import type { CheckedInput, ExportReport, Handlers, RunSummary } from '../../contract/index.ts';
import { software } from '../studio/software.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { viewPath } from '../../images/cache-paths.ts';
import { plainLook } from '../../domain/models/look.ts';
import type { TrainedAsOne } from '../../domain/labels/other-class.ts';
import type { LearnerImage } from '../../learner/protocol.ts';
import { ensureViews, prepareFromFiles } from '../images/project-pictures.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { testSetOf } from '../runs/test-set.ts';
import { testImages, usableRun, type UsableRun } from '../runs/use-run.ts';
import { withTemporaryViews } from '../images/temporary-views.ts';

const parityImagesMost = 64;

async function exportRun(
  parts: StudioParts,
  store: ProjectStore,
  input: CheckedInput<'exports.start'>,
  control: JobControl,
): Promise<ExportReport> {
  const usable = await usableRun(store, parts.library, input.run);
  const images = testImages(store, usable, parityImagesMost);
  await ensureViews(parts.pool, store, images, control);
  const evaluation = store.runs.evaluation(usable.run);
  const { testWithheld, validation, other } = store.runs.get(usable.run);
  const { runs, reports, optimism } = testSetOf(store, usable.run);
  return withTemporaryViews(async (cache) =>
    parts.learner.run(
      {
        kind: 'export',
        source: usable.source,
        cut: usable.cut,
        runFolder: usable.runFolder,
        format: input.format,
        out: input.out,
        classes: usable.classes,
        windows: usable.windows,
        readings: usable.readings,
        images,
        fromFiles: await viewsFromFiles(parts, store, { images, cache }, control),
        card: {
          project: store.name,
          run: usable.run,
          method: evaluation.method,
          head: evaluation.head,
          source: evaluation.source,
          cut: evaluation.cut,
          seed: evaluation.seed,
          dataVersion: evaluation.dataVersion,
          stale: evaluation.stale,
          software,
          ...trainedAsOne(usable, other),
          // Whoever uses such a model has to cut boxes out as well.
          isOfCutOutBoxes: store.runs.cutOut(usable.run) > 0,
          validation,
          // A card with the score would open the test set without the user's knowledge.
          test: testWithheld ? null : evaluation.test,
          baselines: testWithheld ? null : evaluation.baselines,
          testSet: { runsScored: runs, reportsScored: reports, bestOfRunsIsWorthAtMost: optimism, locked: testWithheld },
        },
      },
      control,
    ),
  );
}

/** For the model card: the classes whose images were trained on as one class, which is called as in the list of classes. */
function trainedAsOne({ classes }: UsableRun, other: RunSummary['other']): { trainedAsOne?: TrainedAsOne } {
  if (other === null) return {};
  const name = classes.find(({ id }) => id === other.classId)?.name ?? other.name;
  return { trainedAsOne: { class: name, classes: [...(other.isOwn ? [name] : []), ...other.classes.map((one) => one.name)] } };
}

/** Renders views anew from the files of images; null for an image none of whose files still has the imported content. */
async function viewsFromFiles(
  { pool }: StudioParts,
  store: ProjectStore,
  { images, cache }: { readonly images: readonly LearnerImage[]; readonly cache: string },
  control: JobControl,
): Promise<(string | null)[]> {
  let done = 0;
  return Promise.all(
    images.map(async ({ id, hash, through }) => {
      control.signal.throwIfAborted();
      const { hash: content, files, cut } = store.images.get(id);
      const thumbnail = await prepareFromFiles(pool, cache, {
        hash: content,
        ...(through ?? plainLook),
        files,
        cut,
        isAwaited: false,
      });
      done += 1;
      control.progress('reading', done, images.length);
      return thumbnail === null ? null : viewPath(cache, hash);
    }),
  );
}

export function exportHandlers(parts: StudioParts): Pick<Handlers, 'exports.start'> {
  return {
    'exports.start': async (input) => {
      const store = parts.projects.get(input.project);
      await usableRun(store, parts.library, input.run);
      const job = parts.queue.start({
        kind: 'export',
        project: input.project,
        work: async (control) => ({ kind: 'export', report: await exportRun(parts, store, input, control) }),
      });
      return { job: job.id };
    },
  };
}
