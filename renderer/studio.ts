import type { Look } from '../engine/domain/models/look.ts';
import './no-code-from-text.ts';
import { createParser } from 'eventsource-parser';
import {
  events,
  failureSchema,
  requests,
  type ContentHash,
  type EventName,
  type Events,
  type ImageId,
  type Input,
  type Output,
  type ProjectId,
  type RequestName,
} from '../engine/contract/index.ts';
import { inputProblem } from '../engine/contract/input-problem.ts';
import { StudioError } from '../engine/domain/failure.ts';
import { keyHeader } from './studio-key.ts';

/** The only access to the engine: requests, events, pictures and uploads. */

/** The maximum number of attempts at an unanswered question, which may itself be crashing the studio. */
const mostTries = 3;

/**
 * Sends a request to the studio, checked against the contract in both directions. A question without an answer waits until the studio is
 * back, since it writes nothing; whether an unanswered change was made is unknown. While a restarted studio is being told which project to
 * open, everything else waits: it would be refused because no project is open.
 * @throws StudioError with the studio's own failure, or `studio-unreachable` if it does not answer.
 */
export async function ask<N extends RequestName>(name: N, input: Input<N>): Promise<Output<N>> {
  const checked = requests[name].input.safeParse(input);
  if (!checked.success) throw inputProblem(checked.error);
  if (!name.startsWith('projects.')) await returning;
  const sent = (): Promise<Posted> => post(`api/${name}`, JSON.stringify(input));
  const answer = await (requests[name].kind === 'question' ? untilAnswered(sent) : sent());
  if (answer.ok === true) return requests[name].output.parse(answer.value) as Output<N>;
  const failure = failureSchema.parse(answer.failure);
  throw new StudioError(failure.code, failure.facts);
}

interface Posted {
  ok?: unknown;
  value?: unknown;
  failure?: unknown;
}

async function post(address: string, body: string): Promise<Posted> {
  let answer: Posted;
  try {
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', ...keyHeader() }, body });
    answer = (await response.json()) as object;
  } catch (error) {
    throw unreachable(error);
  }
  // The shell answers in place of an unreachable studio.
  if (failureSchema.safeParse(answer.failure).data?.code === 'studio-unreachable') throw unreachable();
  return answer;
}

async function untilAnswered<T>(question: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await question();
    } catch (error) {
      if (tries === mostTries || !isUnreachable(error)) throw error;
      await back();
    }
  }
}

const isUnreachable = (error: unknown): boolean => error instanceof StudioError && error.code === 'studio-unreachable';

function unreachable(cause?: unknown): StudioError {
  connectionLost();
  return new StudioError('studio-unreachable', {}, { cause });
}

type Handler<N extends EventName> = (value: Events[N]) => void;
const handlers = new Map<EventName, Set<(value: never) => void>>();

/** Subscribes to an event of the studio. Returns the function that unsubscribes. */
export function on<N extends EventName>(event: N, handler: Handler<N>): () => void {
  const listeners = handlers.get(event) ?? new Set();
  handlers.set(event, listeners);
  listeners.add(handler);
  return () => {
    listeners.delete(handler);
  };
}

type ConnectionHandler = (reachable: boolean) => void | Promise<void>;
const connectionHandlers = new Set<ConnectionHandler>();
let reachable: boolean | null = null;
/** Settles when the handlers have done what the last connection asked of them. */
let returning: Promise<unknown> = Promise.resolve();
let listening: AbortController | null = null;
let stream: AbortController | null = null;

/** Questions waiting for the studio. */
let waiting: (() => void)[] = [];

/**
 * Reports whether the studio is reachable. `true` is reported after every connection, including the first: earlier events were missed, so
 * whatever is shown must be fetched then. All requests but those about projects wait for the promises that handlers return, because a
 * restarted studio has no project open; so a handler must not return one that waits for such a request.
 */
export function onConnection(handler: ConnectionHandler): () => void {
  connectionHandlers.add(handler);
  return () => {
    connectionHandlers.delete(handler);
  };
}

function tellConnection(now: boolean): void {
  if (!now && reachable === false) return;
  reachable = now;
  const tell = (): Promise<unknown> =>
    Promise.allSettled(
      [...connectionHandlers].map(async (handler) => {
        await handler(now);
      }),
    );
  // Handlers ask at once, and what they ask must already find the promise to wait for.
  returning = now ? Promise.resolve().then(tell) : tell();
  if (now)
    void returning.then(() => {
      if (reachable) letGo();
    });
}

function letGo(): void {
  const gone = waiting;
  waiting = [];
  for (const go of gone) go();
}

/** Resolves when the studio is reachable and its project is open again. */
function back(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
  });
}

function connectionLost(): void {
  tellConnection(false);
  // A request can fail while the stream is still open; only a new stream shows that the studio is back.
  stream?.abort();
}

/** Keeps the event stream open until the returned function is called; reconnects after a loss, every 2 s or sooner. */
export function listen(): () => void {
  const stopping = new AbortController();
  listening?.abort();
  listening = stopping;
  void keepListening(stopping.signal);
  return () => {
    stopping.abort();
  };
}

