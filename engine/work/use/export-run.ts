import type { CheckedInput, ExportReport, Handlers } from '../../contract/index.ts';
import { software } from '../studio/software.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { ensureViews } from '../images/project-pictures.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { testSetOf } from '../runs/test-set.ts';
import { testImages, usableRun } from '../runs/use-run.ts';

const parityImagesMost = 64;

async function exportRun(parts: StudioParts, store: ProjectStore, input: CheckedInput<'exports.start'>, control: JobControl): Promise<ExportReport> {
  const usable = await usableRun(store, parts.library, input.run);
  const images = testImages(store, usable, parityImagesMost);
  await ensureViews(parts.pool, store, images, control);
  const evaluation = store.runs.evaluation(usable.run);
  const { testWithheld, validation } = store.runs.get(usable.run);
  const { runs, reports, optimism } = testSetOf(store, usable.run);
  return parts.learner.run({
    kind: 'export', source: usable.source, cut: usable.cut, runFolder: usable.runFolder, format: input.format, out: input.out, classes: usable.classes, window: usable.window, images,
    card: {
      project: store.name, run: usable.run, method: evaluation.method, head: evaluation.head, source: evaluation.source, cut: evaluation.cut, seed: evaluation.seed,
      dataVersion: evaluation.dataVersion, stale: evaluation.stale, software, validation,
      // A card that told the score would open the test set behind the user's back.
      test: testWithheld ? null : evaluation.test, baselines: testWithheld ? null : evaluation.baselines,
      testSet: { runsScored: runs, reportsScored: reports, bestOfRunsIsWorthAtMost: optimism, locked: testWithheld },
    },
  }, control);
}

export function exportHandlers(parts: StudioParts): Pick<Handlers, 'exports.start'> {
  return {
    'exports.start': async (input) => {
      const store = parts.projects.get(input.project);
      await usableRun(store, parts.library, input.run);
      const job = parts.queue.start({
        kind: 'export', project: input.project,
        work: async (control) => ({ kind: 'export', report: await exportRun(parts, store, input, control) }),
      });
      return { job: job.id };
    },
  };
}
