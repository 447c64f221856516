import type { Answer, Input, Output, RequestName } from '../engine/contract/index.ts';
import { StudioError } from '../engine/domain/failure.ts';
import { askPipe } from './pipe-request.ts';
import { origin, type StudioDoor } from './scheme.ts';

/** What the shell asks for itself: a project to show, and whether something would be stopped. */
type ShellRequest = Extract<RequestName, 'projects.open' | 'projects.example' | 'jobs.list'>;

/**
 * Asks the studio as soon as it listens. The studio has checked its answer against the contract already; checking it once more
 * here would cost every start the time to load all schemas.
 * @throws StudioError the studio's own failure, or `studio-unreachable`
 */
export async function askStudio<N extends ShellRequest>(studio: StudioDoor, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await post(studio, `${origin}/api/${name}`, JSON.stringify(input)) as Answer<Output<N>>;
  if (answer.ok) return answer.value;
  throw new StudioError(answer.failure.code, answer.failure.facts);
}

async function post(studio: StudioDoor, address: string, body: string): Promise<unknown> {
  const endpoint = await studio.whenSettled();
  if (!endpoint) throw new StudioError('studio-unreachable');
  try {
    const response = await askPipe(endpoint, new Request(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body }));
    return await response.json();
  } catch (error) {
    throw new StudioError('studio-unreachable', {}, { cause: error });
  }
}
