import { normalisationOnly, wholeNetwork } from '../../domain/choice/tuned-part.ts';

/** What of a network was tuned, within a sentence. */
export function tunedPart(tuneFrom: string): string {
  if (tuneFrom === wholeNetwork) return 'all of it tuned';
  return tuneFrom === normalisationOnly ? 'its normalisation tuned' : `tuned from ${tuneFrom}`;
}
