import type { Protocol } from 'electron';
import type { Answer } from '../engine/contract/index.ts';
import { askPipe, type Endpoint } from './pipe-request.ts';
import { shellAnswer, unreachablePage } from './shell-pages.ts';

const scheme = 'graft';
/** Where the screens live. Nothing else may be shown, asked or navigated to. */
export const origin = `${scheme}://app`;

/** What the scheme needs to know of the studio process. */
export interface StudioDoor {
  /** Where the studio listens now; null while it is starting or gone. */
  readonly endpoint: Endpoint | null;
  /** The endpoint as soon as there is one; null when the studio was given up. */
  whenSettled(): Promise<Endpoint | null>;
}

/** Makes graft:// an origin of its own, with fetch and streamed answers. Must be called before the app is ready. */
export function declareScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{
    scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
  }]);
}

/** Serves every graft://app request of a session from the studio process. */
export function serveScheme(protocol: Pick<Protocol, 'handle'>, studio: StudioDoor): void {
  protocol.handle(scheme, (request) => answerFrom(studio, request));
}

/** Whether an address is one of our own pages or what they ask for. */
export function isOwnAddress(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}` === origin;
  } catch {
    return false;
  }
}

/**
 * The page itself waits for the studio, so that the first window and a reload show the screens and not a failure. What the page
 * asks for is refused at once while the studio is away: the page says so and asks again.
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

/** What a request of the page gets while the studio process is away. */
function unreachableAnswer(): Response {
  const answer: Answer<never> = { ok: false, failure: { code: 'studio-unreachable', facts: {} } };
  return new Response(JSON.stringify(answer), { status: 503, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
}
