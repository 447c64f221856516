import { z } from 'zod';
import { annotationTally, importAnnotations } from './annotations.ts';
import { leftOutReasons } from '../domain/models/sample-spread.ts';
import { certaintyFrom } from '../domain/review/certainty.ts';
import { findingKinds } from '../domain/review/findings.ts';
import { change, question } from './declare.ts';
import { labelsChanged } from './labels.ts';
import {
  classId,
  contentHash,
  imageId,
  jobId,
  path,
  pictureWindow,
  projectId,
  reading,
  refusedFile,
  runId,
  split,
  time,
} from './values.ts';

/** What images can have in common beside their class. */
export const sharedFacts = ['group', 'site', 'camera', 'tag'] as const;

/** How a label came about: a user, the folder of the file, or an annotation file or sheet. */
export const labelOrigins = ['user', 'folder', 'file'] as const;
const labelOrigin = z.enum(labelOrigins);
const foundAs = z.enum(findingKinds);
/** The year, or year and month, in which an image was taken. */
const takenIn = z.string().regex(/^\d{4}(-\d{2})?$/);
/** The lower end of a range, in percent. */
const certaintyRange = z.literal(certaintyFrom);
/** A range of the shorter side, in pixels. */
const sideRange = z.strictObject({ least: z.int().positive(), below: z.int().positive() });

/** Selects images. Absent fields do not restrict the selection. */
export const imageFilter = z.strictObject({
  /** `none`: unlabelled. */
  class: z.union([classId, z.literal('none')]).optional(),
  split: split.optional(),
  /** Images whose copies are in folders of different classes, still undecided. */
  conflicts: z.literal(true).optional(),
  /** Images excluded from training and testing. */
  excluded: z.literal(true).optional(),
  /** Images removed from the project, which are otherwise left out. */
  removed: z.literal(true).optional(),
  /** Images whose file is no longer where it was. */
  missing: z.literal(true).optional(),
  /** Images added at or after this time. */
  since: time.optional(),
  /** Images of one group, site or camera, or with one tag. */
  like: z.strictObject({ fact: z.enum(sharedFacts), value: z.string().min(1).max(1000) }).optional(),
  /** What the last review found, whatever came of it. */
  finding: foundAs.optional(),
  labelledBy: labelOrigin.optional(),
  taken: takenIn.optional(),
  side: sideRange.optional(),
  /** How certain the last review was of the class, whatever the label. */
  certainty: certaintyRange.optional(),
  /** Part of the file name, ignoring case. */
  text: z.string().max(200).optional(),
  /** Test images of a run, by their actual and predicted class: a cell of the confusion matrix. */
  outcome: z
    .strictObject({
      run: runId,
      actual: classId.optional(),
      predicted: classId.optional(),
      right: z.boolean().optional(),
    })
    .optional(),
});
export type ImageFilter = z.infer<typeof imageFilter>;

/** `taken`: by capture time, newest first, unknown times last. `size`: by number of pixels, largest first. `certainty`: by how certain the last review was of the class, least first, those it says nothing about last. `doubt` needs `outcome`: wrong predictions first, from the most certain, then right ones, from the least certain. */
const imageOrder = z.enum(['added', 'name', 'taken', 'size', 'certainty', 'doubt']);

export const imageSummary = z.strictObject({
  id: imageId,
  name: z.string(),
  hash: contentHash,
  width: z.int(),
  height: z.int(),
  class: classId.nullable(),
  split: split.nullable(),
  conflict: z.boolean(),
  missing: z.boolean(),
  /** Excluded from training and testing; its label is kept. */
  excluded: z.boolean(),
  /** Removed from the project. */
  removed: z.boolean(),
  /** The window chosen for samples of more than 8 bits; null for an image with its own window and for 8-bit images. */
  window: pictureWindow.nullable(),
  /** The reading chosen for its file; null for none, and where it makes no difference. */
  reading: reading.nullable(),
  /** What the run in the filter's `outcome` predicted; null without one. */
  prediction: z.strictObject({ class: classId, probability: z.number() }).nullable(),
});
export type ImageSummary = z.infer<typeof imageSummary>;

const counted = <T extends z.ZodType>(value: T) => z.array(z.strictObject({ value, images: z.int() }));
const imageFacets = z.strictObject({
  finding: counted(foundAs),
  labelledBy: counted(labelOrigin),
  /** By month, or by year where there are many months. */
  taken: counted(takenIn),
  side: counted(sideRange),
  certainty: counted(certaintyRange),
});
export type ImageFacets = z.infer<typeof imageFacets>;

/** A file with the class given by its folder. */
const fileInFolder = z.strictObject({ path: z.string(), class: classId.nullable() });

