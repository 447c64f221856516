import type { Raster } from '../domain/raster.ts';

/** Where decoded pictures come from: the decode pool, or a stand-in. */
export interface Pictures {
  raster(view: string): Promise<Raster>;
}
