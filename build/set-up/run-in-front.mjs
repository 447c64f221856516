import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const passedOn = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in the foreground in place of this one: same input, output and folder; signals are forwarded.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} its exit code; 128 plus the number of the signal that ended it
 */
export function runInFront(program, args, { env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env, cwd });
    const handlers = passedOn.map((signal) => {
      // A terminal's Ctrl-C reaches the child directly; it only must not end this process first.
      const handler = () => {
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      };
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
 * Returns the folder from which the user called `npm run <script>`, the base of relative paths; npm itself changes to the checkout.
 * @param {string} script
 */
export function calledFrom(script) {
  return (process.env.npm_lifecycle_event === script && process.env.INIT_CWD) || process.cwd();
}
