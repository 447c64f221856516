import type { Playground } from './playground.ts';

/** What came of a measure: how often it was tried, and what was wrong, in words. */
export interface Outcome { readonly tried: number; readonly wrong: readonly string[]; /** What else is to be known, for the table. */ readonly note?: string }

/** One line of the gate. Counts are how often it is tried: small in every run of the tests, full in `npm run gate`. */
export interface Measure {
  readonly id: string;
  readonly what: string;
  readonly small: number;
  readonly full: number;
  readonly needsShim: boolean;
  /** Why it can't be measured on this machine; false where it can. */
  readonly whyNotHere?: () => string | false;
  run(count: number, playground: Playground): Promise<Outcome>;
  /** A fault that is planted, and that the measure must find. */
  readonly plant: { readonly what: string; run(playground: Playground): Promise<Outcome> };
}

/** So many places out of `all`, evenly spread, each once. */
export function spread(all: number, count: number): number[] {
  if (count >= all) return Array.from({ length: all }, (_, at) => at);
  return Array.from({ length: count }, (_, at) => Math.floor((at + 0.5) * all / count));
}

/** How often each is tried, so that it is `count` in all: equally often, and what those with few places cannot take the others do, while they have any. */
export function shares(places: readonly number[], count: number): number[] {
  const all = places.map(() => 0);
  let left = count;
  places.map((has, at) => ({ has, at })).sort((a, b) => a.has - b.has).forEach(({ has, at }, before) => {
    all[at] = Math.min(has, Math.ceil(left / (places.length - before)));
    left -= all[at];
  });
  return all;
}
