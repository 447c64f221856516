import { countImages, formatBytes } from './figures.ts';

/** The cache of a project, on the Projects screen and in the command. */
export const cache = {
  title: (project: string) => `Empty the cache of ${project}`,
  item: 'Empty the cache',
  counting: 'Calculating the size of the cache …',
  what: 'A project caches thumbnails, reduced copies of its images and the features that source models computed, so that nothing is computed twice.',
  frees: (bytes: number) => `Emptying the cache frees ${formatBytes(bytes)}.`,
  nothing: 'The cache is already empty.',
  kept: (images: number, bytes: number) =>
    `The copies of ${countImages(images)} (${formatBytes(bytes)}) are kept, because they might not come out the same again: the original is missing, has changed, or is a TIFF file.`,
  cost: 'Graft rebuilds the cache from your images when needed. Until then, images load more slowly, and the next training or ranking takes longer.',
  safe: 'Labels, runs, models, exports, backups and your images are not affected.',
  empty: 'Empty the cache',
  emptied: (bytes: number) => `Cache emptied: ${formatBytes(bytes)} freed.`,
  command: { unknown: (word: string) => `unknown cache command "${word}": use "empty", or no command to see the size of the cache` },
};
