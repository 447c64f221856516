import { z } from 'zod';
import { change, question } from './declare.ts';
import { imageSummary } from './images.ts';
import { labelsChanged } from './labels.ts';
import { projectId } from './values.ts';

const mostMinutes = 366 * 24 * 60;
const nameMark = z.union([
  z.strictObject({ folder: z.int().min(1).max(3) }),
  z.strictObject({ field: z.int().nonnegative(), piece: z.int().nonnegative().optional() }),
]);
/** See GroupRule. */
export const groupRule = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('name'), marks: z.array(nameMark).min(1).max(20).readonly() }),
  z.strictObject({ by: z.literal('time'), minutes: z.number().positive().max(mostMinutes) }),
  z.strictObject({ by: z.literal('none') }),
]);

/** See GroupingSummary. */
export const groupingSummary = z.strictObject({
  groups: z.int(),
  images: z.int(),
  alone: z.int(),
  largest: z.int(),
  mixed: z.int(),
  single: z.int().default(0),
});

const groupsSeen = z.strictObject({
  /** Number of images in the project, and of those whose files say when they were taken. */
  images: z.int(),
  timed: z.int(),
  /** Paths of some images, as different as possible, to mark parts of. */
  paths: z.array(z.string()),
  now: groupingSummary,
  /** Groups with both test images and others: their images were learned from and tested on. */
  divided: z.int(),
  /** What the rule asked about would give; null without one. */
  preview: groupingSummary
    .extend({
      /** Some of the groups, the largest first, each with its first images. */
      examples: z.array(z.strictObject({ group: z.string(), count: z.int(), images: z.array(imageSummary) })),
    })
    .nullable(),
});
export type GroupsSeen = z.infer<typeof groupsSeen>;

export const groupRequests = {
  'groups.get': question('How images are grouped now, and how they would be by a rule.', {
    input: z.strictObject({ project: projectId, rule: groupRule.optional() }),
    output: groupsSeen,
    failures: ['project-not-open'],
  }),
  'groups.set': change(
    'Groups all images anew by a rule, in place of earlier groups: one action, one undo. Groups are never divided by a split that is drawn later.',
    {
      input: z.strictObject({ project: projectId, rule: groupRule }),
      output: labelsChanged,
      failures: ['project-not-open', 'disk-full', 'disk-error'],
    },
  ),
};
