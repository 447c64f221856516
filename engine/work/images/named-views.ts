import type { Handlers } from '../../contract/index.ts';
import type { OpenProjects } from '../projects/open-project.ts';

export function viewHandlers(studio: OpenProjects): Pick<Handlers, 'views.list' | 'views.save' | 'views.remove'> {
  return {
    'views.list': ({ project }) => ({ views: studio.get(project).views.list() }),
    'views.save': ({ project, ...view }) => {
      studio.get(project).views.save(view);
      return {};
    },
    'views.remove': ({ project, name }) => {
      studio.get(project).views.remove(name);
      return {};
    },
  };
}
