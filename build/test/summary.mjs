/**
 * The result of one check or one test file.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {{ name: string, reason: string }[]} skipped
 * @property {string[]} failures each in full
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
    }),
    nothingYet(),
  );
}

/** `N passed, N failed`, and `, N skipped` if any were. @param {Outcome} outcome */
export function countsOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}

/** 0 only if something ran and nothing failed. @param {Outcome} outcome */
export function exitCodeOf({ passed, failed }) {
  return failed === 0 && passed > 0 ? 0 : 1;
}
