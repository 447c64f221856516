import type { z } from 'zod';
import { StudioError } from '../domain/failure.ts';

type Issue = z.core.$ZodIssue;

/** The failure for an invalid input: `path-not-whole` if its only problem is a relative path, otherwise `input-invalid`. */
export function inputProblem(error: z.ZodError): StudioError {
  const issue = deepest(error.issues);
  if (issue?.code === 'custom' && issue.params?.['code'] === 'path-not-whole')
    return new StudioError('path-not-whole', { path: String(issue.params['path']) });
  return new StudioError('input-invalid', { detail: issue ? `${issue.path.join('.') || 'input'}: ${issue.message}` : 'unreadable' });
}

/** For a union, the issue of the alternative that the input comes closest to: the one whose only problem is a path. */
function deepest(issues: readonly Issue[]): Issue | undefined {
  const [first] = issues;
  if (first?.code !== 'invalid_union') return first;
  const near = first.errors
    .filter((of) => of.length === 1)
    .map(deepest)
    .find((issue) => issue?.code === 'custom');
  return near ?? first;
}
