import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { PipeFolder } from '../../../electron/pipe-folder.ts';
import type { Endpoint } from '../../../electron/pipe-request.ts';
import type { StudioDoor } from '../../../electron/scheme.ts';

/** Listens in place of a studio while a test runs. */
export async function pipeStudio(t: TestContext, listener: RequestListener): Promise<StudioDoor> {
  const pipes = new PipeFolder();
  const endpoint = { pipe: pipes.next(), secret: 'the secret' };
  const server = createServer(listener).listen(endpoint.pipe);
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
    pipes.remove();
  });
  return doorTo(endpoint);
}

/** The access to a studio that listens there; `null` for one that is not running. */
export function doorTo(endpoint: Endpoint | null, settled = endpoint): StudioDoor {
  return { endpoint, whenSettled: () => Promise.resolve(settled) };
}
