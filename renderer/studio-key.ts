/** Local storage belongs to this very port, unlike cookies. */
const kept = 'graft.key';

/** Moves the studio's key out of the address, where it would end up in screenshots and in the history. */
export function takeKey(): void {
  const address = new URL(location.href);
  const key = address.searchParams.get('key');
  if (key === null) return;
  localStorage.setItem(kept, key);
  address.searchParams.delete('key');
  history.replaceState(null, '', address);
}

/** The header that proves that a page of this studio sends the request; empty without a key, as in the desktop shell. */
export function keyHeader(): Record<string, string> {
  const key = localStorage.getItem(kept);
  return key === null ? {} : { 'x-graft-key': key };
}
