import { z } from 'zod';
import { labelExportFormatNames, leftOutReasons } from '../domain/labels/label-export.ts';
import { change, question } from './declare.ts';
import { classSummary, pendingAction } from './projects.ts';
import { classId, colour, imageId, jobId, path, projectId, tableForm } from './values.ts';

const inProject = { project: projectId };
const images = z.array(imageId).min(1).max(1_000_000);
const className = z.string().trim().min(1).max(100);
/** Every change returns once it is synced to disk, with the new dataset version and what undo and redo would now do. */
export const labelsChanged = z.strictObject({
  dataVersion: z.int(),
  changed: z.int(),
  undo: pendingAction.nullable(),
  redo: pendingAction.nullable(),
});
export type LabelsChanged = z.infer<typeof labelsChanged>;
const oneClass = z.strictObject({ class: classSummary, dataVersion: z.int() });

const labelExportFormat = z.enum(labelExportFormatNames);

export const labelsExportReport = z.strictObject({
  format: labelExportFormat,
  out: path,
  /** How many files were written, copies of images included. */
  files: z.int(),
  /** How many images they are about, and how many of these have a label. */
  images: z.int(),
  labels: z.int(),
  /** What could not be written, and why. */
  left: z.array(z.strictObject({ reason: z.enum(leftOutReasons), count: z.int() })),
});
export type LabelsExportReport = z.infer<typeof labelsExportReport>;

const tag = z.string().trim().min(1).max(100);

export const labelRequests = {
  'labels.export': change(
    "Writes the labels of a project for other programs, into a new file or a new or empty folder; with `replace`, a file that is there stays until the new one is complete. The job's result is a report.",
    {
      input: z.strictObject({
        ...inProject,
        format: labelExportFormat,
        out: path,
        /** For a format of one file only: a folder is never replaced. */
        replace: z.boolean().optional(),
        table: tableForm.optional(),
      }),
      output: z.strictObject({ job: jobId }),
      failures: [
        'project-not-open',
        'no-labels',
        'output-in-project',
        'output-exists',
        'export-folder-not-empty',
        'folder-not-found',
        'folder-read-only',
        'disk-full',
        'disk-error',
      ],
    },
  ),
  'labels.set': change('Labels images with a class, or takes their label away (null): one action, one undo.', {
    input: z.strictObject({
      ...inProject,
      images,
      class: classId.nullable(),
      how: z.enum(['by-hand', 'corrected-in-results', 'corrected-in-review']).default('by-hand'),
    }),
    output: labelsChanged,
    failures: ['project-not-open', 'class-not-found', 'image-not-found', 'disk-full', 'disk-error'],
  }),
  'images.group': change(
    'Says which images belong together: a specimen, site or photograph; null takes it back. They share a side of the split: one action, one undo.',
    {
      input: z.strictObject({ ...inProject, images, group: z.string().trim().min(1).max(200).nullable() }),
      output: labelsChanged,
      failures: ['project-not-open', 'image-not-found', 'disk-full', 'disk-error'],
    },
  ),
  'images.tag': change('Adds tags to images and removes tags from them, beside the class. No result becomes stale: one action, one undo.', {
    input: z.strictObject({ ...inProject, images, add: z.array(tag).max(20), remove: z.array(tag).max(20) }),
    output: labelsChanged,
    failures: ['project-not-open', 'image-not-found', 'disk-full', 'disk-error'],
  }),
  'images.tags': question('The tags of the images of a project, with the number of images of each, by name.', {
    input: z.strictObject(inProject),
    output: z.strictObject({ tags: z.array(z.strictObject({ tag: z.string(), images: z.int() })) }),
    failures: ['project-not-open'],
  }),
  'images.exclude': change('Keeps images out of training and testing, or takes them in again. Their labels stay: one action, one undo.', {
    input: z.strictObject({ ...inProject, images, excluded: z.boolean() }),
    output: labelsChanged,
    failures: ['project-not-open', 'image-not-found', 'disk-full', 'disk-error'],
  }),
  'images.remove': change(
    'Removes images from the project, or brings them back as they were: their labels and their files stay. One action, one undo.',
    {
      input: z.strictObject({ ...inProject, images, removed: z.boolean() }),
      output: labelsChanged,
      failures: ['project-not-open', 'image-not-found', 'disk-full', 'disk-error'],
    },
  ),
  'labels.undo': change('Takes back the last action on labels, classes, groups, exclusions or the split, also one from before a restart.', {
    input: z.strictObject(inProject),
    output: labelsChanged,
    failures: ['project-not-open', 'nothing-to-undo', 'disk-full', 'disk-error'],
  }),
  'labels.redo': change('Does again what was last undone.', {
    input: z.strictObject(inProject),
    output: labelsChanged,
    failures: ['project-not-open', 'nothing-to-redo', 'disk-full', 'disk-error'],
  }),
  'classes.add': change('Adds a class. Names are compared without case and surrounding space.', {
    input: z.strictObject({ ...inProject, name: className, colour: colour.optional() }),
    output: oneClass,
    failures: ['project-not-open', 'class-exists', 'class-name-empty', 'disk-full', 'disk-error'],
  }),
  'classes.rename': change('Renames a class; labels stay bound to its id.', {
    input: z.strictObject({ ...inProject, class: classId, name: className }),
    output: oneClass,
    failures: ['project-not-open', 'class-not-found', 'class-exists', 'class-name-empty', 'disk-full', 'disk-error'],
  }),
  'classes.recolour': change('Gives a class another colour.', {
    input: z.strictObject({ ...inProject, class: classId, colour }),
    output: oneClass,
    failures: ['project-not-open', 'class-not-found', 'disk-full', 'disk-error'],
  }),
  'classes.merge': change('Moves all labels of some classes into another and removes them: one action, one undo.', {
    input: z.strictObject({ ...inProject, from: z.array(classId).min(1), into: classId }),
    output: labelsChanged,
    failures: ['project-not-open', 'class-not-found', 'disk-full', 'disk-error'],
  }),
  'classes.remove': change('Removes a class; its images become unlabelled: one action, one undo.', {
    input: z.strictObject({ ...inProject, class: classId }),
    output: labelsChanged,
    failures: ['project-not-open', 'class-not-found', 'disk-full', 'disk-error'],
  }),
};
