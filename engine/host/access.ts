import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Browsers keep one set of cookies for all ports of a machine: with a name for each port two studios do not lock each other out. */
const cookieName = (port: number | null): string => `graft-${port}`;

/** Who may talk to the studio: the shell through a private pipe, or a browser that came with a one-time token. */
export type Access =
  | { readonly kind: 'pipe'; readonly secret: string }
  | { readonly kind: 'loopback'; readonly tokens: OneTimeTokens };

const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * What a token buys. The browser sends the cookie by itself, to every port of this machine, so whoever listens on another one may get to
 * know it: it opens screens and pictures only. Whatever is asked and changed needs the key, too, which a page of this port alone can read.
 */
export interface Session { readonly cookie: string; readonly key: string }

/** Tokens that open the studio once each, and the session that they open. */
export class OneTimeTokens {
  readonly #session = newSecret();
  readonly #key = newSecret();
  readonly #used: (next: string) => void;
  #token = newSecret();

  /** `used` is told the next token whenever one was used, so that another window can be opened. */
  constructor(used: (next: string) => void = () => {}) {
    this.#used = used;
  }

  get current(): string {
    return this.#token;
  }

  /** The session that the right token buys on a port, or null. */
  redeem(token: string, port: number | null): Session | null {
    if (!same(token, this.#token)) return null;
    this.#token = newSecret();
    this.#used(this.#token);
    return { cookie: `${cookieName(port)}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`, key: this.#key };
  }

  /** Whether the cookie of this port is there. */
  admits(cookieHeader: string | undefined, port: number | null): boolean {
    const name = `${cookieName(port)}=`;
    const cookies = (cookieHeader ?? '').split(';').map((part) => part.trim());
    return cookies.some((cookie) => cookie.startsWith(name) && same(cookie.slice(name.length), this.#session));
  }

  isKey(key: string | undefined): boolean {
    return same(key ?? '', this.#key);
  }
}

/** The parts of a request that decide about access. */
export interface Caller {
  header(name: string): string | undefined;
  /** The port that the studio listens on; null on a pipe. */
  readonly port: number | null;
}

/**
 * Whether a caller may see screens and pictures. On loopback the Host must be this very address (a foreign name that resolves to 127.0.0.1 is
 * refused), a foreign Origin is refused, and the session cookie must be there.
 */
export function mayEnter(access: Access, caller: Caller): boolean {
  if (access.kind === 'pipe') return same(caller.header('x-graft-secret') ?? '', access.secret);
  return fromHere(caller) && access.tokens.admits(caller.header('cookie'), caller.port);
}

/** Whether a caller may ask and change things, hear events and send files: on loopback with the key as well. */
export function mayAsk(access: Access, caller: Caller): boolean {
  return mayEnter(access, caller) && (access.kind === 'pipe' || access.tokens.isKey(caller.header('x-graft-key')));
}

/** Whether a loopback request was addressed to this studio by a page of this studio (or typed by the user). */
export function fromHere(caller: Caller): boolean {
  const own = [`127.0.0.1:${caller.port}`, `localhost:${caller.port}`];
  const origin = caller.header('origin');
  return own.includes(caller.header('host') ?? '') && (origin === undefined || own.some((host) => origin === `http://${host}`));
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a), right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
