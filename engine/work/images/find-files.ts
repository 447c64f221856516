import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CheckedInput, FilesFound, Handlers, Output } from '../../contract/index.ts';
import { foldCase } from '../../domain/case-folding.ts';
import { StudioError } from '../../domain/failure.ts';
import type { HashVerdict } from '../../images/prepared.ts';
import type { LostContent } from '../../store/content-files.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { listFolder } from './scan-folder.ts';

interface Search {
  readonly store: ProjectStore;
  readonly folder: string;
  readonly hashOf: (file: string) => Promise<HashVerdict>;
  readonly now: () => number;
  readonly onProgress: (stage: 'scanning' | 'looking', done: number, total: number | null) => void;
  readonly signal: AbortSignal;
}

/** Files looked at together: enough to keep all workers of the decode pool reading. */
const atOnce = 8;

/**
 * Looks in a folder and its subfolders for the files of missing images and records where they are now. A file counts only if its content is
 * that of the image; only files of the same size are read. What was found before a stop stays found. Errors: `folder-not-found`,
 * `decoder-died`, `stopped`.
 */
export async function findFiles({ store, folder, hashOf, now, onProgress, signal }: Search): Promise<FilesFound> {
  const lost = new Map(store.contentFiles.lost().map((content) => [content.hash, content]));
  const wanted = imagesOf(lost.values());
  const sizes = new Set([...lost.values()].map(({ bytes }) => bytes));
  const names = namesOf(lost.values());
  const differing = new Set<string>();
  onProgress('scanning', 0, null);
  const files = (await listFolder(folder, signal)).filter((found) => found.is === 'picture');
  let images = 0;
  for (let start = 0; start < files.length && lost.size > 0; start += atOnce) {
    if (signal.aborted) throw new StudioError('stopped');
    onProgress('looking', start, files.length);
    const together = files.slice(start, start + atOnce).map(({ path }) => path);
    const hashes = await Promise.all(together.map(async (path) => (sizes.has(await sizeOf(path)) ? hashOf(path) : null)));
    for (const [at, verdict] of hashes.entries()) {
      const path = together[at]!;
      const content = verdict !== null && 'hash' in verdict ? lost.get(verdict.hash) : undefined;
      if (content) {
        images += store.contentFiles.foundAt(content.hash, path, now());
        lost.delete(content.hash);
      } else if (names.has(nameOf(path))) differing.add(nameOf(path));
    }
  }
  const still = namesOf(lost.values());
  return { wanted, found: images, files: files.length, differing: [...differing].filter((name) => still.has(name)).length };
}

/** Bytes; -1 for a file that cannot be asked. */
const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => -1,
  );
/** Names are compared without regard to case, which copying can change. */
const nameOf = (path: string): string => foldCase(basename(path));
const imagesOf = (contents: Iterable<LostContent>): number => [...contents].reduce((sum, { images }) => sum + images, 0);
const namesOf = (contents: Iterable<LostContent>): Set<string> => new Set([...contents].flatMap(({ names }) => names.map(nameOf)));

/** Queues the search. Errors: `project-not-open`. */
function startSearch(parts: StudioParts, { project, folder }: CheckedInput<'images.find'>): Output<'images.find'> {
  const store = parts.projects.get(project);
  const { id } = parts.queue.start({
    kind: 'find-files',
    project,
    work: async (control) => {
      try {
        const report = await findFiles({
          store,
          folder,
          hashOf: (file) => parts.pool.hash(file),
          now: () => parts.projects.now(),
          onProgress: (stage, done, total) => {
            control.progress(stage, done, total);
          },
          signal: control.signal,
        });
        return { kind: 'find-files', report };
      } finally {
        parts.projects.changed(project);
      }
    },
  });
  return { job: id };
}

export const findFilesHandlers = (parts: StudioParts): Pick<Handlers, 'images.find'> => ({
  'images.find': (request) => startSearch(parts, request),
});
