import { tick } from 'svelte';

/** Takes the keyboard where the element that had it was replaced by this one, so that it is not sent back to the top of the page. */
export function takeLostFocus(element: HTMLElement): void {
  void tick().then(() => {
    if (element.isConnected && document.activeElement === document.body) element.focus({ preventScroll: true });
  });
}
