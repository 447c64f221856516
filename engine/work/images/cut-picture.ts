import type { LeftOutReason } from '../../domain/labels/label-export.ts';
import type { Look } from '../../domain/models/look.ts';
import type { DecodePool } from '../../images/pool.ts';
import type { Cut } from '../../store/photographs.ts';

type Missing = Extract<LeftOutReason, `file-${string}`>;

/**
 * Writes the region of an image at full resolution, from the first of the files that still has the content of its photograph; returns why
 * there is none, or null. Errors: as prepare of the pool.
 */
export async function cutPicture(
  pool: Pick<DecodePool, 'saveCut'>,
  files: readonly string[],
  { cut, window, reading, target }: Look & { readonly cut: Cut; readonly target: string },
): Promise<Missing | null> {
  let reason: Missing = 'file-missing';
  for (const file of files) {
    const verdict = await pool.saveCut(file, { ofFile: cut.photograph.hash, region: cut.region, window, reading, target });
    if ('saved' in verdict) return null;
    if (verdict.refused.code === 'changed-while-reading') reason = 'file-changed';
    else if (verdict.refused.code !== 'vanished') reason = 'file-unreadable';
  }
  return reason;
}
