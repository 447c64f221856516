import type { FailureFacts, Refusal, RefusalCode } from '../domain/failure.ts';

/** Thrown while preparing a picture that cannot be used; becomes the verdict on the file. */
export class RefusedPicture extends Error {
  readonly refusal: Refusal;
  constructor(code: RefusalCode, facts: FailureFacts = {}) {
    super(code);
    this.name = 'RefusedPicture';
    this.refusal = { code, facts };
  }
}
