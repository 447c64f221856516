import type { Variation } from '../../../engine/contract/index.ts';

/** What learns from augmented copies of the training images: a tuned network, a head with few labels, or nothing. */
export type Learner = 'network' | 'head' | 'none';
type Copies = 'turned' | 'mirrored' | 'cropped' | 'lit';

/** The kinds of augmented copies that are used in addition to the images. */
export function copiesOf({ orientation, framing, light }: Variation, learner: Learner): Copies[] {
  if (learner === 'none') return [];
  const isNetwork = learner === 'network';
  return [
    ...(orientation === 'any' && isNetwork ? (['turned'] as const) : []),
    ...(orientation === 'matters' ? [] : (['mirrored'] as const)),
    ...(framing ? (['cropped'] as const) : []),
    ...(light && isNetwork ? (['lit'] as const) : []),
  ];
}
