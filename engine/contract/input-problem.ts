import type { z } from 'zod';
import { StudioError } from '../domain/failure.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with an input, as a failure: `path-not-whole` where that is all that is wrong with a path, `input-invalid` otherwise. */
export function inputProblem(error: z.ZodError): StudioError {
  const issue = deepest(error.issues);
  if (issue?.code === 'custom' && issue.params?.['code'] === 'path-not-whole') return new StudioError('path-not-whole', { path: String(issue.params['path']) });
  return new StudioError('input-invalid', { detail: issue ? `${issue.path.join('.') || 'input'}: ${issue.message}` : 'unreadable' });
}

/** Of a union, what is wrong with the one that the input comes nearest to: that whose only fault is a path. */
function deepest(issues: readonly Issue[]): Issue | undefined {
  const [first] = issues;
  if (first?.code !== 'invalid_union') return first;
  const near = first.errors.filter((of) => of.length === 1).map(deepest).find((issue) => issue?.code === 'custom');
  return near ?? first;
}
