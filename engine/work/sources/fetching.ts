import { join } from 'node:path';
import { usualPythons, type Program } from './fetch-package.ts';
import { offeredSources, type OfferedSource } from './offered-sources.ts';

/** The source models available for download, and the settings for downloading them. */
export interface Fetching {
  readonly offers: readonly OfferedSource[];
  /** Downloaded files that are not in the library yet. */
  readonly folder: string;
  /** How long a server may be silent before the download fails. */
  readonly silenceMs: number;
  /** Commands that may be a Python with pip. */
  readonly pythons: readonly Program[];
}

/** @param home the user's data folder */
export const usualFetching = (home: string): Fetching => ({
  offers: offeredSources,
  folder: join(home, 'downloads'),
  silenceMs: 60_000,
  pythons: usualPythons,
});
