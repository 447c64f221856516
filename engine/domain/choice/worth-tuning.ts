/** What is known of the images before anything is tuned. No test image plays a part in it. */
export interface TuningEvidence {
  /** Labelled images of each class. */
  readonly perClass: readonly number[];
  /** How many of the images to choose by the best head, and the best of the baselines (colours, textures, raw pixels), name wrongly. */
  readonly chosenBy: { readonly images: number; readonly headErrors: number; readonly naiveErrors: number };
  /** Whether a head on other layers was told apart from the one on the last layer as the better one; null where cuts were not compared. */
  readonly otherCutWins: boolean | null;
}

export const tuningReasons = ['enough-images', 'hardly-beats-naive', 'other-cut-wins', 'few-and-near'] as const;
export type TuningReason = (typeof tuningReasons)[number];
export interface TuningWorth {
  /** Why tuning is worth a try; `few-and-near` is why it is not. */
  readonly why: TuningReason;
  /** In the median over the classes. */
  readonly imagesPerClass: number;
  /** Whether the images are far from what the source model was trained on, as far as its features tell. */
  readonly far: boolean;
}

/** From so many labelled images per class tuning is worth a try whatever the images are. */
export const enoughPerClass = 30;
/** Features of a source model that spare less than this share of the errors of what knows no source model have little to do with the images. */
const sharedLittle = 0.25;
/** Fewer images to choose by say nothing about that. */
const fewestToTell = 20;

/**
 * Whether tuning is worth a try. With enough images it is. With fewer it is where the images are far from what the source model was
 * trained on, so that there is something left to learn for it: where the best head makes nearly as many errors as the best of what knows
 * no source model, or where layers before the last one, whose features are more general, do better than it. Else each weight that is let go has too
 * few images to learn from, and little to gain.
 */
export function worthTuning({ perClass, chosenBy, otherCutWins }: TuningEvidence): TuningWorth {
  const imagesPerClass = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)] ?? 0;
  const far = otherCutWins === true ? 'other-cut-wins' : hardlyBeatsNaive(chosenBy) ? 'hardly-beats-naive' : null;
  return { why: imagesPerClass >= enoughPerClass ? 'enough-images' : far ?? 'few-and-near', imagesPerClass, far: far !== null };
}

/** Where neither makes an error there is nothing to gain. */
function hardlyBeatsNaive({ images, headErrors, naiveErrors }: TuningEvidence['chosenBy']): boolean {
  return images >= fewestToTell && headErrors > 0 && headErrors > (1 - sharedLittle) * naiveErrors;
}