/** In pixels of an upright picture, from its upper left corner. */
const region = z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });

const imageDetail = imageSummary.extend({
  /** For an image cut out of a photograph: its content, its size, what was cut and the box that was drawn around the object; else null. */
  cut: z
    .strictObject({ photograph: z.strictObject({ hash: contentHash, width: z.int(), height: z.int() }), region, box: region })
    .nullable(),
  /** All files with exactly this content, or that of the photograph, each with the class given by its folder. */
  files: z.array(fileInFolder),
  /** Files of other images with the same pixels that differ in something else: dates, a colour profile, the format. */
  alike: z.array(fileInFolder),
  format: z.string(),
  bytes: z.int(),
  bitDepth: z.int(),
  frames: z.int(),
  /** See Planes; null for images that an earlier version imported. */
  planes: z.strictObject({ pages: z.int(), channels: z.int(), shown: z.union([z.literal(1), z.literal(3)]) }).nullable(),
  /** The image's own window for samples of more than 8 bits; null for 8-bit images. */
  tone: pictureWindow.nullable(),
  group: z.string().nullable(),
  addedAt: time,
  /** See Capture. */
  takenAt: z.number().nullable(),
  camera: z.string().nullable(),
  site: z.string().nullable(),
  tags: z.array(z.string()),
  /** All changes to the image, oldest first: a label gives a class, everything else a value; null removes it. */
  history: z.array(
    z.strictObject({
      at: time,
      by: z.string(),
      how: z.string(),
      kind: z.enum(['label', 'split', 'group', 'exclusion', 'removal', 'window', 'reading', 'kept', 'site', 'taken', 'tags']),
      class: classId.nullable(),
      value: z.string().nullable(),
    }),
  ),
});
export type ImageDetail = z.infer<typeof imageDetail>;

/** The folders below the imported one, outermost level first, and their default interpretation. */
const folderTree = z.strictObject({
  images: z.int(),
  levels: z.array(
    z.strictObject({
      /** Those with the most images; `names`: how many there are in all. */
      folders: z.array(z.strictObject({ name: z.string(), images: z.int() })),
      names: z.int(),
      /** `split`: parts such as train, val and test; `date`: days, months or years. */
      kind: z.enum(['split', 'date', 'name']),
    }),
  ),
  /** Levels counted from 1. */
  classLevel: z.int().nullable(),
  splitLevel: z.int().nullable(),
  /** Whether the tree shows which images are for training and which are held out. */
  hasSplit: z.boolean(),
});
export type FolderTreeSeen = z.infer<typeof folderTree>;

/** What came of a search for moved files: images whose file was missing, those that have it again, and the image files looked through. */
export const filesFound = z.strictObject({
  wanted: z.int(),
  found: z.int(),
  files: z.int(),
  /** Names of files still missing for which the folder only has a file with another content. */
  differing: z.int(),
});
export type FilesFound = z.infer<typeof filesFound>;

export const importReport = z.strictObject({
  imported: z.int(),
  /** Already in the project from exactly this path. */
  present: z.int(),
  /** Images that were removed from the project before, and stay removed. */
  removed: z.int().default(0),
  /** Byte-identical with an earlier image: recorded with it, not added again. */
  duplicates: z.array(z.strictObject({ file: z.string(), of: z.string() })),
  /** Identical content in folders of different classes: left unlabelled until a user decides. */
  conflicts: z.array(z.strictObject({ image: imageId, files: z.array(z.strictObject({ file: z.string(), class: z.string() })) })),
  refused: z.array(refusedFile),
  /** How folders were interpreted: which of the `levels` gave the class. `split`: the split that they gave, kept or not; else null. */
  tree: z.strictObject({
    levels: z.int(),
    classLevel: z.int().nullable(),
    split: z.strictObject({ kept: z.boolean(), train: z.int(), validation: z.int(), test: z.int() }).nullable(),
  }),
  /** New images whose file holds several frames, pages, slices or channels as pages: the first one is used. */
  severalFrames: z.array(z.strictObject({ file: z.string(), frames: z.int() })),
  /** Set if all images of more than 8 bits got a shared window, being from one instrument: the window and the number of images. */
  window: pictureWindow.extend({ images: z.int() }).nullable(),
  /** New images whose file has bands that are ignored, such as near infrared, with their number. */
  furtherBands: z.array(z.strictObject({ file: z.string(), bands: z.int() })),
  /** Set if boxes were cut out: the pictures that they were cut out of, and those without a box to cut out, which are not imported. */
  cuts: z.strictObject({ pictures: z.int(), without: z.int() }).nullable().default(null),
  /** What came of the labels of an annotation file; null without one. */
  annotations: annotationTally.nullable().default(null),
  /** Files without an image extension: counted, not listed. */
  skipped: z.int(),
  classesAdded: z.array(z.string()),
  /** Folder names that differ only in case and were merged into one class. */
  classesJoined: z.array(z.strictObject({ name: z.string(), others: z.array(z.string()) })),
  seconds: z.number(),
});
export type ImportReport = z.infer<typeof importReport>;

