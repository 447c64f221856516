import type { PictureWindow } from '../../../engine/domain/models/picture-window.ts';
import type { SampleHistogram } from '../../../engine/domain/models/sample-spread.ts';

/** The outline of the bars in a square of 100 units, over the axis. Heights are square roots of the shares, so that rare values show. */
export function barsPath({ low, high, bins }: Pick<SampleHistogram, 'low' | 'high' | 'bins'>, axis: PictureWindow): string {
  const most = Math.max(...bins);
  if (most === 0) return '';
  const x = (value: number): number => hundredths((100 * (value - axis.low)) / (axis.high - axis.low));
  const width = (high - low) / bins.length;
  const steps = bins.map((bin, at) => `V${hundredths(100 - 96 * Math.sqrt(bin / most))}H${x(low + (at + 1) * width)}`);
  return `M${x(low)} 100${steps.join('')}V100Z`;
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** Below this many values on an axis, steps of whole numbers would be coarse. */
const fewWholeNumbers = 100;

/** The value of a moved end: a whole number where the axis has enough of them, else in thousandths of the length of the axis or finer. */
export function endAt(value: number, { low, high }: PictureWindow): number {
  if (high - low >= fewWholeNumbers) return Math.round(value);
  const perUnit = 10 ** (3 - Math.floor(Math.log10(high - low)));
  return Math.round(value * perUnit) / perUnit;
}

/** Where a key moves an end on the axis: arrows by a hundredth of it, Page keys by a tenth, Home and End to its ends; null for others. */
export function keyMoves(key: string, from: number, { low, high }: PictureWindow): number | null {
  const step = (high - low) / 100;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return from - step;
    case 'ArrowRight':
    case 'ArrowUp':
      return from + step;
    case 'PageDown':
      return from - 10 * step;
    case 'PageUp':
      return from + 10 * step;
    case 'Home':
      return low;
    case 'End':
      return high;
    default:
      return null;
  }
}
