import { en, type Words } from './en.ts';

/** The words of the language in use. There is one so far; a choice of languages changes this line only. */
export const words: Words = en;

export { failureWords } from './en/failures.ts';
export {
  decimals, estimatedDuration, formatAgo, formatBytes, formatDuration, formatNumber, formatTime, learningRate, percent, roughly, sampleField,
} from './en/figures.ts';
