import { z } from 'zod';
import { failureCodes, type FailureCode } from '../domain/failure.ts';

/** Whether a request may write: a question never changes a project. */
type RequestKind = 'question' | 'change';

/** A request: its purpose, whether it may write, its input and output, and the failures that a caller must expect. */
export interface RequestDeclaration<K extends RequestKind = RequestKind, I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: K;
  readonly doc: string;
  readonly input: I;
  readonly output: O;
  readonly failures: readonly FailureCode[];
}
interface Declared<I extends z.ZodType, O extends z.ZodType> {
  input: I;
  output: O;
  failures?: readonly FailureCode[];
}

/** Declares a request that writes nothing. Failures possible for all requests (`unexpected`, `input-invalid` ...) need not be listed. */
export const question = <I extends z.ZodType, O extends z.ZodType>(
  doc: string,
  declared: Declared<I, O>,
): RequestDeclaration<'question', I, O> => ({ kind: 'question', doc, failures: [], ...declared });

/** Declares a request that changes something, or starts work that does. */
export const change = <I extends z.ZodType, O extends z.ZodType>(
  doc: string,
  declared: Declared<I, O>,
): RequestDeclaration<'change', I, O> => ({ kind: 'change', doc, failures: [], ...declared });

export const failureSchema = z.strictObject({
  code: z.enum(failureCodes),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const nothing = z.strictObject({});
