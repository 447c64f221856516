import { seededRandom, shuffled } from '../statistics/random.ts';
import type { ReportImage, TransferPoint } from '../report/transfer-benefit.ts';

/** Sizes are 1, 2, 5, 10, 20, 50 ... labelled images per class. */
const steps = [1, 2, 5];
/** A size is skipped if using all images is hardly more: the two points would show the same at twice the cost. */
const leastGrowth = 1.1;

/**
 * Sizes of a learning curve in labelled images per class, ascending. The last is the size of the largest class, so it uses all images.
 * @param perClass number of labelled images of each class, each at least 1.
 */
export function curveSizes(perClass: readonly number[]): number[] {
  const largest = Math.max(...perClass);
  const all = imagesAt(perClass, largest);
  const sizes: number[] = [];
  for (let power = 1; power < largest; power *= 10) {
    sizes.push(...steps.map((step) => step * power).filter((size) => size < largest && imagesAt(perClass, size) * leastGrowth <= all));
  }
  return [...sizes, largest];
}

/** Number of images at a size; a class with fewer contributes all it has. */
export function imagesAt(perClass: readonly number[], size: number): number {
  return perClass.reduce((sum, labelled) => sum + Math.min(labelled, size), 0);
}

/** The seed of everything random in one training run of a report: images, initial weights, order. The same in every arm. */
export function pairedSeed(reportSeed: number, seed: number): number {
  return (reportSeed * 1009 + seed) % 2 ** 31;
}

/**
 * Chooses the images for a training run: the first `perClass` of each class in an order that depends only on the seed, so that the images
 * of a smaller size are among those of every larger one. Each class has its own random numbers, so that adding images to one class does
 * not change the choice in another. The order of the input does not matter.
 */
export function nestedSubset<I extends ReportImage>(images: readonly I[], perClass: number, reportSeed: number, seed: number): I[] {
  const byClass = Map.groupBy(
    images.toSorted((a, b) => a.image - b.image),
    (image) => image.class,
  );
  return [...byClass]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([classId, ofClass]) =>
      shuffled(ofClass, seededRandom(pairedSeed(reportSeed, seed) + classId * 0x9e3779b1)).slice(0, perClass),
    );
}

/**
 * The images that may be trained on: neither test images nor images that share a group with one. Near-duplicates on both sides make every
 * score too optimistic.
 */
export function apartFromTest<I extends ReportImage>(images: readonly I[], test: readonly ReportImage[]): I[] {
  const tested = new Set(test.map(({ image }) => image));
  return sharingNoGroup(
    images.filter(({ image }) => !tested.has(image)),
    test,
  );
}

interface Grouped {
  readonly group: string | null;
}

/** The images that share no group with any of the others. */
export function sharingNoGroup<I extends Grouped>(images: readonly I[], others: readonly Grouped[]): I[] {
  const groups = new Set(others.flatMap(({ group }) => (group === null ? [] : [group])));
  return images.filter(({ group }) => group === null || !groups.has(group));
}

/**
 * Returns a check that throws a RangeError for a point trained on a test image, on a near-duplicate of one, or on an image outside the
 * report.
 */
export function apartCheck(train: readonly ReportImage[], test: readonly ReportImage[]): (point: TransferPoint) => void {
  const known = new Set([...train, ...test].map(({ image }) => image));
  const apart = new Set(apartFromTest(train, test).map(({ image }) => image));
  return (point) => {
    const leaked = point.trainImages.find((image) => !apart.has(image));
    if (leaked === undefined) return;
    const why = known.has(leaked) ? 'is a test image, or shares its group with one' : "is not one of the report's";
    throw new RangeError(`${point.arm}, ${point.perClass} per class, seed ${point.seed}: image ${leaked} ${why}`);
  };
}
