import { StudioError } from '../../domain/failure.ts';
import type { ClassId, ImageId } from '../../domain/ids.ts';
import { apartFromTest } from '../../domain/labels/nested-sizes.ts';
import type { ReportImage } from '../../domain/report/transfer-benefit.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { TrainJob } from '../../learner/protocol.ts';
import { groupsAmong } from './image-groups.ts';
import { trainingSet } from './training-set.ts';

/** The images of a report as its points want them; no image outside `test` shares its group with one in it. */
export interface ReportImages {
  readonly classes: TrainJob['classes'];
  readonly train: readonly ReportImage<ImageId, ClassId>[];
  readonly validation: readonly ReportImage<ImageId, ClassId>[];
  readonly test: readonly ReportImage<ImageId, ClassId>[];
  /** Images that are neither trained nor tested on, for they are near-duplicates of a test image. */
  readonly leftOut: number;
}

/**
 * The labelled images by their split, with near-duplicates in one group; near-duplicates of test images are left out.
 * Errors: those of trainingSet; `class-too-small` also for classes of which nothing is left to train on, or nothing at all to test on.
 */
export function reportImages(store: ProjectStore, seed: number): ReportImages {
  const { classes, images } = trainingSet(store, seed);
  const groups = groupsAmong(store, images.map(({ id }) => id));
  const inSplit = (split: string): ReportImage<ImageId, ClassId>[] =>
    images.filter((image) => image.split === split).map((image) => ({ image: image.id, class: image.class, group: groups.get(image.id) ?? null }));
  const test = inSplit('test');
  const [train, validation] = [apartFromTest(inSplit('train'), test), apartFromTest(inSplit('validation'), test)];
  const empty = test.length === 0 ? classes : classes.filter(({ id }) => !train.some((image) => image.class === id));
  if (empty.length > 0) throw new StudioError('class-too-small', { classes: empty.map(({ name }) => name).join(', ') });
  return { classes, train, validation, test, leftOut: images.length - train.length - validation.length - test.length };
}
