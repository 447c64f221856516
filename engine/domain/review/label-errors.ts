/** A label that is likely wrong. */
export interface LabelDoubt {
  readonly row: number;
  /** Index of the class that the image more likely belongs to. */
  readonly suggested: number;
  /** Probability of the class it was given. */
  readonly given: number;
  /** Probability of the suggested class. */
  readonly probability: number;
}

/** A class that is recognised without fail would have a threshold that a single unusual image of it hardly ever reaches. */
const highestThreshold = 0.9;

/**
 * Lists likely label errors, the most doubtful first, by confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating
 * Uncertainty in Dataset Labels", Journal of Artificial Intelligence Research 70, 2021): a label is in doubt if the most probable of the
 * classes that reach their threshold is another one, where the threshold of a class is the mean probability of that class among the images
 * labelled with it, but not above 0.9. So a class about which the model is unsure in general raises no more doubts than others.
 *
 * @param probabilities n x classes, row-major, of models that have not seen the label of the row; NaN for rows not to be judged
 * @param labels class index of each row
 */
export function labelDoubts(probabilities: Float32Array, labels: Int32Array, classes: number): LabelDoubt[] {
  const thresholds = thresholdsOf(probabilities, labels, classes);
  const scores = labelDoubtScores(probabilities, labels, classes);
  const doubts = [...labels.keys()].flatMap((row): LabelDoubt[] => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const given = labels[row]!;
    const suggested = mostProbable(own, (index) => own[index]! >= thresholds[index]!);
    if (suggested === null || own[suggested]! <= own[given]!) return [];
    return [{ row, suggested, given: own[given]!, probability: own[suggested]! }];
  });
  return doubts.sort((a, b) => scores[b.row]! - scores[a.row]! || a.row - b.row);
}

/** Returns how doubtful each label is: the probability that the image belongs to another class; -1 for rows not to be judged. */
export function labelDoubtScores(probabilities: Float32Array, labels: Int32Array, classes: number): Float64Array {
  return Float64Array.from(labels, (label, row) => {
    const given = probabilities[row * classes + label]!;
    return Number.isNaN(given) ? -1 : 1 - given;
  });
}

/** The threshold of each class; infinite for a class of which no row is judged, which is therefore never suggested. */
function thresholdsOf(probabilities: Float32Array, labels: Int32Array, classes: number): Float64Array {
  const [sums, counts] = [new Float64Array(classes), new Float64Array(classes)];
  labels.forEach((label, row) => {
    const given = probabilities[row * classes + label]!;
    if (Number.isNaN(given)) return;
    sums[label]! += given;
    counts[label]! += 1;
  });
  return sums.map((sum, index) => (counts[index] === 0 ? Infinity : Math.min(highestThreshold, sum / counts[index]!)));
}

/** The first of equals; null if no class is eligible. */
function mostProbable(probabilities: Float32Array, eligible: (index: number) => boolean): number | null {
  let best: number | null = null;
  for (let index = 0; index < probabilities.length; index++) {
    if (eligible(index) && (best === null || probabilities[index]! > probabilities[best]!)) best = index;
  }
  return best;
}