async function keepListening(signal: AbortSignal): Promise<void> {
  let waitMs = 250;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const end = (): void => {
      attempt.abort();
    };
    signal.addEventListener('abort', end);
    stream = attempt;
    try {
      const response = await fetch('events', { signal: attempt.signal, headers: { accept: 'text/event-stream', ...keyHeader() } });
      if (!response.ok || !response.body) throw new Error(`events answered ${response.status}`);
      tellConnection(true);
      waitMs = 250;
      await readStream(response.body);
    } catch {
      if (signal.aborted) return;
    } finally {
      signal.removeEventListener('abort', end);
    }
    connectionLost();
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
    waitMs = Math.min(2000, waitMs * 2);
  }
}

async function readStream(body: ReadableStream<Uint8Array>): Promise<void> {
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== undefined) deliver(event, data);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

function deliver(name: string, data: string): void {
  if (!Object.hasOwn(events, name)) return;
  const event = name as EventName;
  const value = events[event].parse(JSON.parse(data));
  for (const handler of handlers.get(event) ?? []) handler(value as never);
}

/** The parts of a picture's address. It includes the hash and the chosen look, so that pictures can be cached forever. */
export interface PictureOf extends Look {
  readonly id: ImageId;
  readonly hash: ContentHash;
}

const kept = ({ hash, window, reading }: PictureOf): string =>
  [
    `h=${hash.slice(0, 16)}`,
    ...(window === null ? [] : [`window=${window.low}_${window.high}`]),
    ...(reading === null ? [] : [`reading=${reading.pages}_${reading.channels?.join('_') ?? ''}`]),
  ].join('&');

export function thumbnailUrl(project: ProjectId, image: PictureOf): string {
  return `images/${project}/${image.id}/thumbnail?${kept(image)}`;
}

/**
 * The thumbnails of at most 500 images in one answer, JPEG; null for one that is not at hand or, with `areMade`, that cannot be made.
 * @throws StudioError with the studio's own failure, or `studio-unreachable` if it does not answer.
 */
export async function thumbnailPage(project: ProjectId, images: readonly ImageId[], areMade: boolean): Promise<(Blob | null)[]> {
  await returning;
  const address = `images/${project}/thumbnails?of=${images.join(',')}${areMade ? '&made' : ''}`;
  return untilAnswered(async () => {
    const response = await fetch(address, { headers: keyHeader() }).catch((error: unknown) => {
      throw unreachable(error);
    });
    if (!response.ok) throw await refusalOf(response);
    const page = await response.arrayBuffer().catch((error: unknown) => {
      throw unreachable(error);
    });
    const lengths = new DataView(page, 0, 4 * images.length);
    let from = 4 * images.length;
    return images.map((_, at) => {
      const length = lengths.getUint32(4 * at, true);
      from += length;
      return length === 0 ? null : new Blob([page.slice(from - length, from)]);
    });
  });
}

export function viewUrl(project: ProjectId, image: PictureOf): string {
  return `images/${project}/${image.id}/view?${kept(image)}`;
}

/** The original size, if a browser can show the file. */
export function fullUrl(project: ProjectId, image: PictureOf): string {
  return `images/${project}/${image.id}/full?${kept(image)}`;
}

/** A picture of a classified folder, by content hash. The address names the classification: each may have its own brightness window. */
export function classifiedUrl(project: ProjectId, classified: string, hash: ContentHash, which: 'thumbnail' | 'view' | 'full'): string {
  return `classified/${project}/${hash}/${which}?of=${classified}`;
}

/** A file to upload, with its path relative to what was dropped, parts joined by `/`. */
export interface UploadFile {
  readonly path: string;
  readonly file: Blob;
}

/**
 * Uploads files one after another and returns the upload id that requests take.
 * @param onProgress gets the number of files uploaded so far.
 * @throws StudioError `stopped` when the signal is aborted, `studio-unreachable`, or the studio's own failure.
 */
export async function upload(
  files: readonly UploadFile[],
  onProgress: (done: number) => void = () => {},
  signal?: AbortSignal,
): Promise<string> {
  const id = newUploadId();
  for (const [index, { path, file }] of files.entries()) {
    if (signal?.aborted) throw new StudioError('stopped');
    await put(`uploads/${id}/${path.split('/').map(encodeURIComponent).join('/')}`, file);
    onProgress(index + 1);
  }
  return id;
}

// crypto.randomUUID is missing in insecure contexts.
function newUploadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function put(address: string, body: Blob): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address, { method: 'PUT', headers: keyHeader(), body });
  } catch (error) {
    throw unreachable(error);
  }
  if (!response.ok) throw await refusalOf(response);
}

/** The studio's own failure in an answer that is not a request's; the shell answers in place of an unreachable studio. */
async function refusalOf(response: Response): Promise<StudioError> {
  const answer = failureSchema.safeParse(((await response.json().catch(() => ({}))) as { failure?: unknown }).failure);
  if (!answer.success) return new StudioError('unexpected', { detail: `${response.url} answered ${response.status}` });
  return answer.data.code === 'studio-unreachable' ? unreachable() : new StudioError(answer.data.code, answer.data.facts);
}
