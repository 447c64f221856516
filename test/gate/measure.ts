import type { Playground } from './playground.ts';

/** The result of a measure: how often it was tried, and descriptions of what was wrong. */
export interface Outcome {
  readonly tried: number;
  readonly wrong: readonly string[];
  /** Further information for the table. */ readonly note?: string;
}

/** One line of the gate. Counts say how often it is tried: small in every test run, full in `npm run gate`. */
export interface Measure {
  readonly id: string;
  readonly what: string;
  readonly small: number;
  readonly full: number;
  readonly needsShim: boolean;
  /** The reason why it cannot be measured on this machine; false if it can. */
  readonly whyNotHere?: () => string | false;
  run(count: number, playground: Playground): Promise<Outcome>;
  /** A planted fault that the measure must find. */
  readonly plant: { readonly what: string; run(playground: Playground): Promise<Outcome> };
}

/** Picks `count` of `all` indices, evenly spread, without repeats. */
export function spread(all: number, count: number): number[] {
  if (count >= all) return Array.from({ length: all }, (_, at) => at);
  return Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * all) / count));
}

/** Distributes `count` equally over the groups; groups with too few places leave the rest to the others, as far as these have places. */
export function shares(places: readonly number[], count: number): number[] {
  const all = places.map(() => 0);
  let left = count;
  places
    .map((has, at) => ({ has, at }))
    .sort((a, b) => a.has - b.has)
    .forEach(({ has, at }, before) => {
      all[at] = Math.min(has, Math.ceil(left / (places.length - before)));
      left -= all[at];
    });
  return all;
}
