import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handlers, Project } from '../contract/index.ts';
import { drawExampleImages } from './example-images.ts';
import { importFolder } from './import-folder.ts';
import { projectSummary } from './project-summary.ts';
import type { StudioParts } from './studio-parts.ts';

const name = 'Pollen example';

/** Makes the example project on the first call: draws the images, imports them with the folder names as labels. Then opens it. */
export async function openExample(parts: StudioParts): Promise<Project> {
  const folder = parts.projects.folder;
  const path = join(folder, `${name}.graft`);
  if (existsSync(path)) return projectSummary(parts.projects.open(path));
  await mkdir(folder, { recursive: true });
  const images = join(folder, 'Pollen example images');
  await drawExampleImages(images);
  const store = parts.projects.create({ name, folder });
  await importFolder({
    store, pool: parts.pool, request: { project: store.id, from: { paths: [images] }, labels: 'folders', copy: false }, uploadFolder: undefined,
    by: parts.projects.by(), now: () => parts.projects.now(), onProgress: () => {}, onBatch: () => {}, signal: new AbortController().signal,
  });
  parts.projects.changed(store.id);
  return projectSummary(store);
}

export function exampleHandlers(parts: StudioParts): Pick<Handlers, 'projects.example'> {
  return { 'projects.example': () => openExample(parts) };
}
