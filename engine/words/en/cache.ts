import { countImages, formatBytes } from './figures.ts';

/** What is said of the cache of a project, on the Projects screen and by the command. */
export const cache = {
  title: (project: string) => `Empty the cache of ${project}`,
  item: 'Empty the cache',
  counting: 'Counting what the cache holds …',
  what: 'A project keeps thumbnails, shrunk copies of its images and what source models said of them, so that nothing is computed twice.',
  frees: (bytes: number) => `Emptying the cache frees ${formatBytes(bytes)}.`,
  nothing: 'There is nothing to free: the cache is empty.',
  kept: (images: number, bytes: number) =>
    `Pictures of ${countImages(images)} (${formatBytes(bytes)}) stay, because they might not come out the same: the file is gone or has changed, or is a TIFF.`,
  cost: 'All of it is made again when it is needed, from the images where they lie now. Until then images appear more slowly, and the next training or ranking takes longer.',
  safe: 'Labels, runs, models, exports, backups and the images themselves stay as they are.',
  empty: 'Empty the cache',
  emptied: (bytes: number) => `Emptied the cache: freed ${formatBytes(bytes)}.`,
  command: { unknown: (word: string) => `"${word}" is nothing that can be done with a cache: say "empty", or nothing to see how much it holds` },
};
