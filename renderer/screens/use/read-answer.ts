import type { Output } from '../../../engine/contract/index.ts';

type Probabilities = Extract<Output<'predictions.one'>, { probabilities: unknown }>['probabilities'];

/** `close`: the second class is nearly as probable. `spread`: no class has even half. Both mean that the answer is not to be relied on. */
type Certainty = 'sure' | 'close' | 'spread';
export interface ReadAnswer {
  /** Most probable first; at least one. */
  readonly ranked: Probabilities;
  readonly best: Probabilities[number];
  readonly certainty: Certainty;
}

/** Nearer than this, the first two classes could as well change places. */
const closeGap = 0.2;

/** What the probabilities of the classes say of one image. @returns null where there are none */
export function readAnswer(probabilities: Probabilities): ReadAnswer | null {
  const ranked = [...probabilities].sort((a, b) => b.probability - a.probability);
  const [best, second] = ranked;
  if (!best) return null;
  if (second && best.probability - second.probability < closeGap) return { ranked, best, certainty: 'close' };
  return { ranked, best, certainty: best.probability < 0.5 ? 'spread' : 'sure' };
}
