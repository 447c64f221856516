import { smallPictureLength } from '../../domain/models/small-picture.ts';
import { decideEach } from '../../domain/models/decision.ts';
import { chosenRows } from '../head/chosen-rows.ts';
import type { Pause } from '../head/logistic.ts';
import { fitRawPixels } from '../baselines/raw-pixels.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { shareRight, withoutSteps } from './heads.ts';
import type { ComparedImages } from './paired-images.ts';

export interface RawPixelsArm {
  readonly images: ComparedImages;
  /** All images of the report, in their order; see smallPicture. */
  readonly smallPictures: Uint8Array;
  /** Indices of the training images. */
  readonly places: readonly number[];
  readonly classes: number;
  readonly seed: number;
}

/** The answer of a kernel on the pixels of small pictures; see fitRawPixels. */
export async function rawPixelsAnswer({ images, smallPictures, places, classes, seed }: RawPixelsArm, pause: Pause): Promise<ArmAnswer> {
  const at = (wanted: readonly number[]): Uint8Array => chosenRows(smallPictures, smallPictureLength, wanted);
  const model = await fitRawPixels(
    { pictures: at(places), labels: images.labelsAt(places), classes, groups: images.groupsOf(places), seed },
    pause,
  );
  const named = (wanted: readonly number[]): number[] => [...decideEach(model.probabilities(at(wanted)), classes)];
  return { predicted: named(images.test), validationScore: shareRight(named(images.validation), images), ...withoutSteps };
}
