/** The value and gradient of a function at a point. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
}
export interface MinimiseOptions {
  /** An estimate of the inverse of the Hessian's diagonal: determines the first step and preconditions all later ones. */
  readonly inverseCurvature: Float64Array;
  /** Stops when the decrease predicted from the curvature is below this share of the value. */
  readonly tolerance: number;
  readonly iterations: number;
}

const memory = 10;
/** Share of the decrease predicted by the slope that a step must reach (Armijo, Pacific Journal of Mathematics 16, 1966). */
const sufficient = 1e-4;
const shortestStep = 1e-10;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly inverse: number;
}

/**
 * L-BFGS (Liu and Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization", Mathematical Programming 45, 1989) for a
 * smooth convex function. A generator that yields each point to evaluate and receives the evaluation, so that many problems can share one
 * pass over the same data.
 */
export function* minimise(start: Float64Array, options: MinimiseOptions): Generator<Float64Array, Minimum, Evaluation> {
  let point = start;
  let now = yield point;
  const pairs: Pair[] = [];
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const direction = descentDirection(now.gradient, pairs, options.inverseCurvature);
    const slope = dot(direction, now.gradient);
    if (-slope <= options.tolerance * Math.max(1e-3, Math.abs(now.value))) return { point, value: now.value, iterations: iteration };
    const found = yield* search(point, now, direction, slope);
    if (found === null) return { point, value: now.value, iterations: iteration };
    remember(pairs, difference(found.point, point), difference(found.at.gradient, now.gradient));
    ({ point, at: now } = found);
  }
  return { point, value: now.value, iterations: options.iterations };
}

/** Backtracks from the full step by fitting a parabola to value, slope and the value tried; null when no step helps any more. */
function* search(
  from: Float64Array,
  before: Evaluation,
  direction: Float64Array,
  slope: number,
): Generator<Float64Array, { point: Float64Array; at: Evaluation } | null, Evaluation> {
  for (let length = 1; length > shortestStep;) {
    const point = from.slice();
    add(point, length, direction);
    const at = yield point;
    if (at.value <= before.value + sufficient * length * slope) return { point, at };
    const parabola = (-slope * length * length) / (2 * (at.value - before.value - slope * length));
    length = Math.min(0.5 * length, Math.max(0.1 * length, Number.isFinite(parabola) ? parabola : 0));
  }
  return null;
}

/** Minus the approximate inverse Hessian times the gradient, by Nocedal's two-loop recursion (Mathematics of Computation 35, 1980). */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[], inverseCurvature: Float64Array): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = new Array<number>(pairs.length);
  for (let at = pairs.length - 1; at >= 0; at--) {
    const { step, change, inverse } = pairs[at]!;
    shares[at] = inverse * dot(step, direction);
    add(direction, -shares[at]!, change);
  }
  const scale = curvatureScale(pairs.at(-1), inverseCurvature);
  for (let index = 0; index < direction.length; index++) direction[index]! *= scale * inverseCurvature[index]!;
  pairs.forEach(({ step, change, inverse }, at) => add(direction, shares[at]! - inverse * dot(change, direction), step));
  return direction;
}

/** Factor by which the last step says that the estimated curvature is off, measured in its own metric. */
function curvatureScale(last: Pair | undefined, inverseCurvature: Float64Array): number {
  if (last === undefined) return 1;
  let sum = 0;
  for (let index = 0; index < inverseCurvature.length; index++) sum += last.change[index]! ** 2 * inverseCurvature[index]!;
  return 1 / (last.inverse * sum);
}

function remember(pairs: Pair[], step: Float64Array, change: Float64Array): void {
  const along = dot(step, change);
  // For convex functions the product is positive; rounding near the minimum can break this and would spoil the memory.
  if (!(along > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  pairs.push({ step, change, inverse: 1 / along });
  if (pairs.length > memory) pairs.shift();
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let index = 0; index < to.length; index++) to[index]! += factor * what[index]!;
}

function difference(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, index) => value - right[index]!);
}
