import type { Raster } from '../raster.ts';

/** A change to a picture that leaves its label valid: mirroring or cropping. */
export interface Augmentation {
  /** Cache key for what is computed from the changed picture: a different change needs a different name. */
  readonly name: string;
  readonly of: (picture: Raster) => Raster;
}

/** Share of each side that a crop keeps. */
const cropShare = 0.8;

export const mirrorImage: Augmentation = {
  name: 'mirror-1',
  of: ({ width, height, pixels }) => {
    const turned = new Uint8Array(pixels.length);
    for (let at = 0; at < width * height; at++) {
      const column = at % width;
      const from = 3 * (at - column + width - 1 - column);
      turned.set(pixels.subarray(from, from + 3), 3 * at);
    }
    return { width, height, pixels: turned };
  },
};

/** Crops of four fifths of each side, one at each corner. */
export const cornerCrops: readonly Augmentation[] = [
  ['above-left', false, false],
  ['above-right', true, false],
  ['below-left', false, true],
  ['below-right', true, true],
].map(([name, right, below]) => ({ name: `${String(name)}-1`, of: (picture) => cornerOf(picture, right === true, below === true) }));

/** The augmentations that are valid given what the user said about the images. */
export function augmentationsFor({
  orientation,
  framing,
}: {
  readonly orientation: 'any' | 'mirror' | 'matters';
  readonly framing: boolean;
}): Augmentation[] {
  return [...(orientation === 'matters' ? [] : [mirrorImage]), ...(framing ? cornerCrops : [])];
}

function cornerOf({ width, height, pixels }: Raster, right: boolean, below: boolean): Raster {
  const [across, down] = [Math.ceil(cropShare * width), Math.ceil(cropShare * height)];
  const [left, top] = [right ? width - across : 0, below ? height - down : 0];
  const part = new Uint8Array(3 * across * down);
  for (let row = 0; row < down; row++) {
    const from = 3 * ((top + row) * width + left);
    part.set(pixels.subarray(from, from + 3 * across), 3 * across * row);
  }
  return { width: across, height: down, pixels: part };
}
