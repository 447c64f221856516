import { apartCheck } from '../labels/nested-sizes.ts';
import { plannedArms, type TransferData, type TransferPoint } from './transfer-benefit.ts';

const nameOf = ({ arm, perClass, seed }: TransferPoint): string => `${arm}, ${perClass} per class, seed ${seed}`;

/**
 * Checks that points can be compared fairly.
 * @throws RangeError naming the point that was not planned or occurs twice, whose predictions do not match the test images, whose training
 * images include a test image or a near-duplicate of one, or whose training images differ between arms or are not nested
 */
export function requireComparable(data: TransferData): void {
  requirePlanned(data);
  const requireApart = apartCheck(data.train, data.test);
  for (const point of data.points) {
    requireApart(point);
    requirePredictions(point, data);
  }
  requireSameImages(data.points);
  requireNested(data.points);
}

function requirePlanned({ points, plan }: TransferData): void {
  const arms = plannedArms(plan);
  const planned = new Map(arms.map((one) => [one.arm, one]));
  if (planned.size < arms.length) throw new RangeError('an arm is planned twice');
  const other = arms.find(({ sizes }) => !sizes.every((size) => plan.sizes.includes(size)));
  if (other) throw new RangeError(`${other.arm}: has sizes that the report has not`);
  const seen = new Set<string>();
  for (const point of points) {
    const arm = planned.get(point.arm);
    if (!arm || !arm.sizes.includes(point.perClass) || !(point.seed >= 0 && point.seed < arm.seeds))
      throw new RangeError(`${nameOf(point)}: not planned`);
    if (seen.has(nameOf(point))) throw new RangeError(`${nameOf(point)}: is there twice`);
    seen.add(nameOf(point));
  }
}

function requirePredictions(point: TransferPoint, { test, classes }: TransferData): void {
  const predicted = Array.from(point.predicted);
  if (predicted.length !== test.length)
    throw new RangeError(`${nameOf(point)}: ${predicted.length} predictions for ${test.length} test images`);
  const wrong = predicted.find((index) => !(Number.isInteger(index) && index >= 0 && index < classes.length));
  if (wrong !== undefined) throw new RangeError(`${nameOf(point)}: class ${wrong} is not below ${classes.length}`);
}

/** Points are paired: the same seed has the same images in every arm. */
function requireSameImages(points: readonly TransferPoint[]): void {
  const first = new Map<string, { readonly point: TransferPoint; readonly images: string }>();
  for (const point of points) {
    const key = `${point.perClass} ${point.seed}`;
    const images = point.trainImages.toSorted((a, b) => a - b).join(' ');
    const other = first.get(key);
    if (!other) first.set(key, { point, images });
    else if (other.images !== images) throw new RangeError(`${nameOf(point)}: not trained on the images of ${nameOf(other.point)}`);
  }
}

function requireNested(points: readonly TransferPoint[]): void {
  for (const ofSeed of Map.groupBy(points, ({ arm, seed }) => `${arm} ${seed}`).values()) {
    const sorted = ofSeed.toSorted((a, b) => a.perClass - b.perClass);
    for (const [at, larger] of sorted.entries()) {
      const images = new Set(larger.trainImages);
      const smaller = sorted[at - 1];
      if (smaller && !smaller.trainImages.every((image) => images.has(image)))
        throw new RangeError(`${nameOf(larger)}: lacks images of ${nameOf(smaller)}`);
    }
  }
}
