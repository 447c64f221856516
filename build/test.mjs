/**
 * `npm test [-- filter ...]`: runs set-up, then every check and test, or only those whose name or path contains one of the filters. `npm
 * test -- --quick` takes under three minutes, for daily work: types, lint, layers and the unit tests of folders that start no process and
 * load no TensorFlow.
 * The last line is `N passed, N failed`, with `, N skipped` if any were.
 */
import path from 'node:path';
import { orExplain } from './set-up/explain.mjs';
import { filesBelow } from './set-up/files.mjs';
import { root } from './set-up/places.mjs';
import { setUp } from './set-up/run.mjs';
import { bundleChecks, codeChecks, runChecks, typeChecks } from './test/checks.mjs';
import { findChromium } from './test/chromium.mjs';
import { findTestElectron, openTestDisplay } from './test/electron.mjs';
import { findTestPython } from './test/python.mjs';
import { addUp, countsOf, exitCodeOf, nothingYet, slowestOf } from './test/summary.mjs';
import { runTestFiles, seconds } from './test/test-files.mjs';

/** @typedef {import('./test/summary.mjs').Outcome} Outcome */
/** @typedef {{ name: string, subjects: string[], run: () => Promise<Outcome[]> }} Phase */

const UNIT_LIMIT_MS = 5 * 60_000;
const WHOLE_JOB_LIMIT_MS = 10 * 60_000;
const AT_ONCE = 2;
/** App tests wait for frames and animations in between: three keep two cores busy. */
const APP_TESTS_AT_ONCE = 3;
/** Tests in which external programs read exported models. */
const READERS = 'real-readers';

const quickFolders = ['engine/domain', 'engine/words', 'engine/contract', 'engine/files', 'renderer', 'electron', 'build'];
const isQuick = process.argv.includes('--quick');
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
/** @param {string} subject */
const isWanted = (subject) => filters.length === 0 || filters.some((filter) => subject.includes(filter));
/** @param {string} line */
const say = (line) => console.log(line);

await orExplain(() => setUp({ bundles: false, say: (line) => say(`set-up: ${line}`) }));
const checks = [checkPhase('types', typeChecks()), checkPhase('code', codeChecks())];
const phases = isQuick
  ? [...checks, filePhase('unit tests', quickFolders, runUnitTests)]
  : [
      checkPhase('build', bundleChecks()),
      ...checks,
      filePhase('unit and contract tests', ['engine', 'renderer', 'electron', 'build', 'gate'], runUnitTests),
      filePhase('app tests', ['app'], runAppTests),
      filePhase('shell tests', ['shell'], runShellTests),
    ];
/** @type {Outcome[]} */
const outcomes = [];
for (const phase of phases) {
  if (phase.subjects.length === 0) continue;
  const started = Date.now();
  const outcome = addUp(await phase.run());
  outcomes.push(outcome);
  for (const failure of outcome.failures) say(`\nFAILED ${failure}\n`);
  say(`${phase.name}: ${countsOf(outcome)} (${seconds(started)})`);
}
finish(addUp(outcomes));

/** @param {string} name @param {import('./test/checks.mjs').Check[]} checks @returns {Phase} */
function checkPhase(name, checks) {
  const wanted = checks.filter((check) => isWanted(check.name));
  return { name, subjects: wanted.map((check) => check.name), run: () => runChecks(wanted, AT_ONCE) };
}

/** @param {string} name @param {string[]} folders of test/ @param {(files: string[]) => Promise<Outcome[]>} run @returns {Phase} */
function filePhase(name, folders, run) {
  const files = filesBelow(folders.map((folder) => path.join(root, 'test', folder))).filter((file) => file.endsWith('.test.ts'));
  const wanted = files.filter((file) => isWanted(path.relative(root, file)));
  return { name, subjects: wanted, run: () => run(wanted) };
}

/** @param {string[]} files */
async function runUnitTests(files) {
  const options = { atOnce: AT_ONCE, timeoutMs: UNIT_LIMIT_MS, say };
  if (!files.some((file) => path.basename(file).startsWith(READERS))) return runTestFiles(files, options);
  const python = await findTestPython(say);
  // Without it, the tests that need it skip themselves with a message.
  if (python.env === null) say(`  no Python with TensorFlow: ${python.reason}`);
  else say(`  Python: ${python.how}`);
  return runTestFiles(files, { ...options, env: python.env ?? process.env });
}

/** @param {string[]} files */
async function runAppTests(files) {
  const chromium = await findChromium(say);
  if (chromium.program === null) return skipAll(files, chromium.reason);
  say(`  Chromium: ${chromium.program} (${chromium.how})`);
  return runTestFiles(files, {
    atOnce: APP_TESTS_AT_ONCE,
    timeoutMs: WHOLE_JOB_LIMIT_MS,
    env: { ...process.env, GRAFT_CHROMIUM: chromium.program },
    say,
  });
}

/** @param {string[]} files */
async function runShellTests(files) {
  const electron = await findTestElectron(say);
  if (electron.folder === null) return skipAll(files, electron.reason);
  const display = await openTestDisplay(say);
  if ('reason' in display) return skipAll(files, display.reason);
  say(`  Electron: ${electron.folder} (${electron.how})`);
  try {
    return await runTestFiles(files, {
      atOnce: 1,
      timeoutMs: WHOLE_JOB_LIMIT_MS,
      env: { ...display.env, GRAFT_TEST_ELECTRON_DIST: electron.folder },
      say,
    });
  } finally {
    await display.end();
  }
}

/** @param {string[]} files @param {string} reason @returns {Outcome[]} */
function skipAll(files, reason) {
  say(`  SKIPPED: ${reason}`);
  return files.map((file) => ({ ...nothingYet(), skipped: [{ name: path.relative(root, file), reason }] }));
}

/** @param {Outcome} total */
function finish(total) {
  const slowest = slowestOf(total);
  if (slowest.length > 0) for (const line of ['\nSlowest files:', ...slowest]) say(line);
  if (total.skipped.length > 0) say('\nSkipped:');
  for (const { name, reason } of total.skipped) say(`  ${name}: ${reason}`);
  if (total.passed + total.failed + total.skipped.length === 0)
    say(`Nothing has ${filters.map((filter) => `"${filter}"`).join(' or ')} in its name.`);
  say(`\n${countsOf(total)}`);
  process.exitCode = exitCodeOf(total);
}
