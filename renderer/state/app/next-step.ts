import type { Project } from '../../../engine/contract/index.ts';

/** Below this many images of a class a first model is more luck than learning; training is possible with fewer. */
const imagesForAStart = 5;

/** Whether a first training is worth suggesting: two classes or more, each with a handful of images. */
export function isEnoughToTrain(project: Project): boolean {
  const used = project.classes.filter((one) => one.images > 0);
  return used.length >= 2 && used.every((one) => one.images >= imagesForAStart);
}
