import type { Protocol } from 'electron';
import type { Answer } from '../engine/contract/index.ts';
import { askPipe, type Endpoint } from './pipe-request.ts';
import { shellAnswer, unreachablePage } from './shell-pages.ts';

const scheme = 'graft';
/** The origin of the screens. Nothing else may be shown, requested or navigated to. */
export const origin = `${scheme}://app`;

/** The access to the studio process. */
export interface StudioDoor {
  /** The current endpoint of the studio; null while it is starting or not running. */
  readonly endpoint: Endpoint | null;
  /** Resolves with the endpoint as soon as there is one; null if the studio has failed for good or was stopped. */
  whenSettled(): Promise<Endpoint | null>;
}

/** Registers graft:// as a standard origin with fetch and streamed responses. Must be called before the app is ready. */
export function declareScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Serves all graft://app requests of a session from the studio process. */
export function serveScheme(protocol: Pick<Protocol, 'handle'>, studio: StudioDoor): void {
  protocol.handle(scheme, (request) => answerFrom(studio, request));
}

/** Whether an address is one of our own. */
export function isOwnAddress(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}` === origin;
  } catch {
    return false;
  }
}

/**
 * A request for the page waits for the studio, so that the first window and a reload show the screens instead of a failure. Other requests
 * are refused at once while the studio is unreachable: the page says so and retries.
 */
async function answerFrom(studio: StudioDoor, request: Request): Promise<Response> {
  if (!isOwnAddress(request.url)) return new Response(null, { status: 404 });
  const path = new URL(request.url).pathname;
  const own = shellAnswer(path);
  if (own) return own;
  const isPage = path === '/';
  const endpoint = isPage ? await studio.whenSettled() : studio.endpoint;
  const refuse = isPage ? unreachablePage : unreachableAnswer;
  if (!endpoint) return refuse();
  try {
    return await askPipe(endpoint, request);
  } catch {
    return refuse();
  }
}

/** The response to a request while the studio process is unreachable. */
function unreachableAnswer(): Response {
  const answer: Answer<never> = { ok: false, failure: { code: 'studio-unreachable', facts: {} } };
  return new Response(JSON.stringify(answer), {
    status: 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}
