import { usualVariation } from './usual-variation.ts';

/** What is chosen for a training where nobody has chosen anything. */
export const usualChoices = { source: null, cut: null, method: 'head', tuneFrom: null, variation: usualVariation, minutes: 10, seed: 1 } as const;
