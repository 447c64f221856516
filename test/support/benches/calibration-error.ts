import { decideEach } from '../../../engine/domain/models/decision.ts';

const bins = 15;

/**
 * Computes, from class probabilities of the same rows in several draws, n x C each, pooled over all draws: the expected calibration error
 * (Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017), with 15 bins of equal width; and by how much
 * the mean probability of the predicted class exceeds the accuracy.
 */
export function expectedCalibrationError(
  draws: readonly Float32Array[],
  labels: Int32Array,
  classes: number,
): { error: number; over: number } {
  const [right, says] = [new Float64Array(bins), new Float64Array(bins)];
  for (const probabilities of draws) {
    decideEach(probabilities, classes).forEach((named, row) => {
      const probability = probabilities[row * classes + named]!;
      const bin = Math.min(bins - 1, Math.floor(bins * probability));
      says[bin]! += probability;
      if (named === labels[row]) right[bin]! += 1;
    });
  }
  const count = draws.length * labels.length;
  const apart = says.map((said, bin) => said - right[bin]!);
  return { error: apart.reduce((sum, one) => sum + Math.abs(one), 0) / count, over: apart.reduce((sum, one) => sum + one, 0) / count };
}
