import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CheckedInput, Handlers, Output, PredictReport, RefusedFile } from '../../contract/index.ts';
import { failureOf, StudioError, type Refusal } from '../../domain/failure.ts';
import type { ContentHash, ProjectId } from '../../domain/ids.ts';
import { readingFor } from '../../domain/models/folder-readings.ts';
import { windowFor } from '../../domain/models/folder-windows.ts';
import { decide } from '../../domain/models/decision.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { viewPath } from '../../images/cache-paths.ts';
import { usualTableForm, type TableForm } from '../../domain/table-form.ts';
import { csvFileName, csvLine, type Figure } from '../../files/csv.ts';
import { DurableFile } from '../../files/durable-file.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { viewThrough, type Looks } from '../images/project-pictures.ts';
import { listFolder, type Listed } from '../images/scan-folder.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { usableRun, type UsableRun } from '../runs/use-run.ts';
import type { ClassifiedFile, ClassifiedFolder, ClassifiedFolders } from './classified-folders.ts';
import { predictionHead } from './prediction-table.ts';
import { withTemporaryViews } from '../images/temporary-views.ts';

const batchSize = 64;
interface PrepareOptions extends Looks {
  readonly cache: string;
  readonly isAwaited?: boolean;
}
type BatchControl = Pick<JobControl, 'progress' | 'signal'>;
type Verdict =
  { readonly file: string; readonly view: string; readonly hash: ContentHash } | { readonly file: string; readonly refused: RefusedFile };

interface Used {
  readonly usable: UsableRun;
  readonly folders: ClassifiedFolders;
}
/** The run whose predictions are written, and the table's format. */
interface Told {
  readonly usable: UsableRun;
  readonly form: TableForm;
}

/**
 * Writes one CSV row per file of the folder, in name order; refused files get the reason instead of a class. Also keeps the result for the
 * screens.
 */
async function predictFolder(
  parts: StudioParts,
  { usable, folders }: Used,
  input: CheckedInput<'predictions.start'>,
  control: JobControl,
): Promise<PredictReport> {
  const startedMs = parts.projects.now();
  control.progress('scanning', 0, null);
  const files = await listFolder(input.folder, control.signal);
  if (!files.some(({ is }) => is === 'picture')) throw new StudioError('no-images', { path: input.folder });
  const form = input.table ?? usualTableForm;
  const csv = new DurableFile(input.out);
  const classes = usable.classes.map(({ name }) => name);
  const refused: RefusedFile[] = [];
  const named: ClassifiedFile[] = [];
  try {
    await csv.write(predictionHead(classes, form));
    for (let start = 0; start < files.length; start += batchSize) {
      control.signal.throwIfAborted();
      control.progress('predicting', start, files.length);
      const batch = await predictBatch(parts, { usable, form }, files.slice(start, start + batchSize), {
        signal: control.signal,
        progress: (stage, done) => control.progress(stage, start + done, files.length),
      });
      refused.push(...batch.refused);
      named.push(...batch.named);
      await csv.write(batch.lines);
    }
    control.progress('predicting', files.length, files.length);
    requireFree(input);
    await csv.commit();
  } finally {
    await csv.discard();
  }
  const at = parts.projects.now(),
    seconds = (at - startedMs) / 1000;
  keepForScreens(folders, input.project, {
    id: randomUUID(),
    run: usable.run,
    folder: input.folder,
    table: input.out,
    at,
    seconds,
    classes,
    window: usable.windows.window,
    folderWindows: usable.windows.folders,
    readings: usable.readings,
    files: named,
    refused,
  });
  return { file: input.out, predicted: files.length - refused.length, refused, seconds };
}

/** The table is complete, so failing to write this is no reason to fail. The screens then show the result until the studio ends. */
function keepForScreens(folders: ClassifiedFolders, project: ProjectId, classified: ClassifiedFolder): void {
  try {
    folders.keep(project, classified);
  } catch (error) {
    console.error(failureOf(error));
  }
}

function predictBatch(
  parts: StudioParts,
  told: Told,
  files: readonly Listed[],
  control: BatchControl,
): Promise<{ lines: string; refused: readonly RefusedFile[]; named: readonly ClassifiedFile[] }> {
  return withTemporaryViews(async (cache) => {
    const verdicts = await Promise.all(
      files.map(async (file) =>
        file.is === 'picture' ? prepared(parts, file, { cache, ...looksOf(told.usable) }) : refusal(file.name, file.refusal),
      ),
    );
    return {
      ...(await answersOf(parts, told, verdicts, control)),
      refused: verdicts.flatMap((verdict) => ('refused' in verdict ? [verdict.refused] : [])),
    };
  });
}

function requireFree({ out, replace = false }: CheckedInput<'predictions.start'>): void {
  const there = statSync(out, { throwIfNoEntry: false });
  // A folder is never replaced.
  if (there !== undefined && !(replace && there.isFile())) throw new StudioError('output-exists', { path: out });
}