const windowsOfSome = z.strictObject({
  /** Number of images of more than 8 bits. */
  images: z.int(),
  /** Number of images per window; a null window stands for images with their own. */
  chosen: z.array(z.strictObject({ window: pictureWindow.nullable(), images: z.int() })),
  /** The window that would suit all of them; null if there are no such images. */
  shared: pictureWindow.nullable(),
});

/** The windows used by a project's images of more than 8 bits. */
const windowsSeen = windowsOfSome.extend({
  /** Whether images have different windows although none were set for their folders: they cannot be trained on together. */
  differ: z.boolean(),
  /**
   * The folders that hold some of the images, directly or in subfolders. `name`: relative to the folder that holds all of them. `isSet`: a
   * window was set for exactly this folder.
   */
  folders: z.array(windowsOfSome.extend({ folder: z.string(), name: z.string(), isSet: z.boolean() })),
  /** Whether absolute brightness distinguishes the classes of the labelled ones by more than chance. */
  tellsClasses: z.boolean(),
  /** Whether the labelled images of each class have one window, and other classes have another. */
  windowsTellClasses: z.boolean(),
});
export type WindowsSeen = z.infer<typeof windowsSeen>;

/** See SampleHistogram in the domain. */
const sampleHistogram = z.strictObject({
  images: z.int(),
  low: z.number(),
  high: z.number(),
  bins: z.array(z.number()),
  below: z.number(),
  above: z.number(),
  leftOut: z.array(z.strictObject({ why: z.enum(leftOutReasons), value: z.number().nullable(), share: z.number(), images: z.int() })),
  saturated: z.array(z.strictObject({ value: z.number(), bits: z.int(), share: z.number(), images: z.int() })),
});

const readingsOfSome = z.strictObject({
  /** Images whose files hold more than is shown unless it is chosen, and those with a reading of their own. */
  images: z.int(),
  /** Of one file, other than opacity. */
  pagesMost: z.int(),
  channelsMost: z.int(),
  /** What was chosen for all of them; null for the first page, as the file says. */
  set: reading.nullable(),
  /** Number of images per reading, as far as it makes a difference; null where it makes none. */
  chosen: z.array(z.strictObject({ reading: reading.nullable(), images: z.int() })),
});

/** The pages and channels of a project's files, and which are read. */
const readingsSeen = readingsOfSome.extend({
  /** Number of images with another reading than was set for them: they cannot be trained on together with the others. */
  differ: z.int(),
  /** The folders that hold some of the images; see WindowsSeen. */
  folders: z.array(readingsOfSome.extend({ folder: z.string(), name: z.string(), isSet: z.boolean() })),
});
export type ReadingsSeen = z.infer<typeof readingsSeen>;

/** What came of a change of the reading. */
export const readingReport = z.strictObject({
  /** Images that have another picture now. */
  changed: z.int(),
  /** Images whose files lack the page or a channel that was chosen: their first page is read, as the file says. */
  lacking: z.int(),
  /** Images whose files could not be read: they keep the reading that they had. */
  unread: z.int(),
});

/** A thumbnail in base64. */
const preview = z.strictObject({ image: imageId, name: z.string(), jpeg: z.string() });

/** Each image its own window, one that fits them, or this one. */
const windowWish = z.union([z.enum(['own', 'shared']), pictureWindow.refine(({ low, high }) => low < high)]);

