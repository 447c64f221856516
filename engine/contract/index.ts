import type { z } from 'zod';
import type { Failure } from '../domain/failure.ts';
import { annotationRequests } from './annotations.ts';
import { groupRequests } from './groups.ts';
import { imageRequests } from './images.ts';
import { jobRequests } from './jobs.ts';
import { labelRequests } from './labels.ts';
import { machineRequests } from './machine.ts';
import { projectRequests } from './projects.ts';
import { rankingRequests } from './rankings.ts';
import { reportRequests } from './reports.ts';
import { reviewRequests } from './review.ts';
import { runRequests } from './runs.ts';
import { similarRequests } from './similar.ts';
import { sourceRequests } from './sources.ts';
import { testSetRequests } from './test-set.ts';
import { useRequests } from './use.ts';
import { viewRequests } from './views.ts';

/** All requests that the studio answers, declared once: handlers, client and documentation are derived from them. */
export const requests = {
  ...projectRequests,
  ...imageRequests,
  ...labelRequests,
  ...groupRequests,
  ...viewRequests,
  ...annotationRequests,
  ...sourceRequests,
  ...runRequests,
  ...rankingRequests,
  ...reviewRequests,
  ...similarRequests,
  ...reportRequests,
  ...testSetRequests,
  ...useRequests,
  ...jobRequests,
  ...machineRequests,
};
type Requests = typeof requests;
export type RequestName = keyof Requests;
/** Requests that write nothing. */
export type QuestionName = { [N in RequestName]: Requests[N]['kind'] extends 'question' ? N : never }[RequestName];
/** What a caller passes; fields with defaults may be omitted. */
export type Input<N extends RequestName> = z.input<Requests[N]['input']>;
/** What a handler receives: validated, with defaults filled in. */
export type CheckedInput<N extends RequestName> = z.output<Requests[N]['input']>;
export type Output<N extends RequestName> = z.output<Requests[N]['output']>;
export type Handlers<N extends RequestName = RequestName> = {
  readonly [K in N]: (input: CheckedInput<K>) => Output<K> | Promise<Output<K>>;
};
/** The envelope of every answer. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export * from './annotations.ts';
export * from './events.ts';
export * from './groups.ts';
export * from './images.ts';
export * from './job-kinds.ts';
export * from './jobs.ts';
export * from './labels.ts';
export * from './machine.ts';
export * from './projects.ts';
export * from './rankings.ts';
export * from './reports.ts';
export * from './review.ts';
export * from './runs.ts';
export * from './similar.ts';
export * from './sources.ts';
export * from './test-set.ts';
export * from './use.ts';
export * from './values.ts';
export * from './views.ts';
export { failureSchema } from './declare.ts';
export type { Failure } from '../domain/failure.ts';
export type * from '../domain/ids.ts';
