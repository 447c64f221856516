import type { Attachment } from 'svelte/attachments';

/**
 * Shows the picture at an address in a recycled <img>: hidden until it has come, so that a tile never shows the picture of
 * the image it stood for before. `data-state` is `loading`, `shown` or `missing`.
 */
export function picture(address: string): Attachment<HTMLImageElement> {
  return (img) => {
    const show = (state: string): void => { img.dataset.state = state; };
    const onload = (): void => { show('shown'); };
    const onerror = (): void => { show('missing'); };
    show('loading');
    img.addEventListener('load', onload);
    img.addEventListener('error', onerror);
    img.src = address;
    if (img.complete && img.naturalWidth > 0) onload();
    return () => {
      img.removeEventListener('load', onload);
      img.removeEventListener('error', onerror);
    };
  };
}
