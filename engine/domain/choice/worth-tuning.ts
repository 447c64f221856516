/** What is known about the images before any tuning. Test images play no part. */
export interface TuningEvidence {
  /** Number of labelled images of each class. */
  readonly perClass: readonly number[];
  /** Errors on the validation images of the best head, and of the best baseline (colours, textures, raw pixels). */
  readonly chosenBy: { readonly images: number; readonly headErrors: number; readonly naiveErrors: number };
  /** Whether a head on other layers was significantly better than the one on the last layer; null if cut points were not compared. */
  readonly otherCutWins: boolean | null;
}

export const tuningReasons = ['enough-images', 'hardly-beats-naive', 'other-cut-wins', 'few-and-near'] as const;
export type TuningReason = (typeof tuningReasons)[number];
export interface TuningWorth {
  /** Why tuning is worth trying or, for `few-and-near`, why it is not. */
  readonly why: TuningReason;
  /** Median over the classes. */
  readonly imagesPerClass: number;
  /** Whether the images differ much from those the source model was trained on, as far as its features show. */
  readonly far: boolean;
}

/** With this many labelled images per class tuning is worth trying whatever the images are. */
export const enoughPerClass = 30;
/** If a source model's features avoid less than this share of the errors made without one, they have little to do with the images. */
const sharedLittle = 0.25;
/** With fewer validation images this cannot be judged. */
const fewestToTell = 20;

/**
 * Decides whether tuning is worth trying. With enough images it is. With fewer it is only if the images differ much from those the source
 * model was trained on, so that it still has something to learn: if the best head makes nearly as many errors as the best baseline without
 * a source model, or if layers before the last, whose features are more general, do better than the last. Otherwise each weight that is
 * unfrozen has too few images to learn from, and little to gain.
 */
export function worthTuning({ perClass, chosenBy, otherCutWins }: TuningEvidence): TuningWorth {
  const imagesPerClass = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)] ?? 0;
  const far = otherCutWins === true ? 'other-cut-wins' : hardlyBeatsNaive(chosenBy) ? 'hardly-beats-naive' : null;
  return { why: imagesPerClass >= enoughPerClass ? 'enough-images' : (far ?? 'few-and-near'), imagesPerClass, far: far !== null };
}

/** False where neither makes an error: there is nothing to gain. */
function hardlyBeatsNaive({ images, headErrors, naiveErrors }: TuningEvidence['chosenBy']): boolean {
  return images >= fewestToTell && headErrors > 0 && headErrors > (1 - sharedLittle) * naiveErrors;
}
