import { spawn, spawnSync } from 'node:child_process';

/**
 * @typedef {object} CommandResult
 * @property {number | null} code exit code; null if a signal ended it or it could not be started
 * @property {string | null} signal
 * @property {string} stdout
 * @property {string} stderr
 * @property {boolean} timedOut
 */

/**
 * Runs a program to its end and returns its output. Never throws: a program that cannot be started has code null.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} options
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, { cwd, env, timeoutMs = 0, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: env ?? process.env, shell, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const timer =
      timeoutMs > 0
        ? setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs)
        : undefined;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: null, signal: null, stdout, stderr: error.message, timedOut });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, timedOut });
    });
  });
}

/** Returns the last non-empty line of a command's output, as a one-line reason. @param {CommandResult} result */
export function reasonOf(result) {
  if (result.timedOut) return 'it took too long';
  const lines = `${result.stdout}\n${result.stderr}`
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return (
    lines.findLast((line) => /error/i.test(line))
    ?? lines.at(-1)
    ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.code}`)
  );
}

/** Whether a program can be started with these arguments and exits successfully. @param {string} program @param {string[]} args */
export function canRun(program, args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 20_000, windowsHide: true }).status === 0;
}
