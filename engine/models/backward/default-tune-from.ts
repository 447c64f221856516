import type { SourceOnDisk } from '../library/source-models.ts';
import { blocksOf } from '../layers/blocks.ts';

/** Up to this median number of labels per class, this share of the blocks is tuned. */
const rules: readonly { readonly labelsPerClass: number; readonly share: number }[] = [
  { labelsPerClass: 20, share: 1 / 6 },
  { labelsPerClass: 200, share: 1 / 3 },
  { labelsPerClass: 2000, share: 2 / 3 },
];

/**
 * Returns the default first block to tune: the fewer labels there are (median over the classes), the fewer of the last blocks, since every
 * free weight has to be learned from them; all blocks above 2,000 labels per class.
 */
export function defaultTuneFrom(source: SourceOnDisk, cut: string, labels: Int32Array, classes: number): string {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  const median = counts.toSorted()[Math.floor((classes - 1) / 2)]!;
  const rule = rules.find(({ labelsPerClass }) => median <= labelsPerClass);
  if (rule === undefined) return 'all';
  const blocks = blocksOf(source);
  const last = blocks.findIndex(({ layers }) => layers.includes(cut));
  const tuned = Math.max(1, Math.round((last + 1) * rule.share));
  return tuned > last ? 'all' : blocks[last + 1 - tuned]!.name;
}
