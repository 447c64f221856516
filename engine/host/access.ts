import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Browsers share cookies between all ports of a computer: with the port in the name, two studios do not log each other out. */
const cookieName = (port: number | null): string => `graft-${port}`;

/** Who may access the studio: the shell through a private pipe, or a browser that was opened with a one-time token. */
export type Access = { readonly kind: 'pipe'; readonly secret: string } | { readonly kind: 'loopback'; readonly tokens: OneTimeTokens };

const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * What a token is exchanged for. The browser sends the cookie automatically to every port of this computer, so a process listening on
 * another port may learn it: it only gives access to screens and pictures. Requests also need the key, which only this port's pages can
 * read.
 */
export interface Session {
  readonly cookie: string;
  readonly key: string;
}

/** One-time tokens that open the studio, and the session that they give access to. */
export class OneTimeTokens {
  readonly #session = newSecret();
  readonly #key = newSecret();
  readonly #used: (next: string) => void;
  #token = newSecret();

  /** @param used called with the next token whenever one has been used, so that another window can be opened */
  constructor(used: (next: string) => void = () => {}) {
    this.#used = used;
  }

  get current(): string {
    return this.#token;
  }

  /** Exchanges the right token for the session on a port; null for any other. */
  redeem(token: string, port: number | null): Session | null {
    if (!same(token, this.#token)) return null;
    this.#token = newSecret();
    this.#used(this.#token);
    return { cookie: `${cookieName(port)}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`, key: this.#key };
  }

  /** Whether the session cookie of this port is present. */
  admits(cookieHeader: string | undefined, port: number | null): boolean {
    const name = `${cookieName(port)}=`;
    const cookies = (cookieHeader ?? '').split(';').map((part) => part.trim());
    return cookies.some((cookie) => cookie.startsWith(name) && same(cookie.slice(name.length), this.#session));
  }

  isKey(key: string | undefined): boolean {
    return same(key ?? '', this.#key);
  }
}

/** The parts of a request that determine access. */
export interface Caller {
  header(name: string): string | undefined;
  /** The port that the studio listens on; null for a pipe. */
  readonly port: number | null;
}

/**
 * Whether a caller may load screens and pictures. On loopback the Host must be exactly this address (other names that resolve to 127.0.0.1
 * are refused), the Origin must not be foreign, and the session cookie must be present.
 */
export function mayEnter(access: Access, caller: Caller): boolean {
  if (access.kind === 'pipe') return same(caller.header('x-graft-secret') ?? '', access.secret);
  return fromHere(caller) && access.tokens.admits(caller.header('cookie'), caller.port);
}

/** Whether a caller may send requests, receive events and upload files: on loopback this also requires the key. */
export function mayAsk(access: Access, caller: Caller): boolean {
  return mayEnter(access, caller) && (access.kind === 'pipe' || access.tokens.isKey(caller.header('x-graft-key')));
}

/** Whether a loopback request is addressed to this studio and comes from one of its pages (or was typed by the user). */
export function fromHere(caller: Caller): boolean {
  const own = [`127.0.0.1:${caller.port}`, `localhost:${caller.port}`];
  const origin = caller.header('origin');
  return own.includes(caller.header('host') ?? '') && (origin === undefined || own.some((host) => origin === `http://${host}`));
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a),
    right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
