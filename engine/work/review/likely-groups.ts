import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CheckedInput, GroupsProposed, Handlers, SourceModel } from '../../contract/index.ts';
import type { ContentHash, ImageId } from '../../domain/ids.ts';
import { classesIn, groupCandidates, type GroupCandidates, type ImageGroups } from '../../domain/labels/group-proposals.ts';
import { groupingSummary, membersOf, type GroupableImage } from '../../domain/labels/group-rules.ts';
import { gainOf, holdsTogether, type GroupLikeness } from '../../domain/review/group-likeness.ts';
import { likenessPlan } from '../../domain/review/likeness-plan.ts';
import { pictureKey } from '../../images/picture-key.ts';
import { cutOf } from '../../models/library/cuts.ts';
import { featuresMissing } from '../../models/forward/feature-store.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { groupsAmong } from '../images/image-groups.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

const seed = 1;

/** Groups that names and times suggest; other requests go on meanwhile. */
export async function groupCandidatesOf(images: readonly GroupableImage[]): Promise<GroupCandidates> {
  const steps = groupCandidates(images);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await nextTurn();
  }
}

/** Images with stored features, by the key of these, and the number of the others. */
export interface FeaturedImages {
  readonly source: SourceModel;
  readonly hashes: ReadonlyMap<ImageId, ContentHash>;
  readonly missing: number;
}

/** The images of a project with the keys of their features, which are the same for all source models. */
type KeyedImages = ReadonlyMap<ImageId, ContentHash>;
const keyedImages = (store: ProjectStore): KeyedImages =>
  new Map(store.images.contents(store.images.ids({}, 'added')).map((image) => [image.id, pictureKey(image.hash, image)]));

export function featuredImages(store: ProjectStore, source: SourceModel, images: KeyedImages = keyedImages(store)): FeaturedImages {
  const without = new Set(featuresMissing(store.featuresFolder, { source: source.hash, cut: cutOf(source).layer }, [...images.values()]));
  const hashes = new Map([...images].filter(([, key]) => !without.has(key)));
  return { source, hashes, missing: images.size - hashes.size };
}

/**
 * How alike the images of each grouping are, by features that are stored already; null where too few images can be compared.
 * @param around see likenessPlan
 */
export async function likenessesOf(
  parts: Pick<StudioParts, 'questions'>,
  features: string,
  { source, hashes }: FeaturedImages,
  groupings: readonly ImageGroups[],
  around: Parameters<typeof likenessPlan>[2],
): Promise<readonly (GroupLikeness | null)[]> {
  if (hashes.size === 0 || groupings.length === 0) return groupings.map(() => null);
  const ids = [...hashes.keys()];
  const plans = groupings.map((groups) => likenessPlan(ids, groups, around, seed));
  const { layer, features: dimension } = cutOf(source);
  const { likenesses } = await parts.questions.ask({
    kind: 'likeness',
    source: { hash: source.hash },
    cut: layer,
    dimension,
    features,
    seed,
    hashes: new Map(plans.flatMap(({ images }) => images.map((id) => [id, hashes.get(id)!]))),
    plans,
  });
  return likenesses;
}

/** By the source model asked for; otherwise by the default one, unless another has the features of more images. */
async function featuredBy(parts: StudioParts, store: ProjectStore, asked: string | undefined): Promise<FeaturedImages> {
  const images = keyedImages(store);
  const usual = featuredImages(store, await parts.library.find(asked), images);
  if (asked !== undefined || usual.missing === 0) return usual;
  const { sources } = await parts.library.list();
  return sources
    .map((source) => featuredImages(store, source, images))
    .reduce((best, one) => (one.missing < best.missing ? one : best), usual);
}

async function groupsProposed(parts: StudioParts, { project, source: asked }: CheckedInput<'groups.proposed'>): Promise<GroupsProposed> {
  const store = parts.projects.get(project);
  const featured = await featuredBy(parts, store, asked);
  const images = store.images.toGroup();
  const { proposals, known } = await groupCandidatesOf(images);
  const likenesses = await likenessesOf(
    parts,
    store.featuresFolder,
    featured,
    proposals.map(({ groups }) => groups),
    { alone: groupsAmong(store, [...featured.hashes.keys()], []), known },
  );
  const held = proposals.flatMap(({ rule, groups }, at): GroupsProposed['groupings'] => {
    const likeness = likenesses[at] ?? null;
    if (likeness === null || !holdsTogether(likeness, proposals.length)) return [];
    const example = exampleOf(images, groups);
    return [{ rule, ...groupingSummary(images, groups), example, likeness, mayBeClasses: classesIn(images, groups) === 'unknown' }];
  });
  return {
    source: featured.source.id,
    sourceTitle: featured.source.title,
    missing: featured.missing,
    tried: proposals.length,
    groupings: held.toSorted((a, b) => gainOf(b.likeness) - gainOf(a.likeness)),
  };
}

/** The name of the largest group. */
export const exampleOf = (images: readonly GroupableImage[], groups: ImageGroups): string =>
  [...membersOf(images, groups)].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? '';

export const groupProposalHandlers = (parts: StudioParts): Pick<Handlers, 'groups.proposed'> => ({
  'groups.proposed': (input) => groupsProposed(parts, input),
});
