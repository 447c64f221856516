import { buildRanking } from '../../../engine/domain/ranking/ranking.ts';
import type { RankingData } from '../../../engine/domain/ranking/ranking-data.ts';
import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import type { RankJob, RankOutcome } from '../../../engine/learner/rank-protocol.ts';
import { simulatedRanking } from '../models/simulated-ranking.ts';

/** The accuracy of the largest source model, and the decrease with each smaller one. */
const right = { largest: 0.84, less: 0.01 };

/** A simulated ranking: the larger a model, the better, by a little. */
export function drawnRanking({ sources, classes, images, seed, bootstraps }: RankJob): RankOutcome {
  const bySize = sources.toSorted((a, b) => b.parameters - a.parameters);
  const simulated = simulatedRanking(
    sources.map(({ source }) => ({ source, accuracy: right.largest - right.less * bySize.findIndex((one) => one.source === source) })),
    {
      perClass: Math.ceil(images.length / classes.length),
      classes: classes.length,
      seed,
    },
  );
  // The simulated images are ordered by class.
  const inOrder = images.toSorted((a, b) => classes.indexOf(a.class) - classes.indexOf(b.class));
  const data: RankingData<ImageId, ClassId> = {
    ...simulated,
    bootstraps,
    classes: [...classes],
    images: inOrder.map(({ image, class: label, group }) => ({ image, class: label, group })),
    candidates: simulated.candidates.map((candidate, at) => {
      const { source, title, parameters, multiplyAdds } = sources[at]!;
      return { ...candidate, source, title, parameters, multiplyAdds };
    }),
  };
  const likelyBest = buildRanking(data).sources[0]!.source;
  const whole = { ...data, baselines: data.baselines.map((one) => (one.name === 'random-start' ? { ...one, source: likelyBest } : one)) };
  return { data: whole, figures: buildRanking(whole), skipped: [] };
}
