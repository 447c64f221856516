import { z } from 'zod';
import { classNeeds } from '../domain/review/class-needs.ts';
import { findingKinds, findingStates } from '../domain/review/findings.ts';
import { shortcutFacts } from '../domain/review/shortcuts.ts';
import { change, question } from './declare.ts';
import { groupingSummary, groupLikeness, groupRule } from './groups.ts';
import { imageSummary } from './images.ts';
import { labelsChanged } from './labels.ts';
import { classId, jobId, projectId, seed, time } from './values.ts';

const findingKind = z.enum(findingKinds);
const findingId = z.int().positive();

const finding = z.strictObject({
  finding: findingId,
  kind: findingKind,
  state: z.enum(findingStates),
  /** One, or several that belong together. */
  images: z.array(imageSummary),
  /** For a likely label error: the label in doubt and the likely one, with their out-of-fold probabilities. */
  doubt: z.strictObject({ class: classId, suggested: classId, given: z.number(), probability: z.number() }).nullable(),
});
export type FindingSeen = z.infer<typeof finding>;

/** A fact about pictures, other than what they show, that alone predicts their class. */
const shortcut = z.strictObject({
  fact: z.enum(shortcutFacts),
  /** Mean over the classes of the share predicted by it. */
  accuracy: z.number(),
  p: z.number(),
  /** The median, or the most frequent format or camera, of each class; null where most are unknown. */
  typical: z.array(z.strictObject({ class: classId, value: z.union([z.number(), z.string()]).nullable() })),
});
export type ShortcutSeen = z.infer<typeof shortcut>;

/** A way to group the images, and what it does to the scores; without labels, whether the pictures support it. */
const grouping = groupingSummary.extend({
  /** `current`: the groups that the images had. */
  rule: z.union([groupRule, z.strictObject({ by: z.literal('current') })]),
  /** The name of a group, as an example. */
  example: z.string(),
  /** See GroupEffect; null where too few labels could be predicted. */
  effect: z
    .strictObject({
      labels: z.int(),
      alone: z.number(),
      together: z.number(),
      gap: z.number(),
      low: z.number(),
      high: z.number(),
      p: z.number(),
      /** Whether the gap is certain, with all groupings tried, and large enough to matter. */
      misleads: z.boolean(),
    })
    .nullable(),
  /** Where labels are too few to compare scores: see GroupLikeness; null where images are too few as well. */
  likeness: groupLikeness
    .extend({
      /** Whether images of a group certainly resemble each other, with all groupings tried, and enough to matter. */
      holds: z.boolean(),
    })
    .nullable()
    .default(null),
});
export type GroupingSeen = z.infer<typeof grouping>;

/** The last review of a project's images. */
export const dataReview = z.strictObject({
  at: time,
  seconds: z.number(),
  /** The source model whose features were compared. */
  source: z.string(),
  sourceTitle: z.string(),
  /** How many images were looked at: all that are not excluded. */
  images: z.int(),
  /** How many labels were checked; 0 if there were too few labelled images of two classes. */
  labels: z.int(),
  /** Share of them that models predicted which had not seen the image. */
  predicted: z.number(),
  /** Whether that is certainly more than always naming the largest class; if not, no label is called in doubt. */
  predictable: z.boolean(),
  /** Labels not checked because their images are in the locked test set. */
  locked: z.int(),
  /** What there is of each class. See ClassShare. */
  classes: z
    .array(
      z.strictObject({
        class: classId,
        labels: z.int(),
        groups: z.int(),
        predicted: z.int(),
        right: z.int(),
        need: z.enum(classNeeds).nullable(),
      }),
    )
    .default([]),
  /** The most predictive first. */
  shortcuts: z.array(shortcut),
  /** The current groups first if there are any, then those that names and times suggest, the most misleading first. */
  groupings: z.array(grouping).default([]),
  /** Images added since. */
  added: z.int(),
  /** For each kind, how many were found and how many of them are still open. */
  found: z.array(z.strictObject({ kind: findingKind, all: z.int(), open: z.int() })),
});
export type DataReview = z.infer<typeof dataReview>;

export const reviewRequests = {
  'review.start': change(
    "Looks for likely label errors, near-duplicates, outliers and bad pictures among the images that are not excluded; changes none of them. The job's result is a review, which replaces the last one.",
    {
      input: z.strictObject({
        project: projectId,
        source: z.string().optional(),
        seed: seed.default(1),
      }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'no-images-to-review', 'source-not-found', 'tensorflow-missing'],
    },
  ),
  'review.latest': question('The last review of a project; null before the first.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ review: dataReview.nullable() }),
    failures: ['project-not-open'],
  }),
  'review.findings': question('What the last review found of one kind, the most doubtful first: all of it, or what is still open.', {
    input: z.strictObject({
      project: projectId,
      kind: findingKind,
      open: z.boolean().default(true),
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(1000),
    }),
    output: z.strictObject({ total: z.int(), findings: z.array(finding) }),
    failures: ['project-not-open'],
  }),
  'review.keep': change('Keeps images as they are in spite of what was found: one action, one undo. Later reviews do not ask again.', {
    input: z.strictObject({ project: projectId, findings: z.array(findingId).min(1).max(100_000) }),
    output: labelsChanged,
    failures: ['project-not-open', 'finding-not-found', 'disk-full', 'disk-error'],
  }),
};
