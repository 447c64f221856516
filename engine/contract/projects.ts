import { z } from 'zod';
import { change, nothing, question } from './declare.ts';
import { classId, colour, jobId, otherChoice, path, projectId, seed, time, variation } from './values.ts';

export const projectEntry = z.strictObject({
  path,
  name: z.string(),
  id: projectId.nullable(),
  /** As counted when the project was last open on this computer; null if it never was. */
  images: z.int().nullable(),
  labelled: z.int().nullable(),
  classes: z.int().nullable(),
  openedAt: time.nullable(),
  state: z.enum(['ready', 'missing', 'open-elsewhere']),
});
export type ProjectEntry = z.infer<typeof projectEntry>;

export const classSummary = z.strictObject({
  id: classId,
  name: z.string(),
  colour,
  /** The key that assigns this class while labelling: 1 to 9, then a letter; null once all keys are taken. */
  key: z.string().length(1).nullable(),
  images: z.int(),
  /** Those of `images` that are excluded from training and testing. */
  excluded: z.int(),
  train: z.int(),
  validation: z.int(),
  test: z.int(),
});
export type ClassSummary = z.infer<typeof classSummary>;

/** What undo or redo would act on, as a kind and facts; the text is made where it is shown. */
export const pendingAction = z.strictObject({
  kind: z.enum([
    'label',
    'class-add',
    'class-rename',
    'class-recolour',
    'class-merge',
    'class-remove',
    'import',
    'group',
    'tag',
    'exclude',
    'include',
    'remove',
    'bring-back',
    'window',
    'folder-window',
    'reading',
    'folder-reading',
    'keep',
    'test-set-draw',
  ]),
  images: z.int(),
  detail: z.string(),
});
export type PendingAction = z.infer<typeof pendingAction>;

/** Choices for the next training run of a project, with which screens start. */
export const trainingChoices = z.strictObject({
  /** Id of the source model; null for the default. */
  source: z.string().nullable(),
  /** Null: the last cut point of the source model. Several layers are joined with `+`. */
  cut: z.string().nullable(),
  method: z.enum(['head', 'fine-tune', 'scratch']),
  /** First block to fine-tune, or `all`. Null: as suggested for the number of labels. */
  tuneFrom: z.string().nullable(),
  variation,
  /** Time limit of automatic mode. */
  minutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60),
  seed,
  /** Absent in choices of earlier versions. */
  other: otherChoice.nullable().default(null),
});
export type TrainingChoices = z.infer<typeof trainingChoices>;

export const project = z.strictObject({
  id: projectId,
  name: z.string(),
  path,
  /** Its folder is not writable: it is shown as it was when opened, and all changes are refused. */
  readOnly: z.boolean(),
  images: z.int(),
  labelled: z.int(),
  unlabelled: z.int(),
  conflicts: z.int(),
  refused: z.int(),
  missing: z.int(),
  /** Images excluded from training and testing. */
  excluded: z.int(),
  /** Images removed from the project: not among `images`, and kept to be brought back. */
  removed: z.int(),
  classes: z.array(classSummary),
  /** Dataset version: the number of the last change to a label, split, group or exclusion. */
  dataVersion: z.int(),
  undo: pendingAction.nullable(),
  redo: pendingAction.nullable(),
  runs: z.int(),
  /** Null until something has been chosen. */
  choices: trainingChoices.nullable(),
});
export type Project = z.infer<typeof project>;

/** What can be recreated from the images of a project: thumbnails, shrunk copies, pictures at the input sizes of models, features. */
const projectCache = z.strictObject({
  /** What emptying the cache would free, or has freed. */
  files: z.int(),
  bytes: z.int(),
  /** Pictures that stay: their file is missing or has changed, or it is a TIFF, which other versions of Graft may decode differently. */
  kept: z.strictObject({ images: z.int(), bytes: z.int() }),
});
export type ProjectCache = z.infer<typeof projectCache>;

/** Contents of a version of a project; the counts are null if it cannot be opened. */
const versionHolds = { sound: z.boolean(), images: z.int().nullable(), labelled: z.int().nullable() };
const projectBackups = z.strictObject({
  /** The current version; null without a database. `behind`: it opens, but is older than what was saved before. */
  present: z.strictObject({ ...versionHolds, behind: z.boolean() }).nullable(),
  /** Newest first. `replaced`: the version that a restored one replaced. */
  backups: z.array(z.strictObject({ file: z.string(), at: time, kind: z.enum(['backup', 'replaced']), ...versionHolds })),
});
export type ProjectBackups = z.infer<typeof projectBackups>;

