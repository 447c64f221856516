import { diskFault, systemCode } from './disk-fault.ts';

/**
 * What can go wrong in a way that a user can act on. Each code has words (what happened, what is safe, what to do next)
 * in engine/words; a code without words does not compile.
 */
export const failureCodes = [
  // projects
  'project-not-found', 'project-exists', 'project-in-use', 'project-newer', 'project-damaged', 'project-behind', 'project-altered', 'project-leads-elsewhere', 'not-a-project',
  'project-moved', 'project-read-only', 'project-busy', 'backup-not-found', 'backup-damaged',
  'folder-read-only', 'folder-not-found', 'disk-full', 'disk-error', 'project-not-open', 'cache-in-use',
  // images
  'no-images', 'pattern-too-slow', 'image-not-found', 'image-file-missing', 'upload-not-found',
  // classes and labels
  'class-exists', 'class-not-found', 'class-name-empty', 'nothing-to-undo', 'nothing-to-redo',
  // training
  'too-few-classes', 'class-too-small', 'no-labels', 'windows-differ', 'no-deep-images', 'run-not-found', 'run-not-finished',
  'run-damaged', 'run-not-resumable', 'checkpoint-damaged', 'no-validation-images', 'runs-not-comparable',
  'test-set-locked', 'work-under-way', 'ranking-not-found', 'report-not-found', 'report-finished', 'report-stale', 'report-earlier',
  // source models
  'source-not-found', 'source-card-damaged', 'source-weights-damaged', 'source-unsupported', 'cut-not-found',
  'source-file-unreadable', 'source-too-large', 'source-not-finite', 'source-exists', 'source-self-test-failed', 'source-not-removable',
  'source-not-tunable', 'source-not-better', 'source-saw-images', 'offer-not-found', 'no-network', 'download-differs', 'pip-missing',
  // export and use
  'export-folder-not-empty', 'export-differs', 'export-unsupported-layer', 'output-exists', 'classification-not-found',
  // the machine and the program
  'tensorflow-missing', 'out-of-memory', 'machine-busy', 'learner-died', 'decoder-died', 'studio-ended', 'stopped', 'job-not-found',
  'input-invalid', 'path-not-whole', 'not-allowed', 'studio-unreachable', 'unexpected',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** Facts that the words of a failure may name: file, class, number, limit ... always plain values. */
export type FailureFacts = Readonly<Record<string, string | number>>;

/** A failure as it travels: a code and its facts. The words are chosen where they are read. */
export interface Failure {
  readonly code: FailureCode;
  readonly facts: FailureFacts;
}

/** Thrown for everything that a user can act on. Any other error is a defect and is answered as `unexpected`. */
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

/** Why one image file was refused at import or prediction. Each has words in engine/words. */
export const refusalCodes = [
  'empty-file', 'not-an-image', 'wrong-extension', 'unsupported-format', 'damaged', 'cut-short', 'too-large', 'too-many-frames',
  'took-too-long', 'crashed-decoder', 'active-content', 'unreadable', 'name-not-unicode', 'vanished', 'a-folder', 'changed-while-reading',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
/** A file that was not taken, with the reason. `facts` feed the words: format, width, height, limit ... */
export interface Refusal {
  readonly code: RefusalCode;
  readonly facts: FailureFacts;
}

/**
 * The failure of any thrown value: its own for a StudioError, that of the disk where the system or SQLite reports one, `unexpected`
 * with the message for a defect.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof StudioError) return error.failure;
  const code = systemCode(error), fault = diskFault(code);
  if (fault !== null) return { code: fault, facts: { ...placeOf(error), detail: code } };
  return { code: 'unexpected', facts: { detail: error instanceof Error ? error.message : String(error) } };
}

/** The file that the system names; SQLite names none. */
const placeOf = (error: unknown): FailureFacts => (error instanceof Error && 'path' in error && typeof error.path === 'string' ? { path: error.path } : {});
