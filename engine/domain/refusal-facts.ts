/** What refusals say of a file in their facts, so that any language has words for it. Names of formats such as TIFF are the same in all. */

/** `found`: what a file holds in place of a picture. */
export type OtherContent = 'pdf' | 'zip' | 'gzip' | '7-zip' | 'rar' | 'hdf5' | 'lfs-pointer' | 'film-or-sound' | 'web-page' | 'text';

/** `format`: kinds of pictures that go by no name that is the same in all languages. */
export type DescribedFormat =
  | 'icon' | 'camera-raw' | 'microscope-stack' | 'compressed-bmp' | 'odd-kind' | 'tiff-previews' | 'tiff-complex' | 'tiff-integer-64' | 'tiff-ycbcr' | 'tiff-compression' | 'tiff-colours';

/** `detail` of a damaged picture. */
export type Damage = 'first-bytes' | 'header-length' | 'declared-size' | 'declared-bits' | 'declared-colours' | 'page-circle' | 'no-page';

/** `reason` why a file cannot be read; any other is the code of the system, such as EIO. */
export type UnreadableReason = 'not-a-file' | 'no-permission' | 'link-circle';
