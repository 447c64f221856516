import { basename } from 'node:path';
import type { AutoChoice, SourceModel } from '../../contract/index.ts';
import type { AutoPace, Candidate } from '../../domain/choice/auto-plan.ts';
import { decodingSeconds, slowestReading, unstatedMultiplyAdds } from '../../domain/training-time/measured-work.ts';
import { inTrialOrder } from '../../domain/choice/trial-order.ts';
import { contentOf } from '../../domain/models/look.ts';
import type { LabelledImage, TrialOutcome } from '../../learner/protocol.ts';
import { featuresKept } from '../../models/forward/feature-store.ts';
import { imagesSeen } from '../../models/library/seen-images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { MeasuredSpeeds } from '../studio/measured-speeds.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import type { RunOrder } from './run-order.ts';

export interface OtherSource {
  readonly source: SourceModel;
  readonly cut: string;
  readonly candidate: Candidate;
}
type Skipped = AutoChoice['skipped'][number];

/** Assumed until something has been timed: a slow computer, so that nothing is started that could not finish in time. */
const cautious = { seeing: 1e-4, fitting: 0.05 };

/**
 * Returns the other source models of the library in the order to try them, and skips those that are unusable or have seen validation or
 * test images of the order. Even a stale ranking is a better guide than the cost of the networks.
 */
export async function otherSources(
  parts: StudioParts,
  store: ProjectStore,
  order: RunOrder,
): Promise<{ others: OtherSource[]; skipped: Skipped[]; by: NonNullable<AutoChoice['order']> }> {
  const { sources, unusable } = await parts.library.list();
  const skip = (source: string, failure: Skipped['failure']): Skipped => ({ method: 'head', source, cut: null, tuneFrom: null, failure });
  const skipped = unusable.map(({ path, code, detail }) => skip(basename(path), { code, facts: { path, detail } }));
  const unseen = order.images.filter(({ split }) => split !== 'train').map(contentOf);
  const others: OtherSource[] = [];
  for (const source of sources.filter(({ id }) => id !== order.source.id)) {
    const images = await imagesSeen(source.path, unseen);
    if (images > 0) skipped.push(skip(source.id, { code: 'source-saw-images', facts: { images } }));
    else {
      const cut = parts.library.cut(source, undefined);
      others.push({ source, cut, candidate: candidateOf(store, source, cut, order.images) });
    }
  }
  const pictures = order.images.filter(({ split }) => split !== 'test').length;
  const ranking = store.rankings.latest();
  const costed = others.map((other) => ({
    other,
    source: other.source.id,
    cost: other.candidate.multiplyAdds * (pictures - other.candidate.known),
  }));
  return {
    others: inTrialOrder(costed, ranking?.sources ?? []).map(({ other }) => other),
    skipped,
    by: ranking === null ? { by: 'least-work', stale: false } : { by: 'ranking', stale: ranking.stale },
  };
}

/** The cost of trying a head at this cut. Cached features of other images count as if they were of these. */
export function candidateOf(store: ProjectStore, source: SourceModel, cut: string, images: readonly LabelledImage[]): Candidate {
  const pictures = images.filter(({ split }) => split !== 'test').length;
  const features = source.cuts.filter(({ layer }) => cut.split('+').includes(layer)).reduce((sum, one) => sum + one.features, 0);
  return {
    multiplyAdds: source.multiplyAdds ?? unstatedMultiplyAdds,
    features,
    known: Math.min(pictures, featuresKept(store.featuresFolder, { source: source.hash, cut })),
  };
}

/** The speed of this machine: of reading, from the head with the most work, else the slowest timed here; of fitting, the slowest head. */
export function measuredPace(
  tried: readonly { readonly pace: TrialOutcome['pace']; readonly candidate: Candidate }[],
  speeds: MeasuredSpeeds,
): AutoPace {
  const work = ({ pace, candidate }: (typeof tried)[number]): number => pace.seen * candidate.multiplyAdds;
  const most = tried.filter((one) => work(one) > 0).toSorted((a, b) => work(b) - work(a))[0];
  const seeing =
    most === undefined
      ? (slowestReading(speeds.timed.reading) ?? cautious.seeing)
      : Math.max(0, most.pace.seeing / most.pace.seen - decodingSeconds) / most.candidate.multiplyAdds;
  const fits = tried.filter(({ pace }) => pace.fitting > 0);
  const longest = fits.reduce((best, one) => (one.pace.fitting > best.pace.fitting ? one : best), fits[0]!);
  return { seeing, fitting: Math.max(cautious.fitting, longest.pace.fitting), features: longest.candidate.features };
}
