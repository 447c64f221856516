import type { ClassId, ImageId } from '../ids.ts';
import { markedIn, type NameMark } from './name-parts.ts';

/**
 * How images are put into groups that are never divided between training and testing. `name`: by marked parts of their paths. `time`: by
 * when they were taken; a pause longer than this many minutes begins a new group. `none`: no groups.
 */
export type GroupRule =
  | { readonly by: 'name'; readonly marks: readonly NameMark[] }
  | { readonly by: 'time'; readonly minutes: number }
  | { readonly by: 'none' };

export interface GroupableImage {
  readonly id: ImageId;
  readonly path: string;
  /** See Capture. */
  readonly takenAt: number | null;
  readonly camera: string | null;
  readonly class: ClassId | null;
}

/** The group of each image by a rule; null where the rule says nothing. */
export function groupsByRule(images: readonly GroupableImage[], rule: GroupRule): Map<ImageId, string | null> {
  if (rule.by === 'none') return new Map(images.map(({ id }) => [id, null]));
  if (rule.by === 'name') return new Map(images.map(({ id, path }) => [id, markedIn(path, rule.marks)]));
  return groupsByTime(images, rule.minutes);
}

/** Each camera has its own clock, so that its pictures are only compared with each other. */
function groupsByTime(images: readonly GroupableImage[], minutes: number): Map<ImageId, string | null> {
  const groups = new Map<ImageId, string | null>(images.map(({ id }) => [id, null]));
  const timed = images.filter(({ takenAt }) => takenAt !== null);
  const byCamera = Map.groupBy(timed, ({ camera }) => camera ?? '');
  for (const [camera, taken] of byCamera) {
    let [group, last] = ['', -Infinity];
    for (const { id, takenAt } of taken.toSorted((a, b) => a.takenAt! - b.takenAt! || a.id - b.id)) {
      if (takenAt! - last > minutes * 60_000) group = [clockTime(takenAt!), ...(byCamera.size > 1 && camera ? [camera] : [])].join(' ');
      last = takenAt!;
      groups.set(id, group);
    }
  }
  return groups;
}

/** As the clock of the camera showed it. */
const clockTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** What a grouping amounts to. A group has at least two images; an image whose group has no other counts as alone. */
export interface GroupingSummary {
  readonly groups: number;
  /** Images in groups. */
  readonly images: number;
  readonly alone: number;
  /** Images of the largest group. */
  readonly largest: number;
  /** Groups with images of several classes. */
  readonly mixed: number;
  /** Classes of several images that are all in one group, so that they could not be both trained and tested on. */
  readonly single: number;
}

export function groupingSummary(images: readonly GroupableImage[], groups: ReadonlyMap<ImageId, string | null>): GroupingSummary {
  const members = [...membersOf(images, groups).values()];
  const inGroups = members.reduce((sum, { length }) => sum + length, 0);
  return {
    groups: members.length,
    images: inGroups,
    alone: images.length - inGroups,
    largest: members.reduce((most, { length }) => Math.max(most, length), 0),
    mixed: members.filter((of) => new Set(of.flatMap((image) => image.class ?? [])).size > 1).length,
    single: singleClasses(images, groups),
  };
}

function singleClasses(images: readonly GroupableImage[], groups: ReadonlyMap<ImageId, string | null>): number {
  const byClass = Map.groupBy(
    images.filter((image) => image.class !== null),
    (image) => image.class,
  );
  const isSingle = (of: readonly GroupableImage[]): boolean => {
    const first = groups.get(of[0]!.id) ?? null;
    return of.length > 1 && first !== null && of.every(({ id }) => groups.get(id) === first);
  };
  return [...byClass.values()].filter(isSingle).length;
}

/** The images of each group that has at least two. */
export function membersOf<I extends { readonly id: ImageId }>(
  images: readonly I[],
  groups: ReadonlyMap<ImageId, string | null>,
): Map<string, I[]> {
  const grouped = images.filter(({ id }) => (groups.get(id) ?? null) !== null);
  return new Map([...Map.groupBy(grouped, ({ id }) => groups.get(id)!)].filter(([, of]) => of.length > 1));
}
