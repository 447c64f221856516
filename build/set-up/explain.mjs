import { SetUpFailure } from './failure.mjs';

/**
 * Runs a command's work; a set-up failure is printed as its message, without a stack trace, and ends with exit code 1.
 * @template T
 * @param {() => Promise<T>} work
 */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetUpFailure)) throw error;
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}
