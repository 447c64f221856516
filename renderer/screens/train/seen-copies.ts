import type { Variation } from '../../../engine/contract/index.ts';

/** Who learns from changed copies of the training images: a network that is tuned, a head with few labels, or nobody. */
export type Learner = 'network' | 'head' | 'none';
type Copies = 'turned' | 'mirrored' | 'cropped' | 'lit';

/** The kinds of changed copies that are learned from besides the images. */
export function copiesOf({ orientation, framing, light }: Variation, learner: Learner): Copies[] {
  if (learner === 'none') return [];
  return [
    ...orientation === 'any' ? ['turned', 'mirrored'] as const : orientation === 'mirror' ? ['mirrored'] as const : [],
    ...framing ? ['cropped'] as const : [],
    ...light && learner === 'network' ? ['lit'] as const : [],
  ];
}
