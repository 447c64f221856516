import type { Failure, ImageMapSeen, ImageSummary, Project } from '../../../../engine/contract/index.ts';
import { Refresh } from '../../../latest.ts';
import { failureOf } from '../../../../engine/domain/failure.ts';
import { ask } from '../../../studio.ts';

/** How long the pointer rests on a point before its image is fetched. */
const restMs = 60;

/** The map of a project's images, and the image that the pointer is on. */
export class ImageMap {
  seen = $state.raw<ImageMapSeen | null>(null);
  failure = $state.raw<Failure | null>(null);
  pointedAt = $state.raw<ImageSummary | null>(null);
  private readonly project: Project['id'];
  private readonly fetching: Refresh;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(project: Project['id']) {
    this.project = project;
    this.fetching = new Refresh(() => this.fetch());
  }

  /** The previous map stays until the new one is there. */
  refresh(): Promise<void> {
    return this.fetching.now();
  }

  /** Fetches the image at a point once the pointer has rested on it; null: on none. */
  pointAt(point: number | null): void {
    clearTimeout(this.rest);
    const image = point === null ? undefined : this.seen?.points.images[point];
    if (image === undefined) this.pointedAt = null;
    if (image === undefined || this.pointedAt?.id === image) return;
    this.rest = setTimeout(() => {
      ask('images.listed', { project: this.project, images: [image] }).then(
        ({ images }) => {
          this.pointedAt = images[0] ?? null;
        },
        () => {
          this.pointedAt = null;
        },
      );
    }, restMs);
  }

  private async fetch(): Promise<void> {
    try {
      this.seen = await ask('images.map', { project: this.project });
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}
