import { join, resolve } from 'node:path';
import type { RunId } from '../domain/ids.ts';

/** Where the parts of a project lie. `path` is the folder `<name>.graft`, absolute. */
export class ProjectFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get database(): string { return join(this.path, 'project.db'); }
  /** Views and thumbnails; can be deleted at any time. */
  get cache(): string { return join(this.path, 'cache'); }
  /** What source models said of images; can be deleted at any time. */
  get features(): string { return join(this.path, 'features'); }
  /** Images that were copied into the project. */
  get images(): string { return join(this.path, 'images'); }
  get backups(): string { return join(this.path, 'backups'); }
  run(run: RunId): string { return join(this.path, 'runs', String(run)); }
}
