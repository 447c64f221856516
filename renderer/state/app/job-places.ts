import type { Job, JobKind } from '../../../engine/contract/index.ts';
import { navigation } from './navigation.svelte.ts';
import type { Route, Screen } from './route.ts';

interface Place {
  readonly screen: Screen;
  readonly tab?: string;
}

/** Where each kind of job is started and watched, and its outcome shown. */
const places: Readonly<Record<JobKind, Place>> = {
  import: { screen: 'images' },
  'import-labels': { screen: 'images' },
  'find-files': { screen: 'images' },
  reading: { screen: 'images' },
  pack: { screen: 'projects' },
  unpack: { screen: 'projects' },
  'export-labels': { screen: 'images' },
  train: { screen: 'train' },
  rank: { screen: 'train', tab: 'source' },
  'try-ranking': { screen: 'train', tab: 'source' },
  'sweep-cuts': { screen: 'train', tab: 'reuse' },
  review: { screen: 'review' },
  features: { screen: 'images' },
  map: { screen: 'images' },
  compare: { screen: 'compare' },
  predict: { screen: 'use', tab: 'folder' },
  export: { screen: 'use', tab: 'export' },
  'add-source': { screen: 'sources' },
};

export const screenOf = (job: Job): Screen => places[job.kind].screen;

/** Whether this route shows the job. */
export function isPlaceOf(route: Route, job: Job): boolean {
  const { screen, tab } = places[job.kind];
  return (
    route.screen === screen && (job.project === null || job.project === route.project) && (tab === undefined || route.query.tab === tab)
  );
}

/** Goes to the screen that shows the job, opening its project if necessary. */
export function goTo(job: Job): void {
  const { screen, tab } = places[job.kind];
  navigation.go(screen, tab === undefined ? {} : { tab }, job.project ?? undefined);
}
