import { sharedFacts, type ClassId, type ImageFilter, type ImageId, type Split } from '../../../engine/contract/index.ts';
import type { ImageOrder } from './image-pages.ts';

/** Which images of a project a screen shows, as chosen by the user and stored in the address. */
export interface ImageQuery {
  /** `refused` shows files that are not images of the project. */
  readonly show:
    'all' | 'unlabelled' | 'excluded' | 'removed' | 'conflicts' | 'missing' | 'refused' | { readonly class: ClassId } | { readonly since: number };
  readonly split: Split | null;
  /** Images that share a group, site, camera or tag; null for no such restriction. */
  readonly like: NonNullable<ImageFilter['like']> | null;
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

export const everything: ImageQuery = {
  show: 'all',
  split: null,
  like: null,
  similarTo: [],
  text: '',
  order: 'added',
  view: 'grid',
  colour: 'class',
};
const named = ['all', 'unlabelled', 'excluded', 'removed', 'conflicts', 'missing', 'refused'] as const;
const orders = ['name', 'taken'] as const;
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

const addressOf = (show: Exclude<ImageQuery['show'], string>): Record<string, string> =>
  'class' in show ? { class: String(show.class) } : { since: String(show.since) };

/** Formats the query for an address. */
export function formatQuery({ show, split, like, similarTo, text, order, view, colour }: ImageQuery): Record<string, string> {
  return {
    ...(typeof show === 'object' ? addressOf(show) : show === 'all' ? {} : { show }),
    ...(split ? { split } : {}),
    ...(like ? { fact: like.fact, value: like.value } : {}),
    ...(similarTo.length > 0 ? { similar: similarTo.join('-') } : {}),
    ...(text ? { text } : {}),
    ...(order === 'added' ? {} : { order }),
    ...(view === 'grid' ? {} : { view }),
    ...(colour === 'class' ? {} : { colour }),
  };
}

/** The query as a filter for the studio. */
export function filterOf({ show, split, like, text }: ImageQuery): ImageFilter {
  return {
    ...(typeof show === 'object' ? show : {}),
    ...(show === 'unlabelled' ? { class: 'none' as const } : {}),
    ...(show === 'excluded' ? { excluded: true as const } : {}),
    ...(show === 'removed' ? { removed: true as const } : {}),
    ...(show === 'conflicts' ? { conflicts: true as const } : {}),
    ...(show === 'missing' ? { missing: true as const } : {}),
    ...(split ? { split } : {}),
    ...(like ? { like } : {}),
    ...(text.trim() ? { text: text.trim() } : {}),
  };
}
