import { join } from 'node:path';
import { usualPythons, type Program } from './fetch-package.ts';
import { offeredSources, type OfferedSource } from './offered-sources.ts';

/** What source models can be fetched, and how. */
export interface Fetching {
  readonly offers: readonly OfferedSource[];
  /** Of what has been fetched and is not in the library yet. */
  readonly folder: string;
  /** A server that is silent for so long is given up. */
  readonly silenceMs: number;
  /** What may be a Python with pip. */
  readonly pythons: readonly Program[];
}

/** @param home the user's data folder */
export const usualFetching = (home: string): Fetching => ({ offers: offeredSources, folder: join(home, 'downloads'), silenceMs: 60_000, pythons: usualPythons });
