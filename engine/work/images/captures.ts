import { StudioError } from '../../domain/failure.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

const atOnce = 64;

/**
 * Asks the files of images imported by earlier versions when and with what they were taken. A file that is missing now is asked again
 * another time. Errors: `stopped`, `decoder-died`.
 */
export async function ensureCaptures(pool: Pick<StudioParts['pool'], 'capture'>, store: ProjectStore, control: JobControl): Promise<void> {
  const images = store.images.withoutCapture();
  for (let start = 0; start < images.length; start += atOnce) {
    if (control.signal.aborted) throw new StudioError('stopped');
    control.progress('reading', start, images.length);
    const found = images.slice(start, start + atOnce).flatMap((image) => {
      const path = store.images.locate(image);
      return path === null ? [] : [{ image, capture: pool.capture(path) }];
    });
    store.images.setCaptures(new Map(await Promise.all(found.map(async ({ image, capture }) => [image, await capture] as const))));
  }
}
