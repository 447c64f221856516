import { z } from 'zod';
import { job } from './jobs.ts';
import { project } from './projects.ts';

/** What the studio tells all its windows without being asked. */
export const events = {
  /** A job was queued, moved on or ended. At most ten a second per job. */
  'jobs.changed': z.strictObject({ job }),
  /** Images, labels, classes or runs of an open project changed. */
  'projects.changed': z.strictObject({ project }),
};
export type Events = { readonly [N in keyof typeof events]: z.infer<(typeof events)[N]> };
export type EventName = keyof Events;