async function prepared(
  parts: StudioParts,
  { path, name }: { readonly path: string; readonly name: string },
  { windows, readings, ...options }: PrepareOptions,
): Promise<Verdict> {
  const verdict = await parts.pool.prepare(path, { ...options, window: windowFor(windows, path), reading: readingFor(readings, path) });
  return 'prepared' in verdict
    ? { file: name, view: viewPath(options.cache, verdict.prepared.picture), hash: verdict.prepared.hash }
    : refusal(name, verdict.refused);
}

const looksOf = ({ windows, readings }: UsableRun): Looks => ({ windows, readings });

const refusal = (file: string, { code, facts }: Refusal): Verdict => ({ file, refused: { file, code, facts } });

/** Returns the rows of the table, and the results kept for the screens. */
async function answersOf(
  parts: StudioParts,
  { usable, form }: Told,
  verdicts: readonly Verdict[],
  control: BatchControl,
): Promise<{ lines: string; named: ClassifiedFile[] }> {
  const views = verdicts.flatMap((verdict) => ('view' in verdict ? [verdict.view] : []));
  const { probabilities } =
    views.length > 0
      ? await parts.learner.run({ kind: 'predict', source: usable.source, cut: usable.cut, runFolder: usable.runFolder, views }, control)
      : { probabilities: [] };
  const rows = probabilities.values();
  const named: ClassifiedFile[] = [];
  const lines = verdicts.map((verdict) => {
    const file = csvFileName(verdict.file);
    if ('refused' in verdict) return csvLine([file, '', '', ...usable.classes.map(() => ''), parts.reasonInWords(verdict.refused)], form);
    const row = rows.next().value ?? [];
    const best = decide(row);
    named.push({ name: verdict.file, hash: verdict.hash, ...said(row, best), second: secondOf(row, best) });
    return csvLine([file, usable.classes[best]?.name ?? '', figure(row[best] ?? 0), ...row.map(figure), ''], form);
  });
  return { lines: lines.join(''), named };
}

/** Rounding in the network may carry a probability slightly beyond 1. */
const said = (row: readonly number[], index: number): { class: number; probability: number } => ({
  class: index,
  probability: Math.min(1, Math.max(0, row[index] ?? 0)),
});

function secondOf(row: readonly number[], best: number): ClassifiedFile['second'] {
  if (row.length < 2) return null;
  return said(row, decide(row.map((value, index) => (index === best ? -1 : value))));
}

const figure = (probability: number): Figure => ({ value: probability, decimals: 6 });

async function predictOne(
  parts: StudioParts,
  store: ProjectStore,
  input: CheckedInput<'predictions.one'>,
): Promise<Output<'predictions.one'>> {
  const usable = await usableRun(store, parts.library, input.run);
  try {
    return await withTemporaryViews(async (cache) => {
      const view = await oneView(parts, store, input.image, { cache, ...looksOf(usable), isAwaited: true });
      if ('refused' in view) return { refused: view.refused };
      const { probabilities } = await parts.questions.ask({
        kind: 'predict',
        source: usable.source,
        cut: usable.cut,
        runFolder: usable.runFolder,
        views: [view.view],
      });
      return { probabilities: usable.classes.map((one, index) => ({ class: one.name, probability: probabilities[0]?.[index] ?? 0 })) };
    });
  } finally {
    if ('upload' in input.image) await parts.uploads.remove(input.image.upload);
  }
}

async function oneView(
  parts: StudioParts,
  store: ProjectStore,
  image: CheckedInput<'predictions.one'>['image'],
  options: PrepareOptions,
): Promise<{ readonly view: string } | Extract<Verdict, { refused: unknown }>> {
  if ('id' in image) return { view: await viewThrough(parts.pool, store, image.id, options) };
  if ('path' in image) return prepared(parts, { path: image.path, name: basename(image.path) }, options);
  const uploaded = (await listFolder(await parts.uploads.folder(image.upload), new AbortController().signal)).find(
    ({ is }) => is === 'picture',
  );
  if (!uploaded) throw new StudioError('upload-not-found');
  return prepared(parts, uploaded, options);
}

export function predictionHandlers(
  parts: StudioParts,
  folders: ClassifiedFolders,
): Pick<Handlers, 'predictions.start' | 'predictions.one'> {
  return {
    'predictions.start': async (input) => {
      const usable = await usableRun(parts.projects.get(input.project), parts.library, input.run);
      if (!(await stat(input.folder).catch(() => null))?.isDirectory()) throw new StudioError('folder-not-found', { path: input.folder });
      requireFree(input);
      const job = parts.queue.start({
        kind: 'predict',
        project: input.project,
        work: async (control) => ({ kind: 'predict', report: await predictFolder(parts, { usable, folders }, input, control) }),
      });
      return { job: job.id };
    },
    'predictions.one': (input) => predictOne(parts, parts.projects.get(input.project), input),
  };
}
