/** Facts of refusals, as codes that each language has its own words for. Format names such as TIFF are the same in every language. */

/** `found`: what a file contains instead of an image. */
export type OtherContent = 'pdf' | 'zip' | 'gzip' | '7-zip' | 'rar' | 'hdf5' | 'lfs-pointer' | 'film-or-sound' | 'web-page' | 'text';

/** `format`: image formats without a name that is the same in every language. */
export type DescribedFormat =
  | 'icon'
  | 'camera-raw'
  | 'microscope-stack'
  | 'compressed-bmp'
  | 'odd-kind'
  | 'tiff-previews'
  | 'tiff-complex'
  | 'tiff-integer-64'
  | 'tiff-ycbcr'
  | 'tiff-compression'
  | 'tiff-colours';

/** `detail` of a corrupt image. */
export type Damage = 'first-bytes' | 'header-length' | 'declared-size' | 'declared-bits' | 'declared-colours' | 'page-circle' | 'no-page';

/** `reason` why a file cannot be read; any other value is a system error code such as EIO. */
export type UnreadableReason = 'not-a-file' | 'no-permission' | 'link-circle';
