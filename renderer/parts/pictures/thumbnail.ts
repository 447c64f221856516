import type { Attachment } from 'svelte/attachments';

/**
 * Loads a picture into a recycled <img>, hidden until it has loaded, so that a tile never shows the picture of its previous image.
 * `data-state` is `loading`, `shown` or `missing`.
 */
export function picture(address: string): Attachment<HTMLImageElement> {
  return (img) => {
    const show = (state: string): void => {
      img.dataset.state = state;
    };
    const onload = (): void => {
      show('shown');
    };
    const onerror = (): void => {
      show('missing');
    };
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
