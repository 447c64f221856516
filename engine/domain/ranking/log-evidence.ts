/** A regression problem (rows and one target) in the basis of the rows' left singular vectors. */
export interface EvidenceProblem {
  /** Squared singular values of the rows, all above 0; k of them, the rank. */
  readonly strengths: ArrayLike<number>;
  /** Squared projection of the target onto each left singular vector. */
  readonly alongSquares: ArrayLike<number>;
  /** Sum of squares of the target. */
  readonly targetSquares: number;
  /** Number of rows N. */
  readonly rows: number;
}
export interface EvidenceFit {
  /** Precision of the weights (alpha) and of the noise (beta) at which the evidence is highest. */
  readonly alpha: number;
  readonly beta: number;
  /** ln p(target | rows, alpha, beta), over all rows together. */
  readonly logEvidence: number;
}

const mostSteps = 300;
const closeEnough = 1e-9;
/** alpha / beta stays within this factor of the strongest direction, either way: beyond it nothing changes any more. */
const furthest = 1e10;
const leastNoise = 1e-12;

/**
 * Maximises the evidence of Bayesian linear regression over the precision of the weights (alpha) and of the noise (beta), by MacKay's
 * fixed point ("Bayesian Interpolation", Neural Computation 4(3), 1992). This is LogME (You, Liu, Wang and Long, ICML 2021) with one
 * correction: the code published with that paper counts ln alpha once per feature (D) but the log determinant only over the rank k, so
 * that the evidence grows with pure noise in more features. The D − k directions without any row cancel out, so k is used here.
 */
export function fitLogEvidence(problem: EvidenceProblem): EvidenceFit {
  const strongest = largest(problem.strengths);
  if (strongest === 0) return fitAt(problem, 1);
  let ratio = strongest / problem.rows;
  for (let step = 0; step < mostSteps; step++) {
    const next = Math.min(strongest * furthest, Math.max(strongest / furthest, nextRatio(problem, ratio)));
    const isDone = Math.abs(Math.log(next / ratio)) < closeEnough;
    ratio = next;
    if (isDone) break;
  }
  return fitAt(problem, ratio);
}

/** alpha / beta after one step: alpha = gamma / |m|², beta = (N − gamma) / error, with gamma the effective number of weights. */
function nextRatio(problem: EvidenceProblem, ratio: number): number {
  const { gamma, weights, error } = sumsAt(problem, ratio);
  return (gamma * error) / Math.max(Number.MIN_VALUE, weights * (problem.rows - gamma));
}

/** With alpha = ratio · beta the evidence is highest at beta = N / (error + ratio · |m|²). */
function fitAt(problem: EvidenceProblem, ratio: number): EvidenceFit {
  const { strengths, rows, targetSquares } = problem;
  const { error, weights } = sumsAt(problem, ratio);
  const beta = rows / Math.max(leastNoise * targetSquares, error + ratio * weights);
  const alpha = ratio * beta;
  let logDeterminants = 0;
  for (let at = 0; at < strengths.length; at++) logDeterminants += Math.log(alpha) - Math.log(alpha + beta * strengths[at]!);
  const logEvidence = 0.5 * (logDeterminants + rows * Math.log(beta) - beta * error - alpha * weights - rows * Math.log(2 * Math.PI));
  return { alpha, beta, logEvidence };
}

function sumsAt(
  { strengths, alongSquares, targetSquares }: EvidenceProblem,
  ratio: number,
): { gamma: number; weights: number; error: number } {
  let [gamma, weights, error, inside] = [0, 0, 0, 0];
  for (let at = 0; at < strengths.length; at++) {
    const [strength, square] = [strengths[at]!, alongSquares[at]!];
    gamma += strength / (strength + ratio);
    weights += (strength * square) / (strength + ratio) ** 2;
    error += square * (ratio / (strength + ratio)) ** 2;
    inside += square;
  }
  return { gamma, weights, error: error + Math.max(0, targetSquares - inside) };
}

/**
 * The derivative of the log evidence with respect to the weight of a row, at weight 1: ½ (ln beta − h − beta · residual² − ln 2π), with
 * the leverage h = beta xᵀA⁻¹x of the row. alpha, beta and the weights are optimal, so their changes have no first-order effect. These
 * derivatives give the evidence of any resample without a fit (infinitesimal jackknife: Efron, "The Jackknife, the Bootstrap and Other
 * Resampling Plans", 1982). A refit would take copies of a row for new rows and be overconfident with as many features as rows.
 */
export function evidenceInfluence(beta: number, leverage: number, residual: number): number {
  return 0.5 * (Math.log(beta) - leverage - beta * residual ** 2 - Math.log(2 * Math.PI));
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]!);
  return most;
}
