import type { ImageId, ProjectId, SimilarImages } from '../../../engine/contract/index.ts';
import { ask } from '../../studio.ts';
import type { ImageSource } from './image-pages.ts';

/** The images that fit a filter, page by page. */
export function filteredSource(project: ProjectId): ImageSource {
  return {
    ids: async (filter, order) => (await ask('images.ids', { project, filter, order })).ids,
    page: (filter, order, offset, limit) => ask('images.page', { project, filter, order, offset, limit }),
    one: (image) => ask('images.get', { project, image }),
  };
}

/**
 * The images that fit a filter and are most similar to some, which come first. Their order is of one moment, so pages are fetched by id.
 * @param answered receives the answer that the list is made of
 */
export function similarSource(project: ProjectId, to: readonly ImageId[], answered: (answer: SimilarImages) => void): ImageSource {
  return {
    ...filteredSource(project),
    ids: async (filter) => {
      const answer = await ask('images.similar', { project, to: [...to], filter });
      answered(answer);
      return answer.images.map(({ image }) => image);
    },
    listed: async (images) => (await ask('images.listed', { project, images: [...images] })).images,
  };
}
