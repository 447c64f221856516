import { request as httpRequest, type IncomingMessage } from 'node:http';
import { contentPolicy } from './content-policy.ts';

/** Where a studio process listens, and the secret that requests must carry. */
export interface Endpoint {
  /** Path of a unix socket, or \\.\pipe\name on Windows. */
  readonly pipe: string;
  readonly secret: string;
}

/** Hop-by-hop headers (RFC 9110, 7.6.1); the pipe and the page each have their own. */
const perConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host']);
const bodiless = new Set([204, 205, 304]);

/**
 * Forwards a request of the page to the studio: method, path, headers and body, both bodies streamed. Rejects if the studio cannot be
 * reached or ends before it answers.
 */
export async function askPipe(endpoint: Endpoint, request: Request): Promise<Response> {
  const message = await send(endpoint, request);
  const status = message.statusCode ?? 502;
  const headers = answerHeaders(message);
  if (bodiless.has(status) || request.method === 'HEAD') {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(streamOf(message), { status, headers });
}

function send(endpoint: Endpoint, request: Request): Promise<IncomingMessage> {
  const url = new URL(request.url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      socketPath: endpoint.pipe,
      method: request.method,
      path: url.pathname + url.search,
      headers: { ...passedOn(request.headers), host: url.host, 'x-graft-secret': endpoint.secret },
      // A kept-alive connection to a studio that has since been restarted would make the next request fail.
      agent: false,
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    sendBody(request, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
}

async function sendBody(request: Request, outgoing: ReturnType<typeof httpRequest>): Promise<void> {
  if (request.body) {
    const reader = request.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!outgoing.write(part.value)) await drained(outgoing);
    }
  }
  outgoing.end();
}

function drained(outgoing: ReturnType<typeof httpRequest>): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once('drain', resolve);
    outgoing.once('close', resolve);
  });
}

function passedOn(headers: Headers): Record<string, string> {
  const passed: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (!perConnection.has(name)) passed[name] = value;
  });
  return passed;
}

function answerHeaders(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined && !perConnection.has(name)) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', contentPolicy);
  headers.set('x-content-type-options', 'nosniff');
  return headers;
}

/** Delivers one chunk at a time, as the page reads; if the page goes away, the request ends and frees its listener in the studio. */
function streamOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(new Uint8Array(next.value.buffer, next.value.byteOffset, next.value.byteLength));
      },
      cancel() {
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
