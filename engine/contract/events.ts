import { z } from 'zod';
import { job } from './jobs.ts';
import { project } from './projects.ts';

/** What the studio sends to all its windows unasked. */
export const events = {
  /** A job was queued, made progress or ended. At most ten per second and job. */
  'jobs.changed': z.strictObject({ job }),
  /** Images, labels, classes or runs of an open project changed. */
  'projects.changed': z.strictObject({ project }),
};
export type Events = { readonly [N in keyof typeof events]: z.infer<(typeof events)[N]> };
export type EventName = keyof Events;
