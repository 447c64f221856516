import { diskFault, systemCode } from './disk-fault.ts';

/**
 * Everything that can go wrong in a way that a user can act on. engine/words has a message for each code (what happened, what is safe,
 * what to do next); a code without a message does not compile.
 */
export const failureCodes = [
  // projects
  'project-not-found',
  'project-exists',
  'project-in-use',
  'project-newer',
  'project-damaged',
  'project-behind',
  'project-file-unreadable',
  'project-altered',
  'project-leads-elsewhere',
  'not-a-project',
  'project-moved',
  'project-read-only',
  'project-busy',
  'backup-not-found',
  'backup-damaged',
  'folder-read-only',
  'folder-not-found',
  'disk-full',
  'disk-error',
  'project-not-open',
  'cache-in-use',
  // images
  'no-images',
  'no-boxes',
  'no-images-to-review',
  'too-few-to-map',
  'finding-not-found',
  'pattern-too-slow',
  'annotations-unreadable',
  'annotations-unknown',
  'annotations-match-nothing',
  'image-not-found',
  'image-file-missing',
  'upload-not-found',
  // classes and labels
  'class-exists',
  'class-not-found',
  'class-name-empty',
  'nothing-to-undo',
  'nothing-to-redo',
  // training
  'too-few-classes',
  'class-too-small',
  'other-without-classes',
  'other-name-taken',
  'other-too-small',
  'no-test-images',
  'no-labels',
  'windows-differ',
  'readings-differ',
  'no-deep-images',
  'run-not-found',
  'run-not-finished',
  'run-damaged',
  'run-not-resumable',
  'checkpoint-damaged',
  'no-validation-images',
  'runs-not-comparable',
  'test-set-locked',
  'work-under-way',
  'ranking-not-found',
  'report-not-found',
  'report-finished',
  'report-stale',
  'report-earlier',
  // source models
  'source-not-found',
  'source-card-damaged',
  'source-weights-damaged',
  'source-unsupported',
  'cut-not-found',
  'source-file-unreadable',
  'source-too-large',
  'source-not-finite',
  'source-exists',
  'source-self-test-failed',
  'source-not-removable',
  'source-not-tunable',
  'source-not-better',
  'source-saw-images',
  'offer-not-found',
  'no-network',
  'download-differs',
  'pip-missing',
  // export and use
  'export-folder-not-empty',
  'export-differs',
  'export-unsupported-layer',
  'output-exists',
  'output-in-project',
  'classification-not-found',
  // the machine and the program
  'tensorflow-missing',
  'out-of-memory',
  'machine-busy',
  'learner-died',
  'decoder-died',
  'studio-ended',
  'stopped',
  'job-not-found',
  'input-invalid',
  'path-not-whole',
  'not-allowed',
  'studio-unreachable',
  'unexpected',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Facts that the message of a failure may mention: file, class, number, limit ... Always plain values. */
export type FailureFacts = Readonly<Record<string, string | number>>;

/** A failure as passed between processes: a code and its facts. The message is chosen where it is shown. */
export interface Failure {
  readonly code: FailureCode;
  readonly facts: FailureFacts;
}

/** Thrown for everything that a user can act on. Any other error is a bug and is reported as `unexpected`. */
export class StudioError extends Error {
  readonly code: FailureCode;
  readonly facts: FailureFacts;
  constructor(code: FailureCode, facts: FailureFacts = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.name = 'StudioError';
    this.code = code;
    this.facts = facts;
  }
  get failure(): Failure {
    return { code: this.code, facts: this.facts };
  }
}

/** Why an image file was refused at import or prediction. engine/words has a message for each code. */
export const refusalCodes = [
  'empty-file',
  'not-an-image',
  'wrong-extension',
  'unsupported-format',
  'damaged',
  'cut-short',
  'too-large',
  'too-many-frames',
  'took-too-long',
  'crashed-decoder',
  'active-content',
  'unreadable',
  'name-not-unicode',
  'vanished',
  'a-folder',
  'changed-while-reading',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
/** A file that was refused, with the reason. `facts` are used in the message: format, width, height, limit ... */
export interface Refusal {
  readonly code: RefusalCode;
  readonly facts: FailureFacts;
}

/**
 * Returns the failure for any thrown value: its own for a StudioError, a disk fault where the system or SQLite reports one, otherwise
 * `unexpected` with the error's message.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof StudioError) return error.failure;
  const code = systemCode(error),
    fault = diskFault(code);
  if (fault !== null) return { code: fault, facts: { ...placeOf(error), detail: code } };
  return { code: 'unexpected', facts: { detail: error instanceof Error ? error.message : String(error) } };
}

/** The file named by a system error; SQLite errors name none. */
const placeOf = (error: unknown): FailureFacts =>
  error instanceof Error && 'path' in error && typeof error.path === 'string' ? { path: error.path } : {};
