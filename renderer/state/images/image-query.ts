import { certaintyFrom } from '../../../engine/domain/review/certainty.ts';
import { findingKinds } from '../../../engine/domain/review/findings.ts';
import { labelOrigins, sharedFacts, type ClassId, type ImageFilter, type ImageId, type Split } from '../../../engine/contract/index.ts';
import type { ImageOrder } from './image-pages.ts';

/** Which images of a project a screen shows, as chosen by the user and stored in the address. */
export interface ImageQuery {
  /** `refused` shows files that are not images of the project. */
  readonly show:
    | 'all'
    | 'unlabelled'
    | 'excluded'
    | 'removed'
    | 'conflicts'
    | 'missing'
    | 'refused'
    | { readonly class: ClassId }
    | { readonly since: number };
  readonly split: Split | null;
  /** Images that share a group, site, camera or tag; null for no such restriction. */
  readonly like: NonNullable<ImageFilter['like']> | null;
  /** Facts of the images, or null for no such restriction; see ImageFilter. */
  readonly finding: NonNullable<ImageFilter['finding']> | null;
  readonly labelledBy: NonNullable<ImageFilter['labelledBy']> | null;
  readonly taken: string | null;
  readonly side: NonNullable<ImageFilter['side']> | null;
  readonly certainty: NonNullable<ImageFilter['certainty']> | null;
  /** Shows the images most similar to these, instead of in an order; empty otherwise. */
  readonly similarTo: readonly ImageId[];
  readonly text: string;
  readonly order: ImageOrder;
  readonly view: 'grid' | 'map';
  /** What a map is coloured by. */
  readonly colour: (typeof colourings)[number];
}

/** More would not fit into an address. */
export const mostSimilarTo = 1000;

/** Everything that narrows what is shown, at its widest. */
export const unfiltered = {
  show: 'all',
  split: null,
  like: null,
  finding: null,
  labelledBy: null,
  taken: null,
  side: null,
  certainty: null,
  similarTo: [],
  text: '',
} satisfies Partial<ImageQuery>;

export const everything: ImageQuery = {
  ...unfiltered,
  order: 'added',
  view: 'grid',
  colour: 'class',
};
const named = ['all', 'unlabelled', 'excluded', 'removed', 'conflicts', 'missing', 'refused'] as const;
const orders = ['name', 'taken', 'size', 'certainty'] as const;
const yearAndMonth = /^\d{4}(-\d{2})?$/;
/** What the images on a map can be coloured by. */
export const colourings = ['class', 'group', 'split', 'finding'] as const;
const splits = ['train', 'validation', 'test'] as const;

/** Parses a query from an address; ignores invalid parts. */
export function parseQuery(query: Readonly<Record<string, string>>): ImageQuery {
  const id = Number(query.class),
    since = Number(query.since),
    fact = sharedFacts.find((name) => name === query.fact);
  return {
    show:
      Number.isInteger(id) && id > 0
        ? { class: id as ClassId }
        : Number.isInteger(since) && since > 0
          ? { since }
          : (named.find((name) => name === query.show) ?? 'all'),
    split: splits.find((split) => split === query.split) ?? null,
    like: fact && query.value ? { fact, value: query.value } : null,
    finding: findingKinds.find((kind) => kind === query.finding) ?? null,
    labelledBy: labelOrigins.find((origin) => origin === query.by) ?? null,
    taken: query.taken !== undefined && yearAndMonth.test(query.taken) ? query.taken : null,
    side: parseSide(query.side),
    certainty: certaintyFrom.find((from) => String(from) === query.certainty) ?? null,
    similarTo: (query.similar ?? '')
      .split('-')
      .map(Number)
      .filter((id): id is ImageId => Number.isInteger(id) && id > 0),
    text: query.text ?? '',
    order: orders.find((order) => order === query.order) ?? 'added',
    view: query.view === 'map' ? 'map' : 'grid',
    colour: colourings.find((name) => name === query.colour) ?? 'class',
  };
}

/** A range of pixels as in `100-224`; `2000-` has no end. */
function parseSide(text: string | undefined): ImageQuery['side'] {
  const [, least, below] = /^(\d{1,6})-(\d{0,6})$/.exec(text ?? '') ?? [];
  if (least === undefined || Number(least) < 1) return null;
  return { least: Number(least), below: below ? Math.max(1, Number(below)) : Number.MAX_SAFE_INTEGER };
}

const formatSide = ({ least, below }: NonNullable<ImageQuery['side']>): string =>
  `${least}-${below === Number.MAX_SAFE_INTEGER ? '' : below}`;

const addressOf = (show: Exclude<ImageQuery['show'], string>): Record<string, string> =>
  'class' in show ? { class: String(show.class) } : { since: String(show.since) };

/** Formats the query for an address. */
export function formatQuery({
  show,
  split,
  like,
  finding,
  labelledBy,
  taken,
  side,
  certainty,
  similarTo,
  text,
  order,
  view,
  colour,
}: ImageQuery): Record<string, string> {
  return {
    ...(typeof show === 'object' ? addressOf(show) : show === 'all' ? {} : { show }),
    ...(split ? { split } : {}),
    ...(like ? { fact: like.fact, value: like.value } : {}),
    ...(finding ? { finding } : {}),
    ...(labelledBy ? { by: labelledBy } : {}),
    ...(taken ? { taken } : {}),
    ...(side ? { side: formatSide(side) } : {}),
    ...(certainty === null ? {} : { certainty: String(certainty) }),
    ...(similarTo.length > 0 ? { similar: similarTo.join('-') } : {}),
    ...(text ? { text } : {}),
    ...(order === 'added' ? {} : { order }),
    ...(view === 'grid' ? {} : { view }),
    ...(colour === 'class' ? {} : { colour }),
  };
}

/** The query as a filter for the studio. */
export function filterOf({ show, split, like, finding, labelledBy, taken, side, certainty, text }: ImageQuery): ImageFilter {
  return {
    ...(typeof show === 'object' ? show : {}),
    ...(show === 'unlabelled' ? { class: 'none' as const } : {}),
    ...(show === 'excluded' ? { excluded: true as const } : {}),
    ...(show === 'removed' ? { removed: true as const } : {}),
    ...(show === 'conflicts' ? { conflicts: true as const } : {}),
    ...(show === 'missing' ? { missing: true as const } : {}),
    ...(split ? { split } : {}),
    ...(like ? { like } : {}),
    ...(finding ? { finding } : {}),
    ...(labelledBy ? { labelledBy } : {}),
    ...(taken ? { taken } : {}),
    ...(side ? { side } : {}),
    ...(certainty === null ? {} : { certainty }),
    ...(text.trim() ? { text: text.trim() } : {}),
  };
}

/** Whether all images are shown, in whatever order and view. */
export const isUnfiltered = ({ order: _order, view: _view, colour: _colour, ...narrowed }: ImageQuery): boolean =>
  Object.keys(formatQuery({ ...everything, ...narrowed })).length === 0;
