import type { CheckedInput, DataReview, GroupingSeen, Handlers, JobResult, SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ImageId, JobId } from '../../domain/ids.ts';
import { groupsWithNearDuplicates } from '../../domain/labels/near-duplicates.ts';
import type { ImageGroups } from '../../domain/labels/group-proposals.ts';
import { groupingSummary } from '../../domain/labels/group-rules.ts';
import { contentOf } from '../../domain/models/look.ts';
import { needsOf } from '../../domain/review/class-needs.ts';
import { duplicateFindings, tinySide, type Finding } from '../../domain/review/findings.ts';
import { folderFacts } from '../../domain/review/folder-fact.ts';
import { misleads } from '../../domain/review/group-effect.ts';
import { holdsTogether, type GroupLikeness } from '../../domain/review/group-likeness.ts';
import type { ReviewedImage, ReviewOutcome } from '../../learner/review-protocol.ts';
import { imagesSeen } from '../../models/library/seen-images.ts';
import type { ReviewedRow } from '../../store/images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { ensureCaptures } from '../images/captures.ts';
import { ensureViews, pictureOf } from '../images/project-pictures.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { exampleOf, featuredImages, groupCandidatesOf, likenessesOf } from './likely-groups.ts';

/** Groupings to compare: the current groups, if there are any, and those that names and times suggest. */
interface GroupingsToTry {
  readonly rule: GroupingSeen['rule'];
  readonly groups: ImageGroups;
}

interface ReviewOrder {
  readonly store: ProjectStore;
  readonly seed: number;
  readonly source: SourceModel;
  readonly rows: readonly ReviewedRow[];
  readonly isLocked: boolean;
}

/** Looks at the images as they are now. What changes meanwhile is judged when the findings are shown. */
async function startReview(parts: StudioParts, { project, source: asked, seed }: CheckedInput<'review.start'>): Promise<{ job: JobId }> {
  const store = parts.projects.get(project);
  const source = await parts.library.find(asked);
  if (store.images.toReview().length === 0) throw new StudioError('no-images-to-review');
  const job = parts.queue.start({
    kind: 'review',
    project,
    work: async (control) => {
      await ensureCaptures(parts.pool, store, control);
      const order: ReviewOrder = { store, seed, source, rows: store.images.toReview(), isLocked: store.testSet.isLocked };
      return perform(parts, order, control);
    },
  });
  return { job: job.id };
}

async function perform(parts: StudioParts, order: ReviewOrder, control: JobControl): Promise<JobResult> {
  const { store, source, rows, seed, isLocked } = order;
  const startedMs = parts.projects.now();
  const seen = await imagesSeen(source.path, rows.map(contentOf));
  // A network that has learned from these labels repeats their errors.
  if (seen > 0) throw new StudioError('source-saw-images', { images: seen });
  const images = imagesToReview(order);
  const { groupings, known } = await groupingsToTry(store, rows);
  await ensureViews(parts.pool, store, images, control);
  const outcome = await parts.learner.run(
    {
      kind: 'review',
      source: { folder: source.path, hash: source.hash },
      cut: parts.library.cut(source, undefined),
      seed,
      images,
      groupings: {
        alone: groupsOf(rows, () => null),
        tried: groupings.map(({ groups }) => groupsOf(rows, ({ id }) => groups.get(id) ?? null)),
      },
      features: store.featuresFolder,
    },
    control,
  );
  const likenesses = await likenessesWithoutEffect(parts, order, { groupings, known }, outcome);
  const at = parts.projects.now();
  const needs = needsOf(outcome.classes);
  store.reviews.replace(
    {
      at,
      seconds: (at - startedMs) / 1000,
      source: source.id,
      sourceTitle: source.title,
      images: rows.length,
      labels: outcome.predicted.labels,
      predicted: outcome.predicted.accuracy,
      classes: outcome.classes.map((one, at) => ({ ...one, need: needs[at]! })),
      shortcuts: [...outcome.shortcuts],
      groupings: judgedGroupings(store, groupings, outcome.groupings, likenesses),
      predictable: outcome.predicted.isBetterThanLargestClass,
      locked: isLocked ? rows.filter(isLockedLabel).length : 0,
    },
    findingsOf(outcome, rows),
    outcome,
  );
  return { kind: 'review', report: store.reviews.latest()! };
}

const isLockedLabel = ({ class: label, split }: ReviewedRow): boolean => label !== null && split === 'test';

/** Labels of a locked test set are not checked: what a model says about them would give away part of the score that is withheld. */
function imagesToReview({ store, rows, isLocked }: ReviewOrder): ReviewedImage[] {
  const folders = folderFacts(
    rows,
    store.classes.list().map(({ name }) => name),
  );
  const groups = groupsOf(rows, ({ group }) => group);
  return rows.map((row, at) => ({
    ...pictureOf(store, row),
    class: isLocked && isLockedLabel(row) ? null : row.class,
    group: groups[at]!,
    facts: {
      width: row.width,
      height: row.height,
      bytes: row.bytes,
      format: row.format,
      bitDepth: row.bitDepth,
      takenAt: row.takenAt,
      camera: row.camera,
      folder: folders[at]!,
    },
  }));
}

