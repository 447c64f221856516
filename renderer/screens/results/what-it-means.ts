import type { Interval, Score } from '../../../engine/contract/index.ts';

/** What a score means in plain terms. Each kind has a sentence in the words of the results. */
export type Statement =
  | { readonly kind: 'new-images'; readonly right: number; readonly of: number }
  | { readonly kind: 'all-right'; readonly images: number }
  | { readonly kind: 'none-right'; readonly images: number }
  | { readonly kind: 'range'; readonly images: number; readonly low: number; readonly high: number }
  | { readonly kind: 'few-test-images'; readonly images: number; readonly enough: number }
  | { readonly kind: 'unequal-classes'; readonly balanced: Interval; readonly largest: string; readonly smallest: string }
  | { readonly kind: 'untested-classes'; readonly classes: readonly string[] };

/** A wider confidence interval leaves the score too uncertain for comparing models. */
const wideInterval = 0.2;
/** Half the width of a confidence interval that is narrow enough for most purposes. */
const wantedMargin = 0.05;
/** Class sizes count as imbalanced from this ratio of the largest to the smallest. */
const unequalRatio = 2;

/** The simplest fraction close to a share that is neither none nor all. */
export function plainFraction(share: number): { right: number; of: number } {
  for (const whole of [10, 20, 100]) {
    const right = Math.round(share * whole);
    if (right > 0 && right < whole) return { right, of: whole };
  }
  return { right: share > 0.5 ? 999 : 1, of: 1000 };
}

/** The statements below the score, in reading order. */
export function whatItMeans(score: Score): Statement[] {
  const { accuracy, images } = score;
  return [
    headline(score),
    { kind: 'range', images, low: accuracy.low, high: accuracy.high },
    ...fewTestImages(score),
    ...unequalClasses(score),
    ...untestedClasses(score),
  ];
}

function headline({ accuracy, images }: Score): Statement {
  if (accuracy.value >= 1) return { kind: 'all-right', images };
  if (accuracy.value <= 0) return { kind: 'none-right', images };
  return { kind: 'new-images', ...plainFraction(accuracy.value) };
}

/** States how many test images would narrow the interval to the wanted margin, from n = p(1 - p)(1.96 / margin)². */
function fewTestImages({ accuracy, images }: Score): Statement[] {
  if (accuracy.high - accuracy.low <= wideInterval) return [];
  const middle = (accuracy.low + accuracy.high) / 2;
  const needed = middle * (1 - middle) * (1.96 / wantedMargin) ** 2;
  const enough = Math.max(10, Math.ceil(needed / 10) * 10);
  return enough > images ? [{ kind: 'few-test-images', images, enough }] : [];
}

export function classesAreUnequal(perClass: Score['perClass']): boolean {
  const sizes = perClass.map((one) => one.images).filter((size) => size > 0);
  return sizes.length > 1 && Math.max(...sizes) >= unequalRatio * Math.min(...sizes);
}

function unequalClasses({ perClass, balancedAccuracy }: Score): Statement[] {
  if (!classesAreUnequal(perClass)) return [];
  const bySize = perClass.filter((one) => one.images > 0).sort((a, b) => b.images - a.images);
  return [{ kind: 'unequal-classes', balanced: balancedAccuracy, largest: bySize[0]!.class, smallest: bySize.at(-1)!.class }];
}

function untestedClasses({ perClass }: Score): Statement[] {
  const classes = perClass.filter((one) => one.images === 0).map((one) => one.class);
  return classes.length > 0 ? [{ kind: 'untested-classes', classes }] : [];
}
