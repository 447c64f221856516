/** Plain float64 algebra on lists of rows: slow, and independent of the code it checks. */

/** Eigenvalues and eigenvectors (vectors[k] belongs to values[k]) of a symmetric matrix, by Jacobi rotations. */
export function jacobiEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  const v = a.map((_, i) => a.map((__, j) => Number(i === j)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p]![q]!;
        off += apq * apq;
        if (Math.abs(apq) < 1e-300) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1),
          s = t * c;
        for (let k = 0; k < n; k++) [a[k]![p], a[k]![q]] = [c * a[k]![p]! - s * a[k]![q]!, s * a[k]![p]! + c * a[k]![q]!];
        for (let k = 0; k < n; k++) [a[p]![k], a[q]![k]] = [c * a[p]![k]! - s * a[q]![k]!, s * a[p]![k]! + c * a[q]![k]!];
        for (let k = 0; k < n; k++) [v[k]![p], v[k]![q]] = [c * v[k]![p]! - s * v[k]![q]!, s * v[k]![p]! + c * v[k]![q]!];
      }
    }
    if (off < 1e-22) break;
  }
  return { values: a.map((row, i) => row[i]!), vectors: a.map((_, k) => v.map((row) => row[k]!)) };
}

/** rows · rowsᵀ. */
export const gram = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((a) => rows.map((b) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)));

/** The log density of a target under a normal distribution with mean 0. */
export function logNormalDensity(target: readonly number[], covariance: readonly (readonly number[])[]): number {
  const n = target.length;
  const lower = covariance.map(() => new Array<number>(n).fill(0));
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
    logDeterminant += 2 * Math.log(lower[i]![i]!);
  }
  const solved: number[] = [];
  for (let i = 0; i < n; i++) solved.push((target[i]! - solved.reduce((sum, value, k) => sum + lower[i]![k]! * value, 0)) / lower[i]![i]!);
  return -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant + solved.reduce((sum, value) => sum + value * value, 0));
}
