/** Lower ends of the ranges of certainty by which images are filtered, in percent of the largest class probability. */
export const certaintyFrom = [0, 50, 80, 95] as const;
