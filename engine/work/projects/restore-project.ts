import type { Handlers, ProjectBackups } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { projectSummary } from './project-summary.ts';

/** Lists backups and restores them. */
export function restoreHandlers({
  projects,
  queue,
}: Pick<StudioParts, 'projects' | 'queue'>): Pick<Handlers, 'projects.backups' | 'projects.restore'> {
  return {
    'projects.backups': async ({ path }): Promise<ProjectBackups> => {
      const { present, kept } = await projects.versions(path);
      return { present, backups: kept.map(({ file, at, kind, sound, images, labelled }) => ({ file, at, kind, sound, images, labelled })) };
    },
    'projects.restore': ({ path, backup }) => {
      const open = projects.openAt(path);
      if (open && queue.busy(open.id)) throw new StudioError('project-busy');
      const store = projects.restore(path, backup);
      projects.changed(store.id);
      return projectSummary(store);
    },
  };
}
