/**
 * The result of one check or one test file.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 * @property {string[]} failures each in full
 * @property {{ file: string, ms: number }[]} [times] of test files
 */

/** @returns {Outcome} */
export function nothingYet() {
  return { passed: 0, failed: 0, skipped: [], failures: [] };
}

/** @param {Outcome[]} outcomes @returns {Outcome} */
export function addUp(outcomes) {
  return outcomes.reduce(
    (sum, outcome) => ({
      passed: sum.passed + outcome.passed,
      failed: sum.failed + outcome.failed,
      skipped: [...sum.skipped, ...outcome.skipped],
      failures: [...sum.failures, ...outcome.failures],
      times: [...(sum.times ?? []), ...(outcome.times ?? [])],
    }),
    nothingYet(),
  );
}

/** `N passed, N failed`, and `, N skipped` if any were. @param {Outcome} outcome */
export function countsOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}

/** The test files that took longest, one line each: where to look if the tests take too long. @param {Outcome} outcome @returns {string[]} */
export function slowestOf({ times = [] }, most = 10) {
  return [...times]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most)
    .map(({ file, ms }) => `${(ms / 1000).toFixed(0).padStart(4)} s  ${file}`);
}

/** 0 only if something ran and nothing failed. @param {Outcome} outcome */
export function exitCodeOf({ passed, failed }) {
  return failed === 0 && passed > 0 ? 0 : 1;
}
