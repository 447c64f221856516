import type { ReviewJob, ReviewOutcome } from '../../../engine/learner/review-protocol.ts';

/** A simulated review: the first three labels are doubtful, and five images after them are bad pictures. */
export function drawnReview({ images, groupings: { tried } }: Pick<ReviewJob, 'images' | 'groupings'>): ReviewOutcome {
  const labelled = images.filter((image) => image.class !== null);
  const classes = [...new Set(labelled.map((image) => image.class!))];
  if (classes.length < 2)
    return {
      labels: [],
      alike: [],
      certainty: [],
      pictures: [],
      classes: [],
      shortcuts: [],
      groupings: tried.map(() => null),
      predicted: { labels: 0, accuracy: 0, isBetterThanLargestClass: false },
    };
  const labels = labelled.slice(0, 3).map((image, at) => ({
    image: image.id,
    class: image.class!,
    suggested: classes.find((one) => one !== image.class)!,
    given: 0.04 * (at + 1),
    probability: 0.9 - 0.1 * at,
  }));
  const kinds = ['outlier', 'blurred', 'blurred', 'dark', 'blank'] as const;
  return {
    labels,
    alike: [],
    certainty: images.map(({ id }, at) => [id, 0.4 + (0.59 * (at % 10)) / 9]),
    classes: classes.map((id, at) => {
      const own = labelled.filter((image) => image.class === id).length;
      return { class: id, labels: own, groups: own, predicted: own, right: Math.round(own * (0.95 - 0.25 * at)) };
    }),
    shortcuts: [
      { fact: 'border-brightness', accuracy: 0.62, p: 0.01, typical: classes.map((id, at) => ({ class: id, value: 90 + 40 * at })) },
      { fact: 'format', accuracy: 0.51, p: 0.01, typical: classes.map((id, at) => ({ class: id, value: at === 0 ? 'png' : 'jpeg' })) },
    ],
    pictures: labelled.slice(3, 3 + kinds.length).map(({ id }, at) => ({ image: id, kind: kinds[at]! })),
    groupings: tried.map(() => ({ labels: labelled.length, alone: 0.94, together: 0.81, gap: 0.13, low: 0.08, high: 0.18, p: 0.0001 })),
    predicted: { labels: labelled.length, accuracy: 0.94, isBetterThanLargestClass: true },
  };
}
