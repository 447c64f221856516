import { z } from 'zod';
import { carriedFacts, leftReasons } from '../domain/labels/lost-labels.ts';
import { usualCut } from '../domain/labels/cut-region.ts';
import { columnRoles } from '../domain/labels/column-roles.ts';
import { change, nothing, question } from './declare.ts';
import { jobId, path, projectId } from './values.ts';

/** An annotation file or sheet, and how to read it. */
const annotationChoice = z.strictObject({
  /** The file, or the folder that holds annotation files. */
  file: path,
  /** Id of the format. Absent: found out. */
  format: z.string().min(1).max(40).optional(),
  /** What the columns of a sheet hold, from left to right. Absent: found out. */
  columns: z.array(z.enum(columnRoles)).max(2000).optional(),
  /** `agree`: boxes label their image if all are of one class and it has no label of its own; `leave`: they never do. */
  boxes: z.enum(['agree', 'leave']).default('agree'),
  /** What becomes the group of an image. */
  together: z.enum(['group', 'site', 'none']).default('group'),
});
export type AnnotationChoice = z.infer<typeof annotationChoice>;

/** Which boxes are cut out of their pictures, and how. */
const cutChoice = z.strictObject({
  /** Absent: boxes of all classes, and those without a class. */
  classes: z.array(z.string().min(1).max(500)).max(10_000).optional(),
  /** From 0 to 1: boxes of which a detector was less certain are left out; those drawn by people never are. */
  leastConfidence: z.number().min(0).max(1).default(usualCut.leastConfidence),
  /** In pixels: boxes with a shorter side are left out. */
  leastSide: z.int().min(1).max(10_000).default(usualCut.leastSide),
  /** Widens each box by this share of its width and height, half of it on either side. */
  widen: z.number().min(0).max(4).default(usualCut.widen),
  /** Whether the class of a box becomes the label of its image. */
  label: z.boolean().default(usualCut.label),
});

/** For an import of images: `cut` makes an image of each box, and none of the pictures themselves. */
export const importAnnotations = annotationChoice.extend({
  boxes: z.enum(['agree', 'leave', 'cut']).default('agree'),
  cut: cutChoice.prefault({}),
});
export type ImportAnnotations = z.infer<typeof importAnnotations>;

const leftLabels = z.strictObject({ reason: z.enum(leftReasons), count: z.int(), examples: z.array(z.string()) });

/** What came of the labels of an annotation file: every one is carried or left, with the reason. */
export const annotationTally = z.strictObject({
  /** Title of the format. */
  format: z.string(),
  labels: z.int(),
  carried: z.int(),
  left: z.array(leftLabels),
});
export type AnnotationTally = z.infer<typeof annotationTally>;

const sheetSeen = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string(), role: z.enum(columnRoles) })),
  /** The first rows, as text. */
  rows: z.array(z.array(z.string())),
});
export type SheetSeen = z.infer<typeof sheetSeen>;

/** An annotation file as it would be used, before anything happens. */
const annotationsSeen = annotationTally.extend({
  id: z.string(),
  /** What a format of its kind can carry, or null for a sheet. */
  sheet: sheetSeen.nullable(),
  boxes: z.int(),
  /** Boxes by class, most frequent first; a null name stands for those without one. */
  boxClasses: z.array(z.strictObject({ name: z.string().nullable(), boxes: z.int() })),
  /** Number of boxes that would be cut out, each as an image; null if images stay whole. */
  cuts: z.int().nullable(),
  /** Whether a detector gave boxes a confidence. */
  hasConfidence: z.boolean(),
  /** Images by class, most frequent first, and the number of classes in all. */
  classes: z.array(z.strictObject({ name: z.string(), images: z.int() })),
  classCount: z.int(),
  groups: z.int(),
  sites: z.int(),
  /** Number of images per part of the split that the file gives; null if it gives none. */
  split: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }).nullable(),
  /** Pictures found for the names in the file, names without a picture, names with several, and pictures that it does not name. */
  named: z.strictObject({ found: z.int(), missing: z.int(), ambiguous: z.int(), unnamed: z.int() }),
});
export type AnnotationsSeen = z.infer<typeof annotationsSeen>;

/** The pictures that an annotation file is about: those below some paths, or those of a project. */
const about = z.union([z.strictObject({ paths: z.array(path).min(1) }), z.strictObject({ project: projectId })]);

export const labelImport = annotationTally.extend({
  /** Images whose label, group or part of the split has changed. */
  changed: z.int(),
  /** Images that had all of it already. */
  unchanged: z.int(),
  classesAdded: z.array(z.string()),
  split: z.strictObject({ kept: z.boolean(), train: z.int(), validation: z.int(), test: z.int() }).nullable(),
});
export type LabelImport = z.infer<typeof labelImport>;

const fileFailures = ['annotations-unreadable', 'annotations-unknown', 'folder-not-found'] as const;

export const annotationRequests = {
  'annotations.formats': question('The formats of annotation files that Graft reads, in the order in which they are tried.', {
    input: nothing,
    output: z.strictObject({
      formats: z.array(
        z.strictObject({ id: z.string(), title: z.string(), carries: z.array(z.enum(carriedFacts)), description: z.string() }),
      ),
    }),
  }),
  'annotations.find': question('The annotation files in a folder that Graft can read, at its top and one level below.', {
    input: z.strictObject({ paths: z.array(path).min(1) }),
    output: z.strictObject({ files: z.array(z.strictObject({ file: path, format: z.string() })) }),
    failures: ['folder-not-found'],
  }),
  'annotations.uploaded': question('Where the one annotation file of an upload is, for the requests that read it.', {
    input: z.strictObject({ upload: z.uuid() }),
    output: z.strictObject({ file: path }),
    failures: ['upload-not-found'],
  }),
  'annotations.read': question('Reads an annotation file or a sheet and tells what an import would make of it. Changes nothing.', {
    input: z.strictObject({ about, annotations: importAnnotations }),
    output: annotationsSeen,
    failures: ['project-not-open', ...fileFailures],
  }),
  'labels.import': change(
    'Labels the images of a project from an annotation file or a sheet: one action, one undo. Answers at once with a job; its result is a label import.',
    {
      input: z.strictObject({
        project: projectId,
        annotations: annotationChoice,
        /** For images that have another label: `keep` it, or `replace` it. */
        labelled: z.enum(['keep', 'replace']).default('keep'),
        /** `keep`: the file gives the split; `new`, the default: it does not. */
        split: z.enum(['keep', 'new']).default('new'),
      }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'annotations-match-nothing', 'disk-full', 'disk-error', ...fileFailures],
    },
  ),
};
