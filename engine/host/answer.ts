import { requests, type Answer, type Handlers, type RequestName } from '../contract/index.ts';
import { inputProblem } from '../contract/input-problem.ts';
import { failureOf, StudioError } from '../domain/failure.ts';

/**
 * Answers one request: validates the input against the contract, runs the handler, validates its result. Anything thrown becomes a
 * failure; a bug is also logged with its stack, which never leaves this process.
 */
export async function answer(handlers: Partial<Handlers>, name: string, input: unknown): Promise<Answer<unknown>> {
  try {
    if (!Object.hasOwn(requests, name)) throw new StudioError('input-invalid', { detail: `there is no request "${name.slice(0, 60)}"` });
    const declared = requests[name as RequestName];
    const checked = declared.input.safeParse(input);
    if (!checked.success) throw inputProblem(checked.error);
    const handler = handlers[name as RequestName] as ((input: unknown) => unknown) | undefined;
    if (handler === undefined) throw new StudioError('input-invalid', { detail: `"${name}" is not answered yet` });
    const value = declared.output.parse(await handler(checked.data));
    return { ok: true, value };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'unexpected') console.error(`${name}:`, error);
    return { ok: false, failure };
  }
}