export const imageRequests = {
  'images.windows': question('Through which windows the images beyond 8 bits go, and which one would fit all.', {
    input: z.strictObject({ project: projectId }),
    output: windowsSeen,
    failures: ['project-not-open'],
  }),
  'images.histogram': question(
    'How the samples of images beyond 8 bits are spread, of all or of a folder: those of up to 24 images, evenly taken. Reads their files. Null if none can be read.',
    {
      input: z.strictObject({ project: projectId, folder: path.optional() }),
      output: z.strictObject({ of: z.int(), histogram: sampleHistogram.nullable() }),
      failures: ['project-not-open', 'decoder-died', 'stopped'],
    },
  ),
  'images.preview': question('Up to four images beyond 8 bits, of all or of a folder, as a window would show them. Reads their files.', {
    input: z.strictObject({ project: projectId, folder: path.optional(), window: windowWish }),
    output: z.strictObject({ pictures: z.array(preview) }),
    failures: ['project-not-open', 'disk-full', 'folder-read-only', 'decoder-died', 'stopped'],
  }),
  'images.setWindow': change(
    'Puts all images beyond 8 bits, or those in a folder and its subfolders, through one window (`shared`: one that fits them), or each through its `own`. Setting one for all replaces those of folders. One action; results become stale.',
    {
      input: z.strictObject({
        project: projectId,
        folder: path.optional(),
        window: windowWish,
      }),
      output: labelsChanged,
      failures: ['project-not-open', 'no-deep-images', 'disk-full', 'disk-error'],
    },
  ),
  'images.readings': question('Which pages and channels the files of the images hold, and which are read.', {
    input: z.strictObject({ project: projectId }),
    output: readingsSeen,
    failures: ['project-not-open'],
  }),
  'images.previewReading': question('Up to four of the images, of all or of a folder, as a reading would show them. Reads their files.', {
    input: z.strictObject({ project: projectId, folder: path.optional(), reading }),
    output: z.strictObject({ pictures: z.array(preview) }),
    failures: ['project-not-open', 'disk-full', 'folder-read-only', 'decoder-died', 'stopped'],
  }),
  'images.setReading': change(
    'Reads other pages or channels of the files of all images, or of those in a folder and its subfolders: the `first` page and null for the channels is as the file says. Setting one for all replaces those of folders. Answers at once with a job, which reads the files; then one action changes the images, and results become stale.',
    {
      input: z.strictObject({ project: projectId, folder: path.optional(), reading }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open'],
    },
  ),
  'images.tree': question('What the folders below a folder, or below several, may mean: class, date, a given split. Reads names only.', {
    input: z.strictObject({ paths: z.array(path).min(1) }),
    output: folderTree,
    failures: ['folder-not-found'],
  }),
  'images.import': change(
    'Imports a folder (recursively), files, or an upload. Answers at once with a job; its result is an import report.',
    {
      input: z.strictObject({
        project: projectId,
        from: z.union([z.strictObject({ paths: z.array(path).min(1) }), z.strictObject({ upload: z.uuid() })]),
        /** `folders`: the name of the folder that contains an image is its class. `file`: an annotation file gives the labels. */
        labels: z.enum(['folders', 'file', 'none']),
        /** With the labels from a file. */
        annotations: importAnnotations.optional(),
        /** Folder level that gives the class, counted from 1. Absent: the innermost one that is neither a split nor dates. */
        classLevel: z.int().positive().optional(),
        /** `keep`: the annotation file, or folders such as train, val and test, give the split; `new`, the default: they do not. */
        split: z.enum(['keep', 'new']).optional(),
        /** Copies the files into the project; otherwise they stay where they are. Uploads are always stored in the project. */
        copy: z.boolean(),
        /** A regular expression for the relative path; its first group identifies the specimen, site or photo that images share. */
        groupPattern: z.string().max(200).optional(),
      }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'folder-not-found', 'no-images', 'no-boxes', 'upload-not-found', 'disk-full', 'disk-error'],
    },
  ),
  'images.page': question('A window of the images that fit a filter, in order, and how many fit in all.', {
    input: z.strictObject({
      project: projectId,
      filter: imageFilter,
      order: imageOrder.default('added'),
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(1000),
    }),
    output: z.strictObject({ total: z.int(), images: z.array(imageSummary) }),
    failures: ['project-not-open', 'run-not-found', 'test-set-locked'],
  }),
  'images.ids': question('The ids of all images that fit a filter, in order (for selecting ranges and all).', {
    input: z.strictObject({ project: projectId, filter: imageFilter, order: imageOrder.default('added') }),
    output: z.strictObject({ ids: z.array(imageId) }),
    failures: ['project-not-open', 'run-not-found', 'test-set-locked'],
  }),
  'images.facets': question('How many images there are for each value of the facts to filter by that are not counted all the time.', {
    input: z.strictObject({ project: projectId }),
    output: imageFacets,
    failures: ['project-not-open'],
  }),
  'images.get': question('Everything known of one image.', {
    input: z.strictObject({ project: projectId, image: imageId }),
    output: imageDetail,
    failures: ['project-not-open', 'image-not-found'],
  }),
  'images.missing': question('How many images have lost their file. Answers when all have been looked for since the project was opened.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ missing: z.int() }),
    failures: ['project-not-open'],
  }),
  'images.find': change(
    'Looks in a folder for the files of missing images, by their content, and records where they are now. Answers at once with a job.',
    {
      input: z.strictObject({ project: projectId, folder: path }),
      output: z.strictObject({ job: jobId }),
      failures: ['project-not-open', 'folder-not-found'],
    },
  ),
  'images.refused': question('The files that imports have refused, newest first, with the reason.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ refused: z.array(refusedFile) }),
    failures: ['project-not-open'],
  }),
};
