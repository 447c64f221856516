import { z } from 'zod';

const size = z.int().positive().max(4096);
const channelNumber = z.union([z.number(), z.array(z.number()).length(3)]);

/** How a source model was made with Graft; see Lineage in the contract. */
const lineage = z.looseObject({
  project: z.string(),
  run: z.int().positive(),
  method: z.enum(['scratch', 'fine-tune']),
  images: z.int(),
  classes: z.int(),
  from: z.string().nullable(),
  accuracy: z.number(),
  baseline: z.number(),
});

/**
 * The card of a source model, `source.json`: what Graft needs to prepare pictures, to cut the model and to state its origin. Unknown
 * entries are kept, so that a card may contain more.
 */
export const sourceCard = z.looseObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  title: z.string().min(1),
  architecture: z.string().optional(),
  /** Height and width of the input in pixels; Graft reuses models with a square input. */
  inputSize: z.tuple([size, size]).refine(([height, width]) => height === width, 'the input is not square'),
  /** A pixel x (0..255) becomes (x - subtract) / divide, with one number for all channels or one each for R, G, B. */
  inputScaling: z.looseObject({ subtract: channelNumber, divide: channelNumber }),
  colourOrder: z.literal('RGB'),
  /** First to last; the last one is the default. */
  cutPoints: z.array(z.looseObject({ layer: z.string().min(1), outputShape: z.array(z.int().positive()).min(1).max(3) })).min(1),
  sourceTask: z.looseObject({ dataset: z.string().min(1) }),
  licence: z.string().min(1),
  licenceFile: z.string().optional(),
  parameters: z.int().nonnegative(),
  /** Per image. */
  multiplyAdds: z.number().nonnegative().nullish(),
  lineage: lineage.nullish(),
  /** Where the model was first published. */
  origin: z.looseObject({}).optional(),
  /** Specific to this user's library, written when the model was added; never passed on. */
  library: z.looseObject({ origin: z.enum(['added', 'own']), from: z.string() }).optional(),
  /** The default among the models of its folder; see listSources. */
  default: z.boolean().optional(),
  files: z.record(z.string(), z.looseObject({ bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).optional(),
});
export type SourceCard = z.infer<typeof sourceCard>;

/** Formats the first issue of a failed check in one line: where and what. */
export function complaint(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unreadable' : `${issue.path.join('.') || 'the file'}: ${issue.message}`;
}
