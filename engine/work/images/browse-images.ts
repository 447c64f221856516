import type { Handlers } from '../../contract/index.ts';
import type { OpenProjects } from '../projects/open-project.ts';

export function browseHandlers(
  studio: OpenProjects,
): Pick<Handlers, 'images.page' | 'images.ids' | 'images.facets' | 'images.get' | 'images.missing' | 'images.refused'> {
  return {
    'images.page': ({ project, ...window }) => studio.get(project).images.page(window),
    'images.ids': ({ project, filter, order }) => ({ ids: studio.get(project).images.ids(filter, order) }),
    'images.facets': ({ project }) => studio.get(project).images.facets(),
    'images.get': ({ project, image }) => studio.get(project).images.get(image),
    'images.missing': async ({ project }) => {
      await studio.filesLookedFor(project);
      return { missing: studio.get(project).images.counts().missing };
    },
    'images.refused': ({ project }) => ({ refused: studio.get(project).refusals.list() }),
  };
}
