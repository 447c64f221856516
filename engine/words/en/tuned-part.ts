import { normalisationOnly, wholeNetwork } from '../../domain/choice/tuned-part.ts';

/** Which part of a network was fine-tuned, within a sentence. */
export function tunedPart(tuneFrom: string): string {
  if (tuneFrom === wholeNetwork) return 'all layers fine-tuned';
  return tuneFrom === normalisationOnly ? 'normalization fine-tuned' : `fine-tuned from ${tuneFrom}`;
}
