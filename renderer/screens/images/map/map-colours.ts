import type { ClassSummary, ImageMapSeen } from '../../../../engine/contract/index.ts';
import { classColours } from '../../../../engine/domain/labels/class-colours.ts';
import { findingKinds } from '../../../../engine/domain/review/findings.ts';
import { words } from '../../../../engine/words/words.ts';
import type { ImageQuery } from '../../../state/images/image-query.ts';

export type Colouring = ImageQuery['colour'];

/** What points are coloured by: the entries of the legend, and the entry of each point. The first entry is of those without a value. */
export interface MapColours {
  readonly entries: readonly { readonly title: string; readonly colour: string; readonly count: number }[];
  readonly of: Uint16Array;
}
interface Value {
  readonly key: string | number;
  readonly title: string;
  readonly colour: string;
}

/** Neither of a class nor of the background, light or dark. */
const noColour = '#8b949c';
const splits = ['train', 'validation', 'test'] as const;

export function mapColours(points: ImageMapSeen['points'], by: Colouring, classes: readonly ClassSummary[]): MapColours {
  const keys: readonly (string | number | null)[] = {
    class: points.classes,
    group: points.groups,
    split: points.splits,
    finding: points.findings,
  }[by];
  const values = valuesOf(keys, by, classes);
  const entryOf = new Map(values.map(({ key }, at) => [key, at + 1]));
  const others = by === 'group' ? values.length + 1 : 0;
  const of = Uint16Array.from(keys, (key) => (key === null ? 0 : (entryOf.get(key) ?? others)));
  const counts = new Uint32Array(values.length + 2);
  for (const entry of of) counts[entry]! += 1;
  const entries = [{ title: words.map.none[by], colour: noColour }, ...values, { title: words.map.otherGroups, colour: noColour }];
  return {
    of,
    entries: entries.slice(0, Math.max(values.length, others) + 1).map(({ title, colour }, at) => ({ title, colour, count: counts[at]! })),
  };
}

function valuesOf(keys: readonly (string | number | null)[], by: Colouring, classes: readonly ClassSummary[]): Value[] {
  const coloured = (all: readonly { key: string; title: string }[]): Value[] =>
    all.map((one, at) => ({ ...one, colour: classColours[at % classColours.length]! }));
  switch (by) {
    case 'class':
      return classes.map(({ id, name, colour }) => ({ key: id, title: name, colour }));
    case 'split':
      return coloured(splits.map((key) => ({ key, title: words.images.filters.splits[key] })));
    case 'finding':
      return coloured(findingKinds.map((key) => ({ key, title: words.review.kinds[key] })));
    case 'group':
      return coloured(largestGroups(keys).map((key) => ({ key, title: key })));
  }
}

/** As many of the largest groups as there are colours. */
function largestGroups(keys: readonly (string | number | null)[]): string[] {
  const counts = Map.groupBy(
    keys.filter((key) => key !== null),
    (key) => String(key),
  );
  return [...counts]
    .sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]))
    .slice(0, classColours.length)
    .map(([group]) => group);
}
