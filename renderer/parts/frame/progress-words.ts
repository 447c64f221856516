import type { Progress } from '../../../engine/contract/index.ts';
import { estimatedDuration, formatNumber, words } from '../../../engine/words/words.ts';

/** The share of the stage that is done; null if the total is unknown. */
export const shareOf = ({ done, total }: Progress): number | null => (total ? Math.min(1, done / total) : null);

/** "training the arms · 12 of 60 · about 5 minutes left" */
export function progressInWords({ stage, done, total, secondsLeft }: Progress): string {
  const counted = total === null ? (done > 0 ? formatNumber(done) : '') : words.parts.progress.of(formatNumber(done), formatNumber(total));
  const left = secondsLeft === null ? '' : words.parts.progress.left(estimatedDuration(secondsLeft));
  return [words.frame.jobs.stages[stage], counted, left].filter(Boolean).join(' · ');
}
