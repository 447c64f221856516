import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handlers, Project } from '../../contract/index.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { drawExampleImages, exampleImageCount } from './example-images.ts';
import { importFolder } from './import-folder.ts';
import { projectSummary } from '../projects/project-summary.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

const name = 'Pollen example';

/**
 * Opens the example project. The first call draws its images and imports them with the folder names as labels; if that is interrupted, the
 * next call completes it.
 */
async function openExample(parts: StudioParts): Promise<Project> {
  const folder = parts.projects.folder;
  const path = join(folder, `${name}.graft`);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writingFailure(error, path);
  });
  const store = existsSync(path) ? parts.projects.open(path) : parts.projects.create({ name, folder });
  if (store.images.counts().images < exampleImageCount) {
    const images = join(folder, `${name} images`);
    await drawExampleImages(images);
    await importFolder({
      store,
      pool: parts.pool,
      request: { project: store.id, from: { paths: [images] }, labels: 'folders', copy: false },
      uploadFolder: undefined,
      by: parts.projects.by(),
      now: () => parts.projects.now(),
      onProgress: () => {},
      onBatch: () => {},
      signal: new AbortController().signal,
    });
    parts.projects.changed(store.id);
  }
  return projectSummary(store);
}

export function exampleHandlers(parts: StudioParts): Pick<Handlers, 'projects.example'> {
  return { 'projects.example': () => openExample(parts) };
}
