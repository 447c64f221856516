import type { JudgedModel } from '../../domain/choice/auto-choice.ts';
import type { ImageId } from '../../domain/ids.ts';
import { decide } from '../../domain/models/decision.ts';
import type { TrialOutcome } from '../../learner/protocol.ts';
import type { RunOrder } from './run-order.ts';

/** Probabilities are clipped to at least this, so that one image cannot make a loss infinite. */
const leastProbability = 1e-12;

/** Evaluates a trial on the validation images. Simpler means a head, then fewer multiply-adds, then fewer features and tuned weights. */
export function judgedTrial(
  { images, classes, source, cut, method }: RunOrder,
  { predictions, tuned }: TrialOutcome,
  groups: ReadonlyMap<ImageId, string | null>,
): JudgedModel {
  const actual = new Map(images.map((image) => [image.id, classes.findIndex(({ id }) => id === image.class)]));
  const features = source.cuts.filter(({ layer }) => cut.split('+').includes(layer)).reduce((sum, one) => sum + one.features, 0);
  return {
    losses: predictions.map(({ image, probabilities }) => -Math.log(Math.max(leastProbability, probabilities[actual.get(image)!]!))),
    groups: predictions.map(({ image }) => groups.get(image) ?? null),
    right: predictions.filter(({ image, probabilities }) => decide(probabilities) === actual.get(image)).length,
    simplicity: [method === 'head' ? 0 : 1, source.multiplyAdds ?? Infinity, features, tuned?.tuning.parametersTuned ?? 0],
  };
}
