import { z } from 'zod';
import type { ClassId, ContentHash, ImageId, JobId, ProjectId, RunId } from '../domain/ids.ts';
import { refusalCodes } from '../domain/failure.ts';
import { separatorNames } from '../domain/table-form.ts';

const branded = <T>(schema: z.ZodType): z.ZodType<T, T> => schema as z.ZodType<T, T>;

export const projectId = branded<ProjectId>(z.uuid());
export const imageId = branded<ImageId>(z.int().positive());
export const classId = branded<ClassId>(z.int().positive());
export const runId = branded<RunId>(z.int().positive());
export const jobId = branded<JobId>(z.string().min(1).max(64));
export const contentHash = branded<ContentHash>(z.string().regex(/^[0-9a-f]{64}$/));

/** Starts at the root, a drive or a share. A relative path would depend on the folder that the studio was started in. */
const wholePath = /^(?:\/|\\\\|[A-Za-z]:[\\/])/;
/** An absolute path on this computer; a relative one fails with `path-not-whole`. */
export const path = z
  .string()
  .min(1)
  .max(4096)
  .check(({ value, issues }) => {
    if (!wholePath.test(value))
      issues.push({ code: 'custom', input: value, message: 'no absolute path', params: { code: 'path-not-whole', path: value } });
  });
/** Time in milliseconds since 1970. */
export const time = z.int().nonnegative();
/** Colour of a class as #rrggbb. */
export const colour = z.string().regex(/^#[0-9a-f]{6}$/i);

/** A measured value with its 95 % interval. */
export const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof interval>;

export const split = z.enum(['train', 'validation', 'test']);
export type Split = z.infer<typeof split>;

export const method = z.enum(['head', 'fine-tune', 'scratch', 'baseline']);
export type Method = z.infer<typeof method>;

/** Values that `runs.start` accepts: a method, or `auto`, which chooses one within a time budget. */
export const trainingMethod = z.enum(['head', 'fine-tune', 'scratch', 'auto']);
export type TrainingMethod = z.infer<typeof trainingMethod>;

/** How the head was fitted on frozen features. */
export const headKind = z.enum(['nearest-mean', 'ridge', 'logistic']);
export type HeadKind = z.infer<typeof headKind>;

export const exportFormat = z.enum(['saved-model', 'tfjs-graph', 'tfjs-layers']);
export type ExportFormat = z.infer<typeof exportFormat>;

/** Format of a CSV file: the column separator, and whether it begins with a UTF-8 byte order mark. */
export const tableForm = z.strictObject({ separator: z.enum(separatorNames), bom: z.boolean() });

export const refusedFile = z.strictObject({
  file: z.string(),
  code: z.enum(refusalCodes),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RefusedFile = z.infer<typeof refusedFile>;

/**
 * What holds for the user's images, which determines the augmentation in training. `orientation`: `any` = it does not matter, `mirror` =
 * left and right may be swapped, `matters` = neither.
 */
export const variation = z.strictObject({
  orientation: z.enum(['any', 'mirror', 'matters']),
  /** The subject may be nearer, farther or off-centre. */
  framing: z.boolean(),
  /** The light may be brighter, darker or flatter. */
  light: z.boolean(),
});
export type Variation = z.infer<typeof variation>;

/** Classes that are trained as one, without a change to their labels. */
export const otherChoice = z.strictObject({
  /** The name of a class of the run alone; unused if `into` is given. */
  name: z.string().max(200),
  /** A class of the project that the others are trained as; null for a class of the run alone. */
  into: classId.nullable(),
  classes: z.array(classId).min(1).readonly(),
});

/** The seed of random numbers. */
export const seed = z
  .int()
  .nonnegative()
  .max(2 ** 31 - 1);

/** For samples of more than 8 bits: `low` and below are shown black, `high` and above white, in the units of the file. */
export const pictureWindow = z.strictObject({ low: z.number(), high: z.number() });

const channel = z.int().positive();

/** See Reading. */
export const reading = z.strictObject({
  pages: z.union([z.enum(['first', 'middle', 'brightest', 'maximum']), z.int().positive()]),
  channels: z.union([z.tuple([channel]).readonly(), z.tuple([channel, channel, channel]).readonly()]).nullable(),
});

/** See PictureReadings. */
export const pictureReadings = z.strictObject({
  reading: reading.nullable(),
  folders: z.array(z.strictObject({ folder: z.string(), reading: reading.nullable() })),
});

/** See FolderWindow. */
export const folderWindows = z.array(z.strictObject({ folder: z.string(), window: pictureWindow.nullable() }));
