import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { requests, type Handlers, type ImageId, type ProjectId, type RequestName } from '../../engine/contract/index.ts';
import { failureOf, StudioError, type Failure } from '../../engine/domain/failure.ts';
import { drawPicture } from './drawn-pictures.ts';
import { fakeHandlers, type FakeState } from './fake-handlers.ts';
import { FakeProject } from './fake-project.ts';

const screensFolder = join(import.meta.dirname, '../../dist/renderer');
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'";
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
};

/** A studio without an engine: the contract in memory over the routes of the real one, and ways to make it fail. */
export class FakeStudio implements FakeState {
  readonly projects = new Map<ProjectId, FakeProject>();
  readonly open = new Set<ProjectId>();
  readonly jobs: FakeState['jobs'] = new Map();
  readonly keptBest: FakeState['keptBest'] = new Set();
  readonly uploads = new Map<string, string[]>();
  /** Every request that was answered, in order, with its input. */
  readonly asked: { name: RequestName; input: unknown }[] = [];
  entries: FakeState['entries'] = [];
  settings: FakeState['settings'] = { by: 'Ada', theme: 'system', source: null };
  jobStepMs = 150;
  /** How long every answer to the named requests is held back. */
  readonly delaysMs = new Map<RequestName, number>();
  private readonly failures = new Map<RequestName, Failure>();
  private readonly handlers: Partial<Handlers>;
  private readonly streams = new Set<ServerResponse>();
  private server: Server | null = null;
  private port = 0;

  /** @param own handlers that take the place of the fake's or add to them. */
  constructor(own: Partial<Handlers> = {}) {
    this.handlers = { ...fakeHandlers(this), ...own };
  }

  /** Adds a project that is known but not open. */
  addProject(name: string, fill: (project: FakeProject) => void = () => {}): FakeProject {
    const project = new FakeProject(crypto.randomUUID(), name, `/home/ada/Graft/${name}.graft`);
    fill(project);
    this.projects.set(project.id, project);
    const { id, path, images, labelled, classes } = project.summary();
    this.entries.push({ id, path, name, images, labelled, classes: classes.length, openedAt: Date.now() - 3_600_000 * 5, state: 'ready' });
    return project;
  }

  /** As on a machine where Graft was never used. */
  forgetAll(): void {
    this.projects.clear();
    this.entries = [];
  }

  /** Takes the place of handlers, or adds to them. */
  answerWith(own: Partial<Handlers>): void {
    Object.assign(this.handlers, own);
  }

  handlerOf<N extends RequestName>(name: N): Handlers[N] {
    const handler = this.handlers[name];
    if (!handler) throw new StudioError('not-allowed', { detail: name });
    return handler;
  }

  /** The next answer to this request is the failure. */
  failNext(name: RequestName, failure: Failure): void {
    this.failures.set(name, failure);
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Listens on a free port of this machine, or again on the one it had. */
  async start(): Promise<string> {
    const server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => { response.writeHead(500).end(String(error)); });
    });
    this.server = server;
    await new Promise<void>((resolve) => { server.listen(this.port, '127.0.0.1', resolve); });
    this.port = (server.address() as AddressInfo).port;
    return this.address;
  }

  /** Ends as a killed process does: all connections are cut and no project is open any more. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = null;
    this.open.clear();
    this.streams.clear();
    server?.closeAllConnections();
    await new Promise((resolve) => { if (server) server.close(resolve); else resolve(null); });
  }

  tell(event: 'jobs.changed' | 'projects.changed', value: unknown): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.address);
    const [, first = '', ...rest] = url.pathname.split('/');
    if (first === 'api') return this.answerRequest(rest.join('/') as RequestName, request, response);
    if (first === 'events') return this.openStream(response);
    if (first === 'images') return this.sendPicture(rest, response);
    if (first === 'uploads') return this.takeUpload(rest, request, response);
    return sendFile(url.pathname, response);
  }

  private async answerRequest(name: RequestName, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const delayMs = this.delaysMs.get(name);
    if (delayMs) await new Promise((resolve) => { setTimeout(resolve, delayMs); });
    response.setHeader('content-type', 'application/json');
    try {
      response.end(JSON.stringify({ ok: true, value: await this.handle(name, JSON.parse(body.toString())) }));
    } catch (error) {
      response.end(JSON.stringify({ ok: false, failure: failureOf(error) }));
    }
  }

  private async handle(name: RequestName, raw: unknown): Promise<unknown> {
    if (!Object.hasOwn(requests, name)) throw new StudioError('not-allowed');
    const input = requests[name].input.parse(raw);
    this.asked.push({ name, input });
    const failure = this.failures.get(name);
    this.failures.delete(name);
    if (failure) throw new StudioError(failure.code, failure.facts);
    const handler = this.handlers[name] as ((input: unknown) => unknown) | undefined;
    if (!handler) throw new StudioError('not-allowed', { detail: name });
    return requests[name].output.parse(await handler(input));
  }

  private openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  private async sendPicture([project = '', image = '', size = '']: string[], response: ServerResponse): Promise<void> {
    const found = this.projects.get(project as ProjectId)?.find(Number(image) as ImageId);
    if (!found) return void response.writeHead(404).end();
    const picture = await drawPicture(found.id, found.kind, size === 'view' ? 1024 : 256);
    response.writeHead(200, { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=31536000, immutable' }).end(picture);
  }

  private async takeUpload([id = '', ...path]: string[], request: IncomingMessage, response: ServerResponse): Promise<void> {
    await readAll(request);
    this.uploads.set(id, [...this.uploads.get(id) ?? [], path.map(decodeURIComponent).join('/')]);
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true,"value":{}}');
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const name = normalize(path === '/' ? '/index.html' : path);
  try {
    const content = await readFile(join(screensFolder, name));
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'content-security-policy': policy }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
