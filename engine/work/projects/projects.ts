import type { Handlers } from '../../contract/index.ts';
import type { OpenProjects } from './open-project.ts';
import { projectSummary } from './project-summary.ts';

type ProjectRequest =
  'projects.list' | 'projects.create' | 'projects.open' | 'projects.get' | 'projects.choose' | 'projects.close' | 'projects.forget';

export function projectHandlers(studio: OpenProjects): Pick<Handlers, ProjectRequest> {
  return {
    'projects.list': () => ({ projects: studio.list(), folder: studio.folder }),
    'projects.create': ({ name, folder }) => projectSummary(studio.create({ name, folder })),
    'projects.open': ({ path }) => projectSummary(studio.open(path)),
    'projects.get': ({ project }) => projectSummary(studio.get(project)),
    'projects.choose': ({ project, choices }) => {
      studio.get(project).choices.set(choices);
      return {};
    },
    'projects.close': ({ project }) => {
      studio.close(project);
      return {};
    },
    'projects.forget': ({ path }) => {
      studio.forget(path);
      return {};
    },
  };
}
