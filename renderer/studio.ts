import './no-code-from-text.ts';
import { createParser } from 'eventsource-parser';
import {
  events, failureSchema, requests,
  type ContentHash, type EventName, type Events, type ImageId, type Input, type Output, type ProjectId, type RequestName,
} from '../engine/contract/index.ts';
import { inputProblem } from '../engine/contract/input-problem.ts';
import { StudioError } from '../engine/domain/failure.ts';
import { keyHeader } from './studio-key.ts';

/** The only door to the engine: requests, events, pictures and uploads. */

/** A studio that does not come to answer a question so often is not asked it again: it may be what ends the studio. */
const mostTries = 3;

/**
 * Asks the studio. Both directions are checked against the contract. A question that gets no answer waits until the studio is there
 * again, since asking writes nothing; of a change nobody knows whether it was made.
 * @throws StudioError with the studio's own failure, or `studio-unreachable` where it does not answer.
 */
export async function ask<N extends RequestName>(name: N, input: Input<N>): Promise<Output<N>> {
  const checked = requests[name].input.safeParse(input);
  if (!checked.success) throw inputProblem(checked.error);
  const answer = await (requests[name].kind === 'question' ? postUntilAnswered : post)(`api/${name}`, JSON.stringify(input));
  if (answer.ok === true) return requests[name].output.parse(answer.value) as Output<N>;
  const failure = failureSchema.parse(answer.failure);
  throw new StudioError(failure.code, failure.facts);
}

interface Posted { ok?: unknown; value?: unknown; failure?: unknown }

async function post(address: string, body: string): Promise<Posted> {
  let answer: Posted;
  try {
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', ...keyHeader() }, body });
    answer = await response.json() as object;
  } catch (error) {
    throw unreachable(error);
  }
  // The shell answers for a studio that is away.
  if (failureSchema.safeParse(answer.failure).data?.code === 'studio-unreachable') throw unreachable();
  return answer;
}

async function postUntilAnswered(address: string, body: string): Promise<Posted> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await post(address, body);
    } catch (error) {
      if (tries === mostTries) throw error;
      await back();
    }
  }
}

function unreachable(cause?: unknown): StudioError {
  connectionLost();
  return new StudioError('studio-unreachable', {}, { cause });
}

type Handler<N extends EventName> = (value: Events[N]) => void;
const handlers = new Map<EventName, Set<(value: never) => void>>();

/** Listens to an event of the studio. Answers with the function that ends the subscription. */
export function on<N extends EventName>(event: N, handler: Handler<N>): () => void {
  const listeners = handlers.get(event) ?? new Set();
  handlers.set(event, listeners);
  listeners.add(handler);
  return () => { listeners.delete(handler); };
}

type ConnectionHandler = (reachable: boolean) => void | Promise<void>;
const connectionHandlers = new Set<ConnectionHandler>();
let reachable: boolean | null = null;
let listening: AbortController | null = null;
let stream: AbortController | null = null;

/** Questions that wait for the studio. */
let waiting: (() => void)[] = [];

/**
 * Listens to whether the studio can be reached. `true` is told after every connection, also after the first: nothing that
 * happened before it was heard, so whatever is shown must be fetched then. Questions that waited are asked again after what a handler
 * does then is done, for a studio that was started again has no project open.
 */
export function onConnection(handler: ConnectionHandler): () => void {
  connectionHandlers.add(handler);
  return () => { connectionHandlers.delete(handler); };
}

function tellConnection(now: boolean): void {
  if (!now && reachable === false) return;
  reachable = now;
  const heard = [...connectionHandlers].map(async (handler) => { await handler(now); });
  if (now) void Promise.allSettled(heard).then(() => { if (reachable) letGo(); });
}

function letGo(): void {
  const gone = waiting;
  waiting = [];
  for (const go of gone) go();
}

/** Resolves when the studio can be reached and its project is open again. */
function back(): Promise<void> {
  return new Promise((resolve) => { waiting.push(resolve); });
}

function connectionLost(): void {
  tellConnection(false);
  // A request can fail while the stream still stands; only a new stream tells that the studio is back.
  stream?.abort();
}

/** Keeps the event stream open until the returned function is called; tries again after a loss, at most 2 s apart. */
export function listen(): () => void {
  const stopping = new AbortController();
  listening?.abort();
  listening = stopping;
  void keepListening(stopping.signal);
  return () => { stopping.abort(); };
}

async function keepListening(signal: AbortSignal): Promise<void> {
  let waitMs = 250;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const end = (): void => { attempt.abort(); };
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
    await new Promise((resolve) => { setTimeout(resolve, waitMs); });
    waitMs = Math.min(2000, waitMs * 2);
  }
}

async function readStream(body: ReadableStream<Uint8Array>): Promise<void> {
  const parser = createParser({ onEvent: ({ event, data }) => { if (event !== undefined) deliver(event, data); } });
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

/** What the address of a picture is made of. The hash and the window that was chosen are part of it, so that a picture may be kept for ever. */
export interface PictureOf { readonly id: ImageId; readonly hash: ContentHash; readonly window: { readonly low: number; readonly high: number } | null }

const kept = ({ hash, window }: PictureOf): string => `h=${hash.slice(0, 16)}${window === null ? '' : `&window=${window.low}_${window.high}`}`;

export function thumbnailUrl(project: ProjectId, image: PictureOf): string {
  return `images/${project}/${image.id}/thumbnail?${kept(image)}`;
}

export function viewUrl(project: ProjectId, image: PictureOf): string {
  return `images/${project}/${image.id}/view?${kept(image)}`;
}

/** As large as the original, where a browser can show that. */
export function fullUrl(project: ProjectId, image: PictureOf): string {
  return `images/${project}/${image.id}/full?${kept(image)}`;
}

/** A picture of a folder that a model has classified, by its content; the classification is part of the address, since each may show brightness its own way. */
export function classifiedUrl(project: ProjectId, classified: string, hash: ContentHash, which: 'thumbnail' | 'view' | 'full'): string {
  return `classified/${project}/${hash}/${which}?of=${classified}`;
}

/** A file to upload with its path relative to what was dropped, parts joined by `/`. */
export interface UploadFile { readonly path: string; readonly file: Blob }

/**
 * Uploads files one after another and answers with the id that requests take.
 * @param onProgress gets the number of files that have arrived.
 * @throws StudioError `stopped` when the signal is aborted, `studio-unreachable`, or the studio's own failure.
 */
export async function upload(
  files: readonly UploadFile[], onProgress: (done: number) => void = () => {}, signal?: AbortSignal,
): Promise<string> {
  const id = newUploadId();
  for (const [index, { path, file }] of files.entries()) {
    if (signal?.aborted) throw new StudioError('stopped');
    await put(`uploads/${id}/${path.split('/').map(encodeURIComponent).join('/')}`, file);
    onProgress(index + 1);
  }
  return id;
}

// crypto.randomUUID is missing where the page's origin is not a secure context.
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
  if (response.ok) return;
  const answer = failureSchema.safeParse(((await response.json().catch(() => ({}))) as { failure?: unknown }).failure);
  if (answer.success) throw new StudioError(answer.data.code, answer.data.facts);
  throw new StudioError('unexpected', { detail: `upload answered ${response.status}` });
}
