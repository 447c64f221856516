import { usualVariation } from './usual-variation.ts';

/** Default choices for a training run. */
export const usualChoices = {
  source: null,
  cut: null,
  method: 'head',
  tuneFrom: null,
  variation: usualVariation,
  minutes: 10,
  seed: 1,
  other: null,
} as const;
