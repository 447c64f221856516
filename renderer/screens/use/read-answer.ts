import type { Output } from '../../../engine/contract/index.ts';

type Probabilities = Extract<Output<'predictions.one'>, { probabilities: unknown }>['probabilities'];

/** `close`: the second class is nearly as probable. `spread`: no class has even half. Either means that the answer is unreliable. */
type Certainty = 'sure' | 'close' | 'spread';
export interface ReadAnswer {
  /** Most probable first; at least one. */
  readonly ranked: Probabilities;
  readonly best: Probabilities[number];
  readonly certainty: Certainty;
}

/** With a smaller difference, the first two classes could just as well be swapped. */
const closeGap = 0.2;

/** Interprets the class probabilities of one image. @returns null if there are none */
export function readAnswer(probabilities: Probabilities): ReadAnswer | null {
  const ranked = [...probabilities].sort((a, b) => b.probability - a.probability);
  const [best, second] = ranked;
  if (!best) return null;
  if (second && best.probability - second.probability < closeGap) return { ranked, best, certainty: 'close' };
  return { ranked, best, certainty: best.probability < 0.5 ? 'spread' : 'sure' };
}
