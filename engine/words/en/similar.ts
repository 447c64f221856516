import { countImages, decimals, formatNumber } from './figures.ts';

/** Images that are similar by their features: the list on the Images screen, and `graft similar`. */
export const similar = {
  more: (images: number) => (images === 1 ? 'More like this' : `More like these ${formatNumber(images)}`),
  like: (name: string, images: number) =>
    images === 1 ? `Like ${name}` : `Like ${name} and ${formatNumber(images - 1)} ${images === 2 ? 'other' : 'others'}`,
  tooMany: (most: number) => `Select at most ${countImages(most)} to find similar ones.`,
  /** Before the name is known. */
  likeImages: 'Similar images',
  total: (shown: number) => (shown === 0 ? '' : `${countImages(shown)}, the most similar first`),
  similarity: (value: number) => decimals(value, 2),
  similarityIs: (value: number) => `similarity ${decimals(value, 2)}`,
  missing: (images: number) => (images === 1 ? '1 image has not been compared yet.' : `${countImages(images)} have not been compared yet.`),
  compute: 'Compare them',
  source: (title: string) => `Compared by the features of ${title}. A similarity of 1 means the same features.`,
  stopped: 'Stopped. What has been computed is kept.',
  waiting: 'Comparing images …',
  none: { title: 'Not compared yet', text: 'Graft compares images by the features that training uses. They are computed once per image.' },
  /** In the terminal. */
  listed: (name: string, similarity: number, label: string | null) =>
    `  ${decimals(similarity, 2)}  ${name}${label === null ? '' : `  ${label}`}`,
  computed: (images: number) => `Computed the features of ${countImages(images)}.`,
  head: (names: readonly string[], title: string) => `Similar to ${names.join(', ')} by the features of ${title}:`,
  unknown: (word: string) => `no image of the project is named "${word}"`,
  several: (word: string, ids: readonly number[]) =>
    `several images are named "${word}": give the number of one of them instead (${ids.map((id) => String(id)).join(', ')})`,
};
