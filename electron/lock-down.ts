import type { Session, WebContents } from 'electron';
import { isOwnAddress } from './scheme.ts';

type LockableSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setSpellCheckerEnabled' | 'on'
> & { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> };
type LockableContents = Pick<WebContents, 'setWindowOpenHandler' | 'on'>;

/** Restricts a session: pages may request only our own addresses and get no permissions, devices or downloads. */
export function lockDownSession(session: LockableSession): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // Chromium downloads its dictionaries.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayBeAsked(details.url) }));
  session.on('will-download', (event) => event.preventDefault());
}

/** Restricts a page: no foreign addresses in it or its frames, no new windows, no webviews. */
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

/** Our own addresses, objects the page created in memory, and the developer tools' own files (which a packaged app does not open). */
function mayBeAsked(address: string): boolean {
  const inMemory = ['data:', 'blob:', 'devtools:'];
  return isOwnAddress(address) || inMemory.some((start) => address.startsWith(start));
}
