/** Kept by the browser for pages of this very port, which its cookies are not. */
const kept = 'graft.key';

/** Takes the key of the studio from the address, where it would end up in screenshots and in the history. */
export function takeKey(): void {
  const address = new URL(location.href);
  const key = address.searchParams.get('key');
  if (key === null) return;
  localStorage.setItem(kept, key);
  address.searchParams.delete('key');
  history.replaceState(null, '', address);
}

/** The header that proves that a page of this studio asks. Without a key, as in the window of the desktop, there is none. */
export function keyHeader(): Record<string, string> {
  const key = localStorage.getItem(kept);
  return key === null ? {} : { 'x-graft-key': key };
}
