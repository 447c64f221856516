import { z } from 'zod';
import { change, question } from './declare.ts';
import { contentHash, exportFormat, imageId, jobId, path, projectId, refusedFile, runId, tableForm, time } from './values.ts';

const compared = z.strictObject({ images: z.int(), maxAbsoluteError: z.number(), sameClass: z.int() });

export const exportReport = z.strictObject({
  format: exportFormat,
  folder: path,
  files: z.array(z.string()),
  signature: z.strictObject({
    name: z.string().nullable(),
    inputs: z.array(z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.int()), meaning: z.string() })),
    outputs: z.array(z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.int()), meaning: z.string() })),
  }),
  /** Comparison of class probabilities: the exported model, read back from disk, with the model in memory. */
  parity: compared.extend({
    /** The same, but the exported model gets pictures decoded from their files now, the model in memory those stored in the project. */
    fromFiles: compared,
  }),
});
export type ExportReport = z.infer<typeof exportReport>;

export const predictReport = z.strictObject({ file: path, predicted: z.int(), refused: z.array(refusedFile), seconds: z.number() });
export type PredictReport = z.infer<typeof predictReport>;

/** Result of the last classification of a folder. */
const classifiedFolder = z.strictObject({
  id: z.uuid(),
  run: runId,
  folder: path,
  table: path,
  at: time,
  seconds: z.number(),
  images: z.int(),
  /** In the order of the model's outputs, including those without images. */
  classes: z.array(z.strictObject({ name: z.string(), images: z.int() })),
  /** Number of refused files, and the first of them with the reason. */
  refused: z.strictObject({ files: z.int(), first: z.array(refusedFile) }),
});
export type ClassifiedFolder = z.infer<typeof classifiedFolder>;

const guess = { class: z.string(), probability: z.number() };
const classifiedImage = z.strictObject({
  /** Its index among all classified images, which identifies it in `predictions.take`. */
  place: z.int().nonnegative(),
  /** Relative to the folder. */
  name: z.string(),
  hash: contentHash,
  ...guess,
  second: z.strictObject(guess).nullable(),
  /** Whether exactly this image is in the project. */
  inProject: z.boolean(),
});
export type ClassifiedImage = z.infer<typeof classifiedImage>;

export const useRequests = {
  'exports.start': change(
    "Writes a finished run as a model for others, reads it back and compares. The job's result is an export report.",
    {
      input: z.strictObject({ project: projectId, run: runId.optional(), format: exportFormat, out: path }),
      output: z.strictObject({ job: jobId }),
      failures: [
        'project-not-open',
        'run-not-found',
        'run-not-finished',
        'export-folder-not-empty',
        'export-differs',
        'folder-read-only',
        'disk-full',
        'disk-error',
      ],
    },
  ),
  'predictions.start': change(
    "Classifies every image of a folder into a CSV file; with `replace`, a file that is there stays until the new one is complete. The job's result is a predict report.",
    {
      input: z.strictObject({
        project: projectId,
        run: runId.optional(),
        folder: path,
        out: path,
        table: tableForm.optional(),
        replace: z.boolean().optional(),
      }),
      output: z.strictObject({ job: jobId }),
      failures: [
        'project-not-open',
        'run-not-found',
        'run-not-finished',
        'folder-not-found',
        'no-images',
        'folder-read-only',
        'output-exists',
      ],
    },
  ),
  'predictions.latest': question(
    'The last folder that was classified with a model of the project: how many images got each class. Null without one, or where its table is gone.',
    {
      input: z.strictObject({ project: projectId }),
      output: z.strictObject({ classified: classifiedFolder.nullable() }),
      failures: ['project-not-open'],
    },
  ),
  'predictions.page': question('A window of the images of a classified folder, of one class or of all. `doubt`: the least certain first.', {
    input: z.strictObject({
      project: projectId,
      id: z.uuid(),
      class: z.string().optional(),
      order: z.enum(['doubt', 'name']),
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(200),
    }),
    output: z.strictObject({ total: z.int(), images: z.array(classifiedImage) }),
    failures: ['project-not-open', 'classification-not-found'],
  }),
  'predictions.take': change(
    'Imports images of a classified folder into the project, without a label: what a model said is none. Answers at once with the import.',
    {
      input: z.strictObject({
        project: projectId,
        id: z.uuid(),
        copy: z.boolean(),
        /** Those at given places, the least certain ones, those of a class, or all. */
        which: z.union([
          z.strictObject({ places: z.array(z.int().nonnegative()).min(1).max(1000) }),
          z.strictObject({ least: z.int().positive() }),
          z.strictObject({ class: z.string() }),
          z.strictObject({ all: z.literal(true) }),
        ]),
      }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'classification-not-found', 'no-images'],
    },
  ),
  'predictions.one': question('What a finished run says of one image: of the project, from a path, or uploaded.', {
    input: z.strictObject({
      project: projectId,
      run: runId.optional(),
      image: z.union([z.strictObject({ id: imageId }), z.strictObject({ path }), z.strictObject({ upload: z.uuid() })]),
    }),
    output: z.union([
      z.strictObject({ probabilities: z.array(z.strictObject({ class: z.string(), probability: z.number() })) }),
      z.strictObject({ refused: refusedFile }),
    ]),
    failures: ['project-not-open', 'run-not-found', 'run-not-finished', 'image-not-found', 'upload-not-found'],
  }),
};
