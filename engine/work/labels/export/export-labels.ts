import { lstatSync } from 'node:fs';
import type { CheckedInput, Handlers, LabelsExportReport } from '../../../contract/index.ts';
import { StudioError } from '../../../domain/failure.ts';
import { labelExportFormats } from '../../../domain/labels/label-export.ts';
import { usualTableForm } from '../../../domain/table-form.ts';
import type { ProjectStore } from '../../../store/project-store.ts';
import { realPath, requireOutside } from '../../projects/require-outside.ts';
import type { JobControl } from '../../studio/job-queue.ts';
import { software } from '../../studio/software.ts';
import type { StudioParts } from '../../studio/studio-parts.ts';
import { cutPicture } from '../../images/cut-picture.ts';
import { copyPicture } from './copy-picture.ts';
import { labelledSet, type Planned, type SetImage } from './labelled-set.ts';
import { labelWriters } from './writers.ts';
import { requireEmpty, writeFolder, writeOne } from './write-out.ts';

type Order = CheckedInput<'labels.export'>;

/**
 * Writes the labels of a project as they are when the job begins. Nothing appears under its name before it is complete, and nothing of the
 * project changes.
 */
async function exportLabels(
  parts: StudioParts,
  store: ProjectStore,
  order: Order,
  at: number,
  control: JobControl,
): Promise<LabelsExportReport> {
  const { format, out } = order;
  const planned = labelWriters[format](labelledSet(store, { software, at }), order.table ?? usualTableForm);
  control.progress('writing', 0, planned.images.length);
  const written =
    labelExportFormats[format].writes === 'file'
      ? await asFile(order, planned, control)
      : await asFolder({ store, pool: parts.pool }, order, planned, control);
  control.progress('writing', planned.images.length, planned.images.length);
  return {
    format,
    out,
    files: written.files,
    images: written.images.length,
    labels: written.images.filter((image) => image.class !== null).length,
    left: planned.left.all,
  };
}

interface Written {
  readonly files: number;
  readonly images: readonly SetImage[];
}

async function asFile(order: Order, { files, images }: Planned, { signal }: JobControl): Promise<Written> {
  for (const file of files) await writeOne(order.out, file, signal, () => requireFree(order));
  return { files: 1, images };
}

async function asFolder(
  { store, pool }: { readonly store: ProjectStore; readonly pool: StudioParts['pool'] },
  { out }: Order,
  { files, images, left }: Planned,
  control: JobControl,
): Promise<Written> {
  const { signal } = control;
  const without = new Set<SetImage>();
  let done = 0;
  const written = await writeFolder(realPath(out), files, {
    signal,
    async copy(image, target) {
      const paths = store.images.files(image.id).map(({ path }) => path);
      const reason = image.cut
        ? await cutPicture(pool, paths, { ...image, cut: image.cut, target })
        : await copyPicture(paths, image, target, signal);
      control.progress('writing', ++done, images.length);
      if (reason === null) return true;
      without.add(image);
      left.add(reason);
      return false;
    },
  });
  return { files: written, images: images.filter((image) => !without.has(image)) };
}

/** Errors: `output-exists` for anything but a file that may be replaced. A folder and a link are never replaced. */
function requireFree({ out, replace = false }: Order): void {
  const there = lstatSync(out, { throwIfNoEntry: false });
  if (there !== undefined && !(replace && there.isFile())) throw new StudioError('output-exists', { path: out });
}

export function exportLabelsHandlers(parts: StudioParts): Pick<Handlers, 'labels.export'> {
  return {
    'labels.export': async (order) => {
      const store = parts.projects.get(order.project);
      if (store.images.counts().labelled === 0) throw new StudioError('no-labels');
      requireOutside(store.folder, order.out);
      if (labelExportFormats[order.format].writes === 'file') requireFree(order);
      else await requireEmpty(order.out);
      const job = parts.queue.start({
        kind: 'export-labels',
        project: order.project,
        work: async (control) => ({
          kind: 'export-labels',
          report: await exportLabels(parts, store, order, parts.projects.now(), control),
        }),
      });
      return { job: job.id };
    },
  };
}
