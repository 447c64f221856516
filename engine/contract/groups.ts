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

/** See GroupLikeness. */
export const groupLikeness = z.strictObject({ images: z.int(), share: z.number(), chance: z.number(), p: z.number() });

const groupsProposed = z.strictObject({
  /** The source model whose features were compared. */
  source: z.string(),
  sourceTitle: z.string(),
  /** Images whose features are not stored: they were not compared. */
  missing: z.int(),
  /** How many ways to group the images names and times suggest. */
  tried: z.int(),
  /** Those whose images certainly resemble each other, the clearest first. */
  groupings: z.array(
    groupingSummary.extend({
      rule: groupRule,
      /** The name of a group, as an example. */
      example: z.string(),
      likeness: groupLikeness,
      /** There are too few labels to tell these groups from the classes. */
      mayBeClasses: z.boolean(),
    }),
  ),
});
export type GroupsProposed = z.infer<typeof groupsProposed>;

export const groupRequests = {
  'groups.get': question('How images are grouped now, and how they would be by a rule.', {
    input: z.strictObject({ project: projectId, rule: groupRule.optional() }),
    output: groupsSeen,
    failures: ['project-not-open'],
  }),
  'groups.proposed': question(
    'Ways to group the images that names and times suggest, and that pictures support: without labels, by the features that are stored. By default those of the source model that has most of them.',
    {
      input: z.strictObject({ project: projectId, source: z.string().optional() }),
      output: groupsProposed,
      failures: ['project-not-open', 'source-not-found', 'tensorflow-missing', 'disk-error'],
    },
  ),
  'groups.set': change(
    'Groups all images anew by a rule, in place of earlier groups: one action, one undo. Groups are never divided by a split that is drawn later.',
    {
      input: z.strictObject({ project: projectId, rule: groupRule }),
      output: labelsChanged,
      failures: ['project-not-open', 'disk-full', 'disk-error'],
    },
  ),
};
