import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { entryPoint } from '../program/own-files.ts';
import { words } from '../words/words.ts';
import { usualTableForm } from '../domain/table-form.ts';
import { drawExampleImages } from '../work/images/example-images.ts';
import { labelsIn } from '../work/use/prediction-table.ts';
import { ask } from './ask.ts';
import { withReasons } from './commands.ts';
import { evaluated } from './say-evaluation.ts';
import { finished, type Context } from './context.ts';

const run = promisify(execFile);
const said = words.command.example;

/**
 * The entire workflow without a screen: drawing, import, training, score, export, prediction, and the exported model loaded in a separate
 * process, whose predictions must match those of the studio. Works in a temporary folder that is removed at the end.
 */
export async function example(context: Context): Promise<unknown> {
  const { studio, terminal } = context;
  const startedMs = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'graft-example-'));
  try {
    const images = join(folder, 'images'),
      exported = join(folder, 'exported'),
      csv = join(folder, 'predictions.csv');
    terminal.say(said.drawing(images));
    await drawExampleImages(images, (done, total) => terminal.progress({ stage: 'drawing', done, total, secondsLeft: null }));
    await mkdir(join(folder, 'projects'));
    const project = await ask(studio, 'projects.create', { name: 'Pollen', folder: join(folder, 'projects') });
    terminal.say(said.importing);
    const { job: importJob } = await ask(studio, 'images.import', {
      project: project.id,
      from: { paths: [images] },
      labels: 'folders',
      copy: false,
    });
    const imported = await finished(context, importJob, 'import');
    terminal.say(words.command.imported(imported.imported, imported.present, imported.skipped));
    terminal.say(said.training);
    const { job: trainJob } = await ask(studio, 'runs.start', { project: project.id });
    const trained = await finished(context, trainJob, 'train');
    terminal.say(words.command.trained(trained.run, trained.head ?? '', trained.source, trained.trainImages, trained.seconds));
    terminal.say(said.scoring);
    const evaluation = await evaluated(context, project.id);
    terminal.say(said.exporting);
    const { job: exportJob } = await ask(studio, 'exports.start', { project: project.id, format: 'saved-model', out: exported });
    const exportReport = await finished(context, exportJob, 'export');
    terminal.say(words.command.parity(exportReport.parity.maxAbsoluteError, exportReport.parity.images, exportReport.parity.sameClass));
    terminal.say(said.predicting);
    const { job: predictJob } = await ask(studio, 'predictions.start', { project: project.id, folder: images, out: csv });
    const predicted = await finished(context, predictJob, 'predict');
    terminal.say(words.command.predicted(predicted.predicted, predicted.refused.length, predicted.file));
    const reloaded = await reload(exported, images, await readFile(csv, 'utf8'));
    terminal.say(said.reloaded(reloaded.same, reloaded.images));
    const seconds = (performance.now() - startedMs) / 1000;
    terminal.say(said.done(seconds));
    await ask(studio, 'projects.close', { project: project.id });
    return {
      imported: withReasons(imported),
      trained,
      evaluation,
      exported: exportReport,
      predicted: predicted.predicted,
      reloaded,
      seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Loads the export in a new process and counts the images for which it predicts the same class as the studio's CSV. */
async function reload(exported: string, images: string, csv: string): Promise<{ images: number; same: number }> {
  const named = labelsIn(csv, usualTableForm);
  const { stdout } = await run(process.execPath, [entryPoint('learner/reload-export'), exported, images, ...named.keys()], {
    maxBuffer: 2 ** 26,
  });
  const classes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as string[];
  const same = [...named.values()].filter((label, index) => label === classes[index]).length;
  return { images: named.size, same };
}
