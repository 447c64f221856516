import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const passedOn = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in this one's place: same input, output and folder; signals go on to it.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} its exit code; 128 plus the number of the signal that ended it
 */
export function runInFront(program, args, { env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env, cwd });
    const handlers = passedOn.map((signal) => {
      // A terminal's Ctrl-C reaches the child by itself; here it must only not end this process first.
      const handler = () => { if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal); };
      process.on(signal, handler);
      return () => process.off(signal, handler);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const remove of handlers) remove();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * The folder that the user called `npm run <script>` from, by which relative paths are meant; npm itself changes to the checkout.
 * @param {string} script
 */
export function calledFrom(script) {
  return (process.env.npm_lifecycle_event === script && process.env.INIT_CWD) || process.cwd();
}
