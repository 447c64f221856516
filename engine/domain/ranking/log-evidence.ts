/** Rows and one target in the coordinates of the rows' left singular vectors. */
export interface EvidenceProblem {
  /** Squared singular values of the rows, all above 0; as many as the rank k. */
  readonly strengths: ArrayLike<number>;
  /** Square of the target's share along each left singular vector. */
  readonly alongSquares: ArrayLike<number>;
  /** Sum of squares of the target. */
  readonly targetSquares: number;
  /** Number of rows N. */
  readonly rows: number;
}
export interface EvidenceFit {
  /** Precision of the weights and of the noise, at which the evidence is highest. */
  readonly alpha: number;
  readonly beta: number;
  /** ln p(target | rows, alpha, beta), of all rows together. */
  readonly logEvidence: number;
}

const mostSteps = 300;
const closeEnough = 1e-9;
/** alpha / beta stays within this share and this multiple of the strongest direction: beyond, nothing changes any more. */
const furthest = 1e10;
const leastNoise = 1e-12;

/**
 * The highest evidence of Bayesian linear regression: weights normal with precision alpha, noise with precision beta, both found by
 * MacKay's fixed point ("Bayesian Interpolation", Neural Computation 4(3), 1992). It is LogME (You, Liu, Wang and Long, ICML 2021) but
 * for one thing: the code published with that paper counts ln alpha once for each feature D and the log determinant only over the rank
 * k, so that it grows with mere noise in more features. The D − k directions without any row cancel out of the evidence; k stands here.
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

/** alpha / beta after one step: alpha = gamma / |m|², beta = (N − gamma) / error, with gamma the number of weights that the rows settle. */
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

function sumsAt({ strengths, alongSquares, targetSquares }: EvidenceProblem, ratio: number): { gamma: number; weights: number; error: number } {
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
 * How the log evidence grows with the weight of one row, at weight 1: ½ (ln beta − h − beta · residual² − ln 2π), with h = beta xᵀA⁻¹x the
 * row's leverage. alpha, beta and the weights are at their best, so that moving them changes nothing in first order. With these the
 * evidence of any resample follows without a fit (infinitesimal jackknife: Efron, "The Jackknife, the Bootstrap and Other Resampling
 * Plans", 1982). A refit would take copies of a row for new ones, and be too sure wherever features are as many as rows.
 */
export function evidenceInfluence(beta: number, leverage: number, residual: number): number {
  return 0.5 * (Math.log(beta) - leverage - beta * residual ** 2 - Math.log(2 * Math.PI));
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]!);
  return most;
}
