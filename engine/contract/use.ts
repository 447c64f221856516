import { z } from 'zod';
import { change, question } from './declare.ts';
import { exportFormat, imageId, jobId, path, projectId, refusedFile, runId } from './values.ts';

export const exportReport = z.strictObject({
  format: exportFormat, folder: path, files: z.array(z.string()),
  signature: z.strictObject({
    name: z.string().nullable(),
    inputs: z.array(z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.int()), meaning: z.string() })),
    outputs: z.array(z.strictObject({ name: z.string(), dtype: z.string(), shape: z.array(z.int()), meaning: z.string() })),
  }),
  /** Largest difference of a class probability between the exported model, read back from disk, and the model in memory. */
  parity: z.strictObject({ images: z.int(), maxAbsoluteError: z.number(), sameClass: z.int() }),
});
export type ExportReport = z.infer<typeof exportReport>;

export const predictReport = z.strictObject({ file: path, predicted: z.int(), refused: z.array(refusedFile), seconds: z.number() });
export type PredictReport = z.infer<typeof predictReport>;

export const useRequests = {
  'exports.start': change('Writes a finished run as a model for others, reads it back and compares. The job\'s result is an export report.', {
    input: z.strictObject({ project: projectId, run: runId.optional(), format: exportFormat, out: path }),
    output: z.strictObject({ job: jobId }),
    failures: ['project-not-open', 'run-not-found', 'run-not-finished', 'export-folder-not-empty', 'export-differs', 'folder-read-only', 'disk-full'],
  }),
  'predictions.start': change('Classifies every image of a folder into a CSV file. The job\'s result is a predict report.', {
    input: z.strictObject({ project: projectId, run: runId.optional(), folder: path, out: path }),
    output: z.strictObject({ job: jobId }),
    failures: ['project-not-open', 'run-not-found', 'run-not-finished', 'folder-not-found', 'no-images', 'folder-read-only', 'output-exists'],
  }),
  'predictions.one': question('What a finished run says of one image: of the project, from a path, or uploaded.', {
    input: z.strictObject({
      project: projectId, run: runId.optional(),
      image: z.union([z.strictObject({ id: imageId }), z.strictObject({ path }), z.strictObject({ upload: z.uuid() })]),
    }),
    output: z.union([
      z.strictObject({ probabilities: z.array(z.strictObject({ class: z.string(), probability: z.number() })) }),
      z.strictObject({ refused: refusedFile }),
    ]),
    failures: ['project-not-open', 'run-not-found', 'run-not-finished', 'image-not-found', 'upload-not-found'],
  }),
};
