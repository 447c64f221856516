import { z } from 'zod';
import { failureCodes, type FailureCode } from '../domain/failure.ts';

/** One request: what it is for, its input and output, and the failures that a caller must expect. */
export interface RequestDeclaration<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly doc: string;
  readonly input: I;
  readonly output: O;
  readonly failures: readonly FailureCode[];
}

/** Declares a request. Failures that any request can meet (`unexpected`, `input-invalid` ...) need not be listed. */
export function request<I extends z.ZodType, O extends z.ZodType>(
  doc: string, declaration: { input: I; output: O; failures?: readonly FailureCode[] },
): RequestDeclaration<I, O> {
  return { doc, failures: [], ...declaration };
}

export const failureSchema = z.strictObject({
  code: z.enum(failureCodes),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const nothing = z.strictObject({});