/** The group of each row, its near-duplicates included. */
function groupsOf(rows: readonly ReviewedRow[], declared: (row: ReviewedRow) => string | null): (string | null)[] {
  const groups = groupsWithNearDuplicates(rows.map((row) => ({ image: row.id, group: declared(row), fingerprint: row.fingerprint })));
  return rows.map(({ id }) => groups.get(id) ?? null);
}

async function groupingsToTry(
  store: ProjectStore,
  rows: readonly ReviewedRow[],
): Promise<{ groupings: readonly GroupingsToTry[]; known: readonly ImageGroups[] }> {
  const reviewed = new Set(rows.map(({ id }) => id));
  const images = store.images.toGroup().filter(({ id }) => reviewed.has(id));
  const current = new Map(images.map(({ id, group }) => [id, group]));
  const { proposals, known } = await groupCandidatesOf(images);
  const isGrouped = groupingSummary(images, current).groups > 0;
  return { groupings: isGrouped ? [{ rule: { by: 'current' }, groups: current }, ...proposals] : proposals, known };
}

/** How alike the images of groups are, where too few labels could be predicted to tell what the groups do to the scores. */
async function likenessesWithoutEffect(
  parts: StudioParts,
  order: ReviewOrder,
  { groupings, known }: { readonly groupings: readonly GroupingsToTry[]; readonly known: readonly ImageGroups[] },
  { groupings: effects, alike }: ReviewOutcome,
): Promise<ReadonlyMap<GroupingsToTry, GroupLikeness | null>> {
  const unknown = groupings.filter((_, at) => effects[at] === null);
  const { store, source, rows } = order;
  const likenesses = await likenessesOf(
    parts,
    store.featuresFolder,
    featuredImages(store, source),
    unknown.map(({ groups }) => groups),
    { alone: nearDuplicates(rows, alike), known },
  );
  return new Map(unknown.map((one, at) => [one, likenesses[at] ?? null]));
}

/** The current groups, and of the others those that make labels look easier than they are, or whose pictures are alike. */
function judgedGroupings(
  store: ProjectStore,
  tried: readonly GroupingsToTry[],
  effects: ReviewOutcome['groupings'],
  likenesses: ReadonlyMap<GroupingsToTry, GroupLikeness | null>,
): DataReview['groupings'] {
  const images = store.images.toGroup();
  const clarity = ({ effect, likeness }: GroupingSeen): number => effect?.gap ?? (likeness === null ? 0 : likeness.share - likeness.chance);
  return tried
    .map((one, at): GroupingSeen => {
      const { rule, groups } = one;
      const effect = effects[at] ?? null;
      const likeness = likenesses.get(one) ?? null;
      return {
        rule,
        ...groupingSummary(
          images.filter(({ id }) => groups.has(id)),
          groups,
        ),
        example: exampleOf(images, groups),
        effect: effect && { ...effect, misleads: misleads(effect, tried.length) },
        likeness: likeness && { ...likeness, holds: holdsTogether(likeness, tried.length) },
      };
    })
    .filter(({ rule, effect, likeness }) => rule.by === 'current' || effect?.misleads || likeness?.holds)
    .toSorted((a, b) => Number(b.rule.by === 'current') - Number(a.rule.by === 'current') || clarity(b) - clarity(a));
}

const nearDuplicates = (rows: readonly ReviewedRow[], alike: ReviewOutcome['alike']): ImageGroups =>
  groupsWithNearDuplicates(
    rows.map(({ id, fingerprint }) => ({ image: id, group: null, fingerprint })),
    alike,
  ) as Map<ImageId, string | null>;

function findingsOf({ labels, pictures, alike }: ReviewOutcome, rows: readonly ReviewedRow[]): Finding[] {
  const classOf = new Map(rows.map((row) => [row.id, row.class]));
  const duplicates = nearDuplicates(rows, alike);
  const shorterSide = ({ width, height }: ReviewedRow): number => Math.min(width, height);
  const tiny = rows.filter((row) => shorterSide(row) < tinySide).toSorted((a, b) => shorterSide(a) - shorterSide(b));
  return [
    ...labels.map(({ image, ...doubt }): Finding => ({ kind: 'label-error', images: [image], doubt })),
    ...duplicateFindings(duplicates, (image) => classOf.get(image) ?? null),
    ...pictures.map(({ image, kind }): Finding => ({ kind, images: [image], doubt: null })),
    ...tiny.map(({ id }): Finding => ({ kind: 'tiny', images: [id], doubt: null })),
  ];
}

export function reviewHandlers(parts: StudioParts): Pick<Handlers, 'review.start' | 'review.latest' | 'review.findings' | 'review.keep'> {
  return {
    'review.start': (input) => startReview(parts, input),
    'review.latest': ({ project }) => ({ review: parts.projects.get(project).reviews.latest() }),
    'review.findings': ({ project, ...request }) => parts.projects.get(project).reviews.page(request),
    'review.keep': ({ project, findings }) => {
      const store = parts.projects.get(project);
      const changed = store.reviews.keep(findings, parts.projects.who());
      parts.projects.changed(project);
      return { changed, dataVersion: store.labels.dataVersion, ...store.labels.pending() };
    },
  };
}
