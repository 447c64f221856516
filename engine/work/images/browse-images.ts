import type { Handlers } from '../../contract/index.ts';
import type { OpenProjects } from '../projects/open-project.ts';

export function browseHandlers(studio: OpenProjects): Pick<Handlers, 'images.page' | 'images.ids' | 'images.get' | 'images.refused'> {
  return {
    'images.page': ({ project, ...window }) => studio.get(project).images.page(window),
    'images.ids': ({ project, filter, order }) => ({ ids: studio.get(project).images.ids(filter, order) }),
    'images.get': ({ project, image }) => studio.get(project).images.get(image),
    'images.refused': ({ project }) => ({ refused: studio.get(project).refusals.list() }),
  };
}
