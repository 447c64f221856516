import type { CheckedInput, Handlers, Output } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { regularFiles } from '../../files/regular-files.ts';
import { importFolder } from './import-folder.ts';
import type { FinderAnswer } from './annotation-finder.ts';
import { treeOf } from './import-list.ts';
import { inThread } from '../studio/in-thread.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/** Queues an import. `uploadFolder` is where the files of an upload have arrived. Errors: `project-not-open`. */
export function startImport(parts: StudioParts, request: CheckedInput<'images.import'>, uploadFolder?: string): Output<'images.import'> {
  const store = parts.projects.get(request.project);
  const { from } = request;
  const job = parts.queue.start({
    kind: 'import',
    project: request.project,
    work: async (control) => {
      try {
        const report = await importFolder({
          store,
          pool: parts.pool,
          request,
          uploadFolder,
          by: parts.projects.by(),
          now: () => parts.projects.now(),
          onProgress: (progress) => control.progress(progress.stage, progress.done, progress.total),
          onBatch: () => parts.projects.changed(request.project),
          signal: control.signal,
        });
        return { kind: 'import', report };
      } finally {
        parts.projects.changed(request.project);
        if ('upload' in from) await parts.uploads.remove(from.upload);
      }
    },
  });
  return { job: job.id };
}

export function importHandlers(
  parts: StudioParts,
): Pick<Handlers, 'images.import' | 'images.tree' | 'annotations.find' | 'annotations.uploaded'> {
  return {
    'annotations.find': async ({ paths }) => {
      const answer = await inThread<FinderAnswer>('work/images/annotation-finder', paths);
      if ('missing' in answer) throw new StudioError('folder-not-found', { path: answer.missing });
      return answer;
    },
    'annotations.uploaded': async ({ upload }) => {
      const first = await regularFiles(await parts.uploads.folder(upload)).next();
      if (first.done) throw new StudioError('upload-not-found');
      return { file: first.value.path };
    },
    'images.tree': ({ paths }) => treeOf(paths, new AbortController().signal),
    'images.import': async (request) => {
      parts.projects.get(request.project);
      return startImport(parts, request, 'upload' in request.from ? await parts.uploads.folder(request.from.upload) : undefined);
    },
  };
}
