import type { Answer, Input, Output, RequestName } from '../engine/contract/index.ts';
import { StudioError } from '../engine/domain/failure.ts';
import { askPipe } from './pipe-request.ts';
import { origin, type StudioDoor } from './scheme.ts';

/** The shell's own requests: opening a project, and whether jobs are running. */
type ShellRequest = Extract<RequestName, 'projects.open' | 'projects.example' | 'jobs.list'>;

/**
 * Sends a request to the studio as soon as it listens. The studio has already checked its answer against the contract; checking it again
 * here would mean loading all schemas at every start.
 * @throws StudioError the studio's own failure, or `studio-unreachable`
 */
export async function askStudio<N extends ShellRequest>(studio: StudioDoor, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = (await post(studio, `${origin}/api/${name}`, JSON.stringify(input))) as Answer<Output<N>>;
  if (answer.ok) return answer.value;
  throw new StudioError(answer.failure.code, answer.failure.facts);
}

async function post(studio: StudioDoor, address: string, body: string): Promise<unknown> {
  const endpoint = await studio.whenSettled();
  if (!endpoint) throw new StudioError('studio-unreachable');
  try {
    const response = await askPipe(
      endpoint,
      new Request(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    );
    return await response.json();
  } catch (error) {
    throw new StudioError('studio-unreachable', {}, { cause: error });
  }
}
