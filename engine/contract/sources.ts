import { z } from 'zod';
import { nothing, request } from './declare.ts';
import { contentHash, path } from './values.ts';

export const sourceModel = z.strictObject({
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
});
export type SourceModel = z.infer<typeof sourceModel>;

/** A folder on the search path that looks like a source model but cannot be used, with the reason. */
export const unusableSource = z.strictObject({
  path, code: z.enum(['source-card-damaged', 'source-weights-damaged', 'source-unsupported']), detail: z.string(),
});

export const sourceRequests = {
  'sources.list': request('The source models found on the search path, and the folders that cannot be used with the reason.', {
    input: nothing, output: z.strictObject({ sources: z.array(sourceModel), unusable: z.array(unusableSource) }),
  }),
};
