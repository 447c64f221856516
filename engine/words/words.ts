import { en, type Words } from './en.ts';

/** The words of the language in use. There is one so far; a choice of languages changes this line only. */
export const words: Words = en;

export {
  count, countImages, formatAgo, formatBytes, formatDuration, formatNumber, formatTime,
} from './format.ts';
export { failureWords } from './en/failures.ts';
export { percent } from './en/figures.ts';
