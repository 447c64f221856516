import type { ClassId, ImageId } from '../ids.ts';

/** What a review of a project's images looks for, what matters most first. */
export const findingKinds = [
  'label-error',
  'conflicting-labels',
  'near-duplicates',
  'outlier',
  'cut-off',
  'blank',
  'dark',
  'bleached',
  'blurred',
  'tiny',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Something to decide on about an image, or about several that belong together. */
export interface Finding {
  readonly kind: FindingKind;
  readonly images: readonly ImageId[];
  /** For a likely label error: the label in doubt and the likely one, with their out-of-fold probabilities; else null. */
  readonly doubt: LabelInDoubt | null;
}
export interface LabelInDoubt {
  readonly class: ClassId;
  readonly suggested: ClassId;
  readonly given: number;
  readonly probability: number;
}

/** How a finding was decided; `open` while it is not. */
export const findingStates = ['open', 'relabelled', 'excluded', 'kept'] as const;
export type FindingState = (typeof findingStates)[number];

/** What holds now of an image of a finding. */
export interface FoundImage {
  readonly class: ClassId | null;
  readonly excluded: boolean;
  /** What was found about the image and kept as it is: see `keptMark`. */
  readonly kept: readonly string[];
}

/** The mark of an image whose finding was kept as it is. A label that was kept counts only as long as the image has it. */
export const keptMark = ({ kind, doubt }: Pick<Finding, 'kind' | 'doubt'>): string => (doubt === null ? kind : `${kind} ${doubt.class}`);

/** Whether a finding is still to be decided, judged by what holds of its images, however that came about. */
export function stateOf(finding: Finding, images: readonly FoundImage[]): FindingState {
  const used = images.filter(({ excluded }) => !excluded);
  if (used.length < Math.min(2, images.length)) return 'excluded';
  if (finding.doubt !== null && used.some((image) => image.class !== finding.doubt!.class)) return 'relabelled';
  if (finding.kind === 'conflicting-labels' && classesAmong(used) < 2) return 'relabelled';
  return used.every(({ kept }) => kept.includes(keptMark(finding))) ? 'kept' : 'open';
}

const classesAmong = (images: readonly FoundImage[]): number =>
  new Set(images.flatMap((image) => (image.class === null ? [] : [image.class]))).size;

/** Groups of near-duplicates, each a finding: first those whose images have different labels. */
export function duplicateFindings(
  groups: ReadonlyMap<ImageId, string | null>,
  classOf: (image: ImageId) => ClassId | null,
): readonly Finding[] {
  const grouped = Map.groupBy(
    [...groups].filter(([, group]) => group !== null),
    ([, group]) => group,
  );
  const findings = [...grouped.values()].map((members): Finding => {
    const images = members.map(([image]) => image);
    const classes = classesAmong(images.map((image) => ({ class: classOf(image), excluded: false, kept: [] })));
    return { kind: classes > 1 ? 'conflicting-labels' : 'near-duplicates', images, doubt: null };
  });
  return findings.toSorted((a, b) => b.images.length - a.images.length || a.images[0]! - b.images[0]!);
}

/** An image with a shorter side below this many pixels has too little detail for a network that sees 200 or more. */
export const tinySide = 32;
