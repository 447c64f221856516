import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerMood {
  /** Cut the connection after this many bytes of a body. */
  cutAfter?: number;
  /** Cut only then: a client that is behind loses what it has not taken yet. Otherwise soon after sending. */
  cutWhen?: () => Promise<boolean>;
  /** Stop sending after this many bytes. */
  silentAfter?: number;
  ranges?: boolean;
  /** The validator sent with files; null: neither ETag nor date. */
  tag?: 'strong' | 'weak' | 'date' | null;
  status?: number;
}

/** A local file server, as capable or as broken as its mood; records the requests it receives. */
export class FileServer {
  readonly files = new Map<string, Buffer>();
  mood: ServerMood = {};
  readonly asked: { path: string; range: string | undefined; status: number; bytes: number }[] = [];
  address = '';

  static async start(t: TestContext): Promise<FileServer> {
    const made = new FileServer();
    const server = createServer((request, response) => {
      made.#answer(request, response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    made.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    return made;
  }

  /** Total bytes of bodies sent. */
  get sent(): number {
    return this.asked.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async #cut(response: ServerResponse): Promise<void> {
    const { cutWhen } = this.mood;
    do await sleep(20);
    while (cutWhen && !(await cutWhen()));
    response.destroy();
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { ranges = true, tag = 'strong', cutAfter, silentAfter, status } = this.mood;
    const path = decodeURIComponent(url);
    const whole = this.files.get(path);
    if (status !== undefined || whole === undefined) {
      this.asked.push({ path, range: headers.range, status: status ?? 404, bytes: 0 });
      response.writeHead(status ?? 404).end();
      return;
    }
    const name = createHash('sha256').update(whole).digest('hex').slice(0, 12);
    const facts: Record<string, string> =
      tag === 'strong'
        ? { etag: `"${name}"` }
        : tag === 'weak'
          ? { etag: `W/"${name}"` }
          : tag === 'date'
            ? { 'last-modified': 'Sat, 01 Jan 2022 00:00:00 GMT' }
            : {};
    const validator = facts.etag ?? facts['last-modified'];
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const partial = ranges && headers.range !== undefined && (headers['if-range'] === undefined || headers['if-range'] === validator);
    if (partial && from >= whole.length) {
      this.asked.push({ path, range: headers.range, status: 416, bytes: 0 });
      response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end();
      return;
    }
    const body = partial ? whole.subarray(from) : whole;
    const most = cutAfter ?? silentAfter ?? body.length;
    this.asked.push({ path, range: headers.range, status: partial ? 206 : 200, bytes: Math.min(most, body.length) });
    response.writeHead(partial ? 206 : 200, {
      ...facts,
      'content-length': body.length,
      ...(partial ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
    });
    if (most >= body.length) response.end(body);
    else
      response.write(body.subarray(0, most), () => {
        if (silentAfter === undefined) void this.#cut(response);
      });
  }
}
