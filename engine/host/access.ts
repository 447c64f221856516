import { randomBytes, timingSafeEqual } from 'node:crypto';

const cookieName = 'graft';

/** Who may talk to the studio: the shell through a private pipe, or a browser that came with a one-time token. */
export type Access =
  | { readonly kind: 'pipe'; readonly secret: string }
  | { readonly kind: 'loopback'; readonly tokens: OneTimeTokens };

export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Tokens that open the studio once each, and the session that they open. */
export class OneTimeTokens {
  readonly #session = newSecret();
  readonly #used: (next: string) => void;
  #token = newSecret();

  /** `used` is told the next token whenever one was used, so that another window can be opened. */
  constructor(used: (next: string) => void = () => {}) {
    this.#used = used;
  }

  get current(): string {
    return this.#token;
  }

  /** The cookie that the right token buys, or null. */
  redeem(token: string): string | null {
    if (!same(token, this.#token)) return null;
    this.#token = newSecret();
    this.#used(this.#token);
    return `${cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  admits(cookieHeader: string | undefined): boolean {
    const cookies = (cookieHeader ?? '').split(';').map((part) => part.trim());
    return cookies.some((cookie) => cookie.startsWith(`${cookieName}=`) && same(cookie.slice(cookieName.length + 1), this.#session));
  }
}

/** The parts of a request that decide about access. */
export interface Caller {
  header(name: string): string | undefined;
  /** The port that the studio listens on; null on a pipe. */
  readonly port: number | null;
}

/**
 * Whether a caller may go on. On loopback the Host must be this very address (a foreign name that resolves to 127.0.0.1 is
 * refused), a foreign Origin is refused, and the session cookie must be there.
 */
export function mayEnter(access: Access, caller: Caller): boolean {
  if (access.kind === 'pipe') return same(caller.header('x-graft-secret') ?? '', access.secret);
  return fromHere(caller) && access.tokens.admits(caller.header('cookie'));
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