/** `images`: those included; `missing`: those whose file was not there. */
export const packReport = z.strictObject({ out: path, bytes: z.int(), images: z.int(), missing: z.int() });
export type PackReport = z.infer<typeof packReport>;
/** `missing`: images whose file is neither in the project file nor where it was. */
export const unpackReport = z.strictObject({ project: projectId, path, name: z.string(), images: z.int(), missing: z.int() });
export type UnpackReport = z.infer<typeof unpackReport>;

export const projectRequests = {
  'projects.list': question('The projects known on this machine, last opened first.', {
    input: nothing,
    output: z.strictObject({ projects: z.array(projectEntry), folder: path }),
  }),
  'projects.create': change('Makes an empty project `<name>.graft` in a folder and opens it.', {
    input: z.strictObject({ name: z.string().trim().min(1).max(120), folder: path.optional() }),
    output: project,
    failures: ['project-exists', 'folder-not-found', 'folder-read-only', 'disk-full', 'disk-error'],
  }),
  'projects.open': change(
    'Opens a project folder, migrating an older one after a verified backup; one that cannot be written is opened to be read.',
    {
      input: z.strictObject({ path }),
      output: project,
      failures: [
        'project-not-found',
        'not-a-project',
        'project-in-use',
        'project-newer',
        'project-damaged',
        'project-behind',
        'project-altered',
        'project-leads-elsewhere',
      ],
    },
  ),
  'projects.get': question('The state of an open project.', {
    input: z.strictObject({ project: projectId }),
    output: project,
    failures: ['project-not-open'],
  }),
  'projects.choose': change('Remembers what is chosen for the next training of a project.', {
    input: z.strictObject({ project: projectId, choices: trainingChoices }),
    output: nothing,
    failures: ['project-not-open'],
  }),
  'projects.close': change('Closes a project, so that another window or program may open it.', {
    input: z.strictObject({ project: projectId }),
    output: nothing,
    failures: ['project-not-open'],
  }),
  'projects.forget': change('Takes a project off the list. Its folder stays as it is.', {
    input: z.strictObject({ path }),
    output: nothing,
  }),
  'projects.backups': question('The backups of a project, open or not, each looked at, and what is there now.', {
    input: z.strictObject({ path }),
    output: projectBackups,
    failures: ['project-not-found', 'project-in-use', 'project-leads-elsewhere'],
  }),
  'projects.restore': change(
    'Puts a backup in the place of what is there, which is kept beside the backups, and opens the project. `project.db`: goes on with what is there although it is behind.',
    {
      input: z.strictObject({ path, backup: z.string() }),
      output: project,
      failures: [
        'project-not-found',
        'project-in-use',
        'project-busy',
        'project-leads-elsewhere',
        'backup-not-found',
        'backup-damaged',
        'folder-read-only',
        'disk-full',
        'disk-error',
      ],
    },
  ),
  'projects.pack': change(
    "Writes a whole project into one new file, with or without its images, for another computer or to keep. The job's result is a report.",
    {
      input: z.strictObject({ project: projectId, out: path, images: z.boolean() }),
      output: z.strictObject({ job: jobId }),
      failures: [
        'project-not-open',
        'output-in-project',
        'output-exists',
        'folder-not-found',
        'folder-read-only',
        'disk-full',
        'disk-error',
      ],
    },
  ),
  'projects.unpack': change("Makes a project of such a file, in a new folder, and opens it. The job's result says where.", {
    input: z.strictObject({ file: path, folder: path.optional(), name: z.string().trim().min(1).max(120).optional() }),
    output: z.strictObject({ job: jobId }),
    failures: ['project-file-unreadable', 'project-exists', 'folder-not-found', 'folder-read-only', 'disk-full', 'disk-error'],
  }),
  'projects.cache': question('How much room the cache of a project takes, and how much of that emptying it would free.', {
    input: z.strictObject({ project: projectId }),
    output: projectCache,
    failures: ['project-not-open'],
  }),
  'projects.emptyCache': change('Removes what can be made again from the images of a project. It is made again when it is needed.', {
    input: z.strictObject({ project: projectId }),
    output: projectCache,
    failures: ['project-not-open', 'cache-in-use', 'folder-read-only'],
  }),
  'projects.example': change('Makes (once) and opens the example project: drawn images, labelled by class folder.', {
    input: nothing,
    output: project,
    failures: ['disk-full', 'disk-error', 'folder-read-only'],
  }),
};
