import { minimise, type Evaluation, type Minimum } from './lbfgs.ts';
import { LogisticLoss } from './logistic-loss.ts';
import type { LogisticProblem, LogisticRows } from './logistic-problem.ts';

/** When to stop; see MinimiseOptions. */
export interface Precision {
  readonly tolerance: number;
  readonly iterations: number;
}

/** Called between steps so that a request to stop can arrive; throws if there is one. */
export type Pause = () => Promise<void>;

/** Most values held at a time for the rows of all problems; further problems are solved in further groups. */
const mostResults = 8e6;

/** Solves problems over the same rows together, so that each step passes over the rows once for all of them. */
export async function solveLogistic(
  rows: LogisticRows,
  problems: readonly LogisticProblem[],
  precision: Precision,
  pause: Pause,
): Promise<Minimum[]> {
  const together = Math.max(1, Math.floor(mostResults / (rows.coordinates.rows * rows.classes)));
  const solved: Minimum[] = [];
  for (let from = 0; from < problems.length; from += together) {
    solved.push(...(await solveGroup(rows, problems.slice(from, from + together), precision, pause)));
  }
  return solved;
}

interface Running {
  readonly problem: LogisticProblem;
  readonly steps: Generator<Float64Array, Minimum, Evaluation>;
  point: Float64Array;
  readonly at: number;
}

async function solveGroup(
  rows: LogisticRows,
  problems: readonly LogisticProblem[],
  precision: Precision,
  pause: Pause,
): Promise<Minimum[]> {
  const solved = new Array<Minimum>(problems.length);
  let running: Running[] = problems.map((problem, at) => {
    const steps = minimise(problem.start, { ...precision, inverseCurvature: inverseCurvature(rows, problem.penalty) });
    return { problem, steps, at, point: steps.next().value as Float64Array };
  });
  while (running.length > 0) running = await stepsUntilOneEnds(rows, running, pause, solved);
  return solved;
}

/** Advances all problems until one or more are solved; returns those still running. */
async function stepsUntilOneEnds(rows: LogisticRows, running: readonly Running[], pause: Pause, solved: Minimum[]): Promise<Running[]> {
  const loss = new LogisticLoss(
    rows,
    running.map(({ problem }) => problem),
  );
  try {
    for (;;) {
      await pause();
      const evaluations = loss.at(running.map(({ point }) => point));
      const goOn = running.filter((one, at) => {
        const step = one.steps.next(evaluations[at]!);
        if (step.done) solved[one.at] = step.value;
        else one.point = step.value;
        return !step.done;
      });
      if (goOn.length < running.length) return goOn;
    }
  } finally {
    loss.dispose();
  }
}

/**
 * The diagonal of Böhning's bound on the Hessian, ½(I − 11ᵀ/C) ⊗ mean xxᵀ ("Multinomial Logistic Regression Algorithm", Annals of the
 * Institute of Statistical Mathematics 44, 1992).
 */
function inverseCurvature({ meanSquares, classes }: LogisticRows, penalty: number): Float64Array {
  const bound = 0.5 * (1 - 1 / classes);
  const inverse = new Float64Array(classes * (meanSquares.length + 1));
  for (let index = 0; index < classes; index++) {
    meanSquares.forEach((square, column) => {
      inverse[index * meanSquares.length + column] = 1 / (bound * square + penalty);
    });
    inverse[classes * meanSquares.length + index] = 1 / bound;
  }
  return inverse;
}
