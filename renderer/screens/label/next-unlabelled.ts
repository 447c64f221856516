import type { ImageSummary } from '../../../engine/contract/index.ts';

interface Images {
  readonly count: number;
  at(index: number): ImageSummary | undefined;
  need(from: number, to: number): Promise<void>;
}

/** Returns the index of the next unlabelled image after `from`, wrapping around; null if there is none. */
export async function nextUnlabelled(images: Images, from: number): Promise<number | null> {
  for (let step = 1; step <= images.count; step += 1) {
    const index = (from + step) % images.count;
    if (!images.at(index)) await images.need(index, index + 1);
    if (images.at(index)?.class === null) return index;
  }
  return null;
}
