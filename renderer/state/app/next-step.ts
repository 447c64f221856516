import type { Project } from '../../../engine/contract/index.ts';

/** With fewer images per class, a first model is more luck than learning; training is still possible. */
const imagesForAStart = 5;

/** Whether to suggest a first training run: two classes or more, each with a handful of images. */
export function isEnoughToTrain(project: Project): boolean {
  const used = project.classes.filter((one) => one.images > 0);
  return used.length >= 2 && used.every((one) => one.images >= imagesForAStart);
}
