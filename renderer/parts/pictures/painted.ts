import type { Attachment } from 'svelte/attachments';

/**
 * Paints a picture on a recycled <canvas> when it is there; until then the canvas is hidden, so that a tile never shows the picture of its
 * previous image. `data-state` is `loading`, `shown` or `missing`.
 * @param whenThere calls back with the picture, or with null if there is none, and returns the function that stops this
 */
export function painted(whenThere: (show: (picture: ImageBitmap | null) => void) => () => void): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    canvas.dataset.state = 'loading';
    return whenThere((picture) => {
      if (picture) paint(canvas, picture);
      canvas.dataset.state = picture ? 'shown' : 'missing';
    });
  };
}

function paint(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  // Setting the size also clears the canvas.
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
}
