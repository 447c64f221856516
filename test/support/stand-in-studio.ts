import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * A stand-in for the studio process: it starts, becomes ready and ends in the same way, and has the routes that the shell forwards.
 * GRAFT_STAND_IN=die makes it exit before it listens; POST /api/die ends it at once, like a crash.
 */
const pipe = process.argv[process.argv.indexOf('--pipe') + 1]!;
const secret = process.env['GRAFT_PIPE_SECRET'];

const page =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Graft</title><h1>Stand-in</h1><main id="drop">Drop here</main>'
  + '<script type="module" src="./page.js"></script></html>';
const script = `
  window.commands = []; window.events = []; window.dropped = [];
  window.desktop?.onMenu((command) => window.commands.push(command));
  const source = new EventSource('/events');
  source.onmessage = (event) => window.events.push(event.data);
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer.files) window.dropped.push(window.desktop.pathOfFile(file));
  });
  document.body.dataset.ready = 'yes';
`;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

let listeners = 0;

function serveEvents(response: ServerResponse): void {
  listeners += 1;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let count = 0;
  const timer = setInterval(() => response.write(`data: ${(count += 1)}\n\n`), 50);
  response.on('close', () => {
    listeners -= 1;
    clearInterval(timer);
  });
}

const server = createServer((request, response) => {
  void serve(request, response);
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers['x-graft-secret'] !== secret) return send(response, 403, 'application/json', '{"ok":false}');
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /') return send(response, 200, 'text/html; charset=utf-8', page);
  if (route === 'GET /page.js') return send(response, 200, 'text/javascript', script);
  if (route === 'GET /events') return serveEvents(response);
  if (route === 'GET /nothing') return void response.writeHead(204).end();
  if (route === 'POST /api/die') process.exit(3);
  if (route === 'POST /api/listeners') return send(response, 200, 'application/json', JSON.stringify({ ok: true, value: listeners }));
  if (route === 'POST /api/environment') {
    return send(
      response,
      200,
      'application/json',
      JSON.stringify({ ok: true, value: { node: process.version, pid: process.pid, env: process.env } }),
    );
  }
  const body = await bodyOf(request);
  if (request.method === 'POST' || request.method === 'PUT') {
    const value = {
      method: request.method,
      path: request.url,
      bytes: body.length,
      text: body.toString('utf8').slice(0, 200),
      headers: request.headers,
    };
    return send(response, 200, 'application/json', JSON.stringify({ ok: true, value }));
  }
  send(response, 404, 'text/plain', 'not here');
}

if (process.env['GRAFT_STAND_IN'] === 'die') {
  console.error('the stand-in ends at once');
  process.exit(3);
}
server.listen(pipe, () => console.log(JSON.stringify({ ready: true })));
process.stdin.resume().on('end', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
