import type { CheckedInput, Handlers, SimilarImages } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash } from '../../domain/ids.ts';
import { cutOf } from '../../models/library/cuts.ts';
import type { ImageContent } from '../../store/images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { pictureKey } from '../../images/picture-key.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { startFeatures } from './image-features.ts';

const keyOf = (image: ImageContent): ContentHash => pictureKey(image.hash, image);

async function similarImages(parts: StudioParts, input: CheckedInput<'images.similar'>): Promise<SimilarImages> {
  const store = parts.projects.get(input.project);
  const source = await parts.library.find(input.source);
  const { layer, features } = cutOf(source);
  const asked = contentsOf(store, input.to);
  const among = store.images.contents(store.images.ids(input.filter, 'added'));
  const found = await parts.questions.ask({
    kind: 'similar',
    source: { hash: source.hash },
    cut: layer,
    dimension: features,
    features: store.featuresFolder,
    to: asked.map(keyOf),
    among: among.map(keyOf),
    most: input.most,
  });
  const fitting = new Set(among.map(({ id }) => id));
  const first = asked
    .flatMap(({ id }, at) => {
      const similarity = found.to[at] ?? null;
      return similarity === null || !fitting.has(id) ? [] : [{ image: id, similarity }];
    })
    .toSorted((a, b) => b.similarity - a.similarity);
  const isFirst = new Set(first.map(({ image }) => image));
  const others = found.similar
    .map(({ at, similarity }) => ({ image: among[at]!.id, similarity }))
    .filter(({ image }) => !isFirst.has(image));
  return { source: source.id, sourceTitle: source.title, missing: found.missing, images: [...first, ...others].slice(0, input.most) };
}

/** Errors: `image-not-found`. */
function contentsOf(store: ProjectStore, images: CheckedInput<'images.similar'>['to']): ImageContent[] {
  const contents = store.images.contents([...new Set(images)]);
  const known = new Set(contents.map(({ id }) => id));
  const unknown = images.find((id) => !known.has(id));
  if (unknown !== undefined) throw new StudioError('image-not-found', { image: unknown });
  return contents;
}

export function similarHandlers(parts: StudioParts): Pick<Handlers, 'features.start' | 'images.similar' | 'images.listed'> {
  return {
    'features.start': (input) => startFeatures(parts, input),
    'images.similar': (input) => similarImages(parts, input),
    'images.listed': ({ project, images }) => ({ images: parts.projects.get(project).images.summaries(images) }),
  };
}
