import type { Session, WebContents } from 'electron';
import { isOwnAddress } from './scheme.ts';

type LockableSession = Pick<Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setSpellCheckerEnabled' | 'on'>
  & { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> };
type LockableContents = Pick<WebContents, 'setWindowOpenHandler' | 'on'>;

/** A session in which a page may ask for nothing but our own addresses and gets no permission, device or download. */
export function lockDownSession(session: LockableSession): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // Chromium fetches its dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayBeAsked(details.url) }));
  session.on('will-download', (event) => event.preventDefault());
}

/** A page that stays where it is: no foreign address in it or in a frame, no second window, no embedded one. */
export function lockDownContents(contents: LockableContents): void {
  const refuseForeign = (event: { preventDefault(): void; url?: string }, url?: string): void => {
    if (!isOwnAddress(event.url ?? url ?? '')) event.preventDefault();
  };
  contents.on('will-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-frame-navigate', refuseForeign);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Our own addresses, what a page made in memory, and the developer tools' own files (which a packaged app does not open). */
function mayBeAsked(address: string): boolean {
  const inMemory = ['data:', 'blob:', 'devtools:'];
  return isOwnAddress(address) || inMemory.some((start) => address.startsWith(start));
}
