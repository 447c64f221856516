import type { Variation } from '../../../engine/contract/index.ts';

/** What learns from augmented copies of the training images: a tuned network, a head with few labels, or nothing. */
export type Learner = 'network' | 'head' | 'none';
type Copies = 'turned' | 'mirrored' | 'cropped' | 'lit';

/** The kinds of augmented copies that are used in addition to the images. */
export function copiesOf({ orientation, framing, light }: Variation, learner: Learner): Copies[] {
  if (learner === 'none') return [];
  return [
    ...orientation === 'any' ? ['turned', 'mirrored'] as const : orientation === 'mirror' ? ['mirrored'] as const : [],
    ...framing ? ['cropped'] as const : [],
    ...light && learner === 'network' ? ['lit'] as const : [],
  ];
}
