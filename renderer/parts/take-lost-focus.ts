import { tick } from 'svelte';

/** Takes the keyboard focus if this element replaced the focused one, so that it does not jump to the top of the page. */
export function takeLostFocus(element: HTMLElement): void {
  void tick().then(() => {
    if (element.isConnected && document.activeElement === document.body) element.focus({ preventScroll: true });
  });
}
