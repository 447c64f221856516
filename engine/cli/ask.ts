import type { Input, Output, RequestName } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { answer } from '../host/answer.ts';
import type { Studio } from '../work/studio.ts';

/** Sends a request to the studio as a window does, with the same validation of input and output. Throws the failure of the answer. */
export async function ask<N extends RequestName>(studio: Studio, name: N, input: Input<N>): Promise<Output<N>> {
  const answered = await answer(studio.handlers, name, input);
  if (!answered.ok) throw new StudioError(answered.failure.code, answered.failure.facts);
  return answered.value as Output<N>;
}
