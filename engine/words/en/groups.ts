import type { GroupingSeen, GroupsProposed, GroupsSeen } from '../../contract/index.ts';
import { chance, count, countImages, formatNumber, percent, points } from './figures.ts';

/** Minutes as a pause between pictures. */
function pause(minutes: number): string {
  if (minutes < 60) return count(minutes, 'minute', 'minutes');
  return minutes < 24 * 60 ? count(minutes / 60, 'hour', 'hours') : count(minutes / 24 / 60, 'day', 'days');
}

type Summary = Pick<GroupsSeen['now'], 'groups' | 'images' | 'alone' | 'largest'>;
type Effect = NonNullable<GroupingSeen['effect']>;
type Likeness = GroupsProposed['groupings'][number]['likeness'];

/** Groups of images: the dialog, and what a review says of them. */
export const groups = {
  title: 'Group images',
  open: 'Group images …',
  explained:
    'Images of one specimen, patient, site or burst resemble each other more than new images will. Images in a group are never divided between training and testing, so that scores hold for new specimens.',
  now: (now: Summary) => (now.groups === 0 ? 'The images are in no groups.' : `Now: ${groups.summary(now)}`),
  summary: ({ groups: all, images, alone, largest }: Summary) =>
    `${count(all, 'group', 'groups')} of ${countImages(images)}, the largest with ${formatNumber(largest)}; ${countImages(alone)} in no group.`,
  /** Groups that names and times suggest and pictures support, in the dialog and in the terminal. */
  proposed: {
    title: 'Suggested',
    waiting: 'Looking for images that belong together …',
    none: (tried: number) =>
      tried === 0
        ? 'Names and capture times suggest no groups.'
        : 'Names and capture times suggest groups, but images in them are not more alike than by chance.',
    evidence: ({ images, share, chance: expected }: Likeness) =>
      `${percent(share)} of ${formatNumber(images)} compared are most like another of their group; by chance it would be ${percent(expected)}.`,
    mayBeClasses: 'Are these your classes? Then do not group by them: group by what one class has several of, such as specimens or sites.',
    missing: (missing: number) =>
      missing === 1
        ? '1 image has not been compared yet. Comparing the images shows which suggested groups hold together.'
        : `${countImages(missing)} have not been compared yet. Comparing the images shows which suggested groups hold together.`,
    compute: 'Compare the images',
    stopped: 'Stopped. What has been compared is kept.',
    source: (title: string) => `Compared by the features of ${title}.`,
    listed: (grouping: GroupsProposed['groupings'][number]) =>
      `${groups.proposed.title}: ${groups.titleOf(grouping)}: ${groups.summary(grouping)} ${groups.proposed.evidence(grouping.likeness)}${grouping.mayBeClasses ? ` ${groups.proposed.mayBeClasses}` : ''}`,
  },
  by: 'Group by',
  rules: { name: 'Parts of the name', time: 'Capture time', none: 'No groups' },
  example: 'Example',
  otherExample: 'Next example',
  mark: 'Mark the parts that say which images belong together',
  markHint: 'Images with the same text in the marked parts form a group.',
  pause: 'A new group begins after a pause of',
  pauseOf: pause,
  timed: (timed: number, images: number) =>
    timed === 0
      ? 'No image says when it was taken. For images imported by an earlier version, review the images first: this reads their files again.'
      : `${formatNumber(timed)} of ${countImages(images)} say when they were taken; the others stay in no group. Cameras are treated separately.`,
  noneHint: 'All groups are removed. Near-duplicates still stay together.',
  preview: 'Preview',
  previewing: 'Grouping …',
  nothingMarked: 'Nothing is marked yet.',
  noGroups: 'No two images would share a group.',
  mixed: (mixed: number) =>
    mixed === 0 ? '' : `${count(mixed, 'group contains', 'groups contain')} several classes: is what you marked too coarse?`,
  single: (single: number) =>
    `${count(single, 'class has', 'classes have')} all images in one group and could not be both trained and tested on.`,
  countOf: (images: number) => countImages(images),
  apply: 'Use these groups',
  applyNone: 'Remove all groups',
  cancel: 'Cancel',
  applied: (images: number) => `Groups of ${countImages(images)} changed.`,
  stale: 'Results so far become outdated.',
  divided: (divided: number) =>
    `${count(divided, 'group has', 'groups have')} images both in the test set and outside it. Those outside are not used for training until a fresh test set is drawn.`,
  draw: 'Draw a fresh test set',
  drawn: 'A fresh test set was drawn.',
  titleOf: ({ rule, example }: Pick<GroupingSeen, 'rule' | 'example'>): string => {
    if (rule.by === 'name') return groups.reviewed.byName(example);
    return rule.by === 'time' ? groups.reviewed.byTime(rule.minutes) : groups.reviewed.current;
  },
  effect: ({ effect, likeness }: Pick<GroupingSeen, 'effect' | 'likeness'>): string =>
    effect === null
      ? `${groups.reviewed.unknown}${likeness === null ? '' : ` ${groups.proposed.evidence(likeness)} ${groups.reviewed.likeness(likeness)}`}`
      : `${groups.reviewed.scores(effect)} ${effect.misleads ? groups.reviewed.misleads : groups.reviewed.noEvidence(effect)}`,
  /** Output of `graft groups`. */
  previewed: (summary: Summary) => `Would be: ${groups.summary(summary)}`,
  numbered: (parts: readonly string[]) => `Parts of an example path: ${parts.join(', ')}`,
  unknownRule: (given: string) => `"${given}" is no way to group images: use parts with numbers, time with minutes, or none`,
  /** Output of `graft review`. */
  grouping: (grouping: GroupingSeen) =>
    `${groups.reviewed.title}: ${groups.titleOf(grouping)}: ${groups.summary(grouping)} ${groups.effect(grouping)}${grouping.single > 0 ? ` ${groups.single(grouping.single)}` : ''}`,
  /** Beside the score of a model. */
  inResults: {
    title: 'Images that belong together',
    grouped:
      'Groups are never divided between training and testing, so the score above holds for images of new groups. For more images of the same groups, expect a better one.',
    notGrouped: (by: string) =>
      `${by}, some images seem to belong together, but are in no such group. The score above is probably too high for new specimens, places or days.`,
    measured: 'Measured by models of the last review.',
    show: 'Show groups in Review',
  },
  /** The Review screen. */
  reviewed: {
    title: 'Groups',
    explained:
      'Graft compares how well labels are predicted as if all images were independent, and with whole groups held out. If the first is much better, scores that ignore the groups are too high for new specimens or sites. With too few labels, it compares how alike the images of a group are.',
    none: 'No groups are set, and names and capture times suggest none that make a difference.',
    current: 'Current groups',
    byName: (example: string) => `By name, such as “${example}”`,
    byTime: (minutes: number) => `By capture time, with pauses of ${pause(minutes)}`,
    scores: ({ alone, together, gap, low, high }: Effect) =>
      `${percent(alone)} of the labels predicted as if images were independent, ${percent(together)} with groups held out: a gap of ${points(gap)} points [${points(low)}, ${points(high)}].`,
    misleads: 'Scores that ignore these groups are too high.',
    noEvidence: ({ p }: Effect) => `No evidence that ignoring these groups raises scores (${chance(p)}).`,
    unknown: 'Too few labels to compare scores.',
    likeness: ({ holds }: NonNullable<GroupingSeen['likeness']>) =>
      holds
        ? 'Images of a group are alike: if they are divided, scores will probably be too high for new groups. Do not group by what will be your classes.'
        : 'No evidence that images of a group are alike.',
    use: 'Use these groups',
    used: 'In use',
  },
};
