import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pinnedNode } from '../set-up/pinned-node.mjs';
import { root } from '../set-up/places.mjs';
import { nothingYet } from './summary.mjs';

/** @typedef {import('./summary.mjs').Outcome} Outcome */

const reporter = pathToFileURL(path.join(root, 'build', 'test', 'reporter.mjs')).href;
const GRACE_MS = 2000;
/**
 * A full test run starts hundreds of processes: half their start-up goes into type stripping and compiling, which is cached between them.
 */
const compileCache = path.join(root, 'node_modules', '.cache', 'compiled');

/**
 * Runs test files under the pinned Node, each in its own process, a few at a time.
 * @param {string[]} files
 * @param {{ atOnce: number, timeoutMs: number, env?: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @returns {Promise<Outcome[]>}
 */
export async function runTestFiles(files, { atOnce, timeoutMs, env = process.env, say }) {
  const waiting = [...files];
  /** @type {Outcome[]} */
  const outcomes = [];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const started = Date.now();
      const outcome = await runTestFile(file, { timeoutMs, env });
      outcomes.push({ ...outcome, times: [{ file: path.relative(root, file), ms: Date.now() - started }] });
      const mark = outcome.failed > 0 ? 'FAILED' : 'ok';
      say(`  ${mark.padEnd(6)} ${path.relative(root, file)} (${outcome.passed + outcome.failed} tests, ${seconds(started)})`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}

/**
 * Runs one test file to its end or its time limit.
 * @param {string} file
 * @param {{ timeoutMs: number, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Outcome>}
 */
export async function runTestFile(file, { timeoutMs, env = process.env }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'graft-test-'));
  const verdicts = path.join(folder, 'verdicts.ndjson');
  const run = await runToEnd([`--test-reporter=${reporter}`, `--test-reporter-destination=${verdicts}`, file], env, timeoutMs);
  const outcome = readVerdicts(verdicts, path.relative(root, file));
  rmSync(folder, { recursive: true, force: true });
  const trouble = troubleOf(run, outcome, timeoutMs);
  if (trouble) {
    outcome.failed += 1;
    outcome.failures.push(`${path.relative(root, file)}: ${trouble}`);
  }
  if (outcome.failed > 0 && run.words.trim()) outcome.failures.push(`${path.relative(root, file)} said:\n${run.words.trim()}`);
  return outcome;
}

/**
 * Returns what is wrong with a run besides its failed tests, as text; null if nothing is.
 * @param {FileRun} run @param {Outcome} outcome @param {number} timeoutMs
 */
function troubleOf(run, outcome, timeoutMs) {
  if (run.timedOut) return `it did not end within ${timeoutMs / 1000} s and was ended`;
  if (run.signal) return `its process was ended by ${run.signal}`;
  if (run.code !== 0 && outcome.failed === 0) return `its process ended with exit code ${run.code}`;
  if (outcome.passed + outcome.failed + outcome.skipped.length === 0) return 'it holds no test';
  return null;
}

/** @typedef {{ code: number | null, signal: string | null, words: string, timedOut: boolean }} FileRun */

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @param {number} timeoutMs @returns {Promise<FileRun>} */
function runToEnd(args, env, timeoutMs) {
  return new Promise((resolve, reject) => {
    const ownGroup = process.platform !== 'win32';
    const child = spawn(pinnedNode(), args, {
      cwd: root,
      env: { NODE_COMPILE_CACHE: compileCache, ...env },
      detached: ownGroup,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endAll('SIGTERM');
      setTimeout(() => endAll('SIGKILL'), GRACE_MS);
    }, timeoutMs);
    const endAll = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        if (ownGroup && child.pid) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // The whole group has already ended.
      }
    };
    const onEnd = () => endAll('SIGTERM');
    process.once('exit', onEnd);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        words += text;
      });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      process.off('exit', onEnd);
      // A process left behind by the test would keep the output open; it is killed with the rest of the group.
      const left = setTimeout(() => endAll('SIGKILL'), GRACE_MS);
      child.once('close', () => {
        clearTimeout(left);
        resolve({ code, signal, words, timedOut });
      });
    });
  });
}

/** @param {string} file @param {string} source @returns {Outcome} */
function readVerdicts(file, source) {
  const outcome = nothingYet();
  for (const line of linesOf(file)) {
    const verdict = JSON.parse(line);
    const name = `${source}: ${verdict.name}`;
    if (verdict.skipped !== undefined) outcome.skipped.push({ name, reason: verdict.skipped });
    else if (verdict.passed) outcome.passed += 1;
    else {
      outcome.failed += 1;
      outcome.failures.push(`${name}\n${verdict.failure}`);
    }
  }
  return outcome;
}

/** Whole lines only: a killed process may have written half a line. @param {string} file */
function linesOf(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** @param {number} started */
export function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
