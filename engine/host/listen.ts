import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Access } from './access.ts';
import { hostApp, type Hosted } from './app.ts';

export interface Listening {
  /** Null for a pipe. */
  readonly port: number | null;
  close(): Promise<void>;
}

/** Starts listening: on a pipe (a Unix socket or a Windows named pipe), or on a port of 127.0.0.1 (0: any free one). */
export async function listen(hosted: Hosted, access: Access, at: { pipe: string } | { port: number }): Promise<Listening> {
  let port: number | null = null;
  const server = createAdaptorServer({ fetch: hostApp(hosted, access, () => port).fetch }) as Server;
  if ('pipe' in at && process.platform !== 'win32') rmSync(at.pipe, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if ('pipe' in at) server.listen(at.pipe, resolve);
    else server.listen(at.port, '127.0.0.1', resolve);
  });
  if ('port' in at) port = (server.address() as AddressInfo).port;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Event streams never end by themselves.
        server.closeAllConnections();
      }),
  };
}
