import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findLibrary, neededOfWheel } from '../../build/set-up/tensorflow-library.mjs';
import { routesFor } from '../../build/set-up/tensorflow-routes.mjs';
import { compareVersions, judgeSelfTest } from '../../build/set-up/tensorflow-check.mjs';
import { linkAddon, provideTensorFlow } from '../../build/set-up/tensorflow.mjs';
import { emptyFolder, fakeRoute, fakeWorkshop, writeFakeLibrary } from '../support/models/tensorflow.ts';

const silent = () => {};

test('the routes come in the order: C library, wheel, named folder; and the folder only where it is named', () => {
  const named = routesFor({ GRAFT_LIBTENSORFLOW: 'here' }, 'linux-x64').map((route) => route.name);
  assert.deepEqual(named, ['archive', 'wheel', 'folder']);
  assert.deepEqual(
    routesFor({}, 'linux-arm64').map((route) => route.name),
    ['wheel'],
  );
  assert.deepEqual(
    routesFor({}, 'darwin-x64').map((route) => route.name),
    [],
  );
});

test('the first route that works is used, and every refusal is told', async (t) => {
  const calls: string[] = [];
  const said: string[] = [];
  const routes = [fakeRoute('archive', calls, 'the address does not answer'), fakeRoute('wheel', calls), fakeRoute('folder', calls)];
  const { record, folder } = await provideTensorFlow(fakeWorkshop(emptyFolder(t), routes, calls), (line) => said.push(line));
  assert.equal(record.route, 'wheel');
  assert.deepEqual(calls, ['fetch archive', 'fetch wheel', 'compile', 'self-test']);
  assert.ok(said.some((line) => line.includes('the address does not answer')));
  assert.deepEqual(readdirSync(folder).sort(), [
    'libtensorflow.so.2',
    'libtensorflow_framework.so.2',
    'tensorflow.json',
    'tfjs_binding.node',
  ]);
});

test('a second checkout takes the result from the cache, whatever route made it, and fetches nothing', async (t) => {
  const cache = emptyFolder(t);
  const calls: string[] = [];
  const routes = () => [fakeRoute('archive', calls, 'no network'), fakeRoute('wheel', calls)];
  const first = await provideTensorFlow(fakeWorkshop(cache, routes(), calls), silent);
  calls.length = 0;
  const second = await provideTensorFlow(fakeWorkshop(cache, routes(), calls), silent);
  assert.equal(second.folder, first.folder);
  assert.deepEqual(second.record, first.record);
  assert.deepEqual(calls, ['self-test']);
});

test('what a named folder once gave is taken without naming it again, unless one route was asked for', async (t) => {
  const cache = emptyFolder(t);
  await provideTensorFlow(fakeWorkshop(cache, [fakeRoute('folder', [])]), silent);
  const { record } = await provideTensorFlow(fakeWorkshop(cache, [fakeRoute('archive', [], 'no network')]), silent);
  assert.equal(record.route, 'folder');
  const onlyArchive = { ...fakeWorkshop(cache, [fakeRoute('archive', [], 'no network')]), takesOthers: false };
  await assert.rejects(provideTensorFlow(onlyArchive, silent), /no network/);
});

test('a library that was cut short in the cache is noticed and made anew', async (t) => {
  const cache = emptyFolder(t);
  const said: string[] = [];
  const { folder } = await provideTensorFlow(fakeWorkshop(cache, [fakeRoute('wheel', [])]), silent);
  truncateSync(path.join(folder, 'libtensorflow.so.2'), 3);
  const again = await provideTensorFlow(fakeWorkshop(cache, [fakeRoute('wheel', [])]), (line) => said.push(line));
  assert.ok(said.some((line) => line.includes('damaged')));
  assert.equal(readFileSync(path.join(again.folder, 'libtensorflow.so.2'), 'utf8'), 'library libtensorflow.so.2');
});

test('a copy of the right size that fails the self-test is made anew', async (t) => {
  const cache = emptyFolder(t);
  await provideTensorFlow(fakeWorkshop(cache, [fakeRoute('wheel', [])]), silent);
  const calls: string[] = [];
  const workshop = fakeWorkshop(cache, [fakeRoute('wheel', calls)], calls);
  const answers = [{ failure: 'it does not load' }, { version: '2.18.0' }];
  workshop.selfTest = () => Promise.resolve(answers.shift() ?? { failure: 'asked too often' });
  await provideTensorFlow(workshop, silent);
  assert.deepEqual(calls, ['fetch wheel', 'compile']);
});

test('what fails the self-test never gets its name, and the failure says what happened, what is safe and what to do', async (t) => {
  const cache = emptyFolder(t);
  const workshop = fakeWorkshop(cache, [fakeRoute('wheel', [])]);
  workshop.selfTest = () => Promise.resolve({ failure: 'it computes wrong numbers' });
  await assert.rejects(provideTensorFlow(workshop, silent), (error: Error) => {
    assert.match(error.message, /could not be set up/);
    assert.match(error.message, /Nothing half-made was kept/);
    assert.match(error.message, /GRAFT_LIBTENSORFLOW/);
    assert.match(error.message, /it computes wrong numbers/);
    return true;
  });
  assert.deepEqual(readdirSync(cache), []);
});

test('what an interrupted set-up left is removed by the next, but not what one still at work is making', async (t) => {
  const cache = emptyFolder(t);
  const endedPid = 2 ** 30;
  const abandoned = path.join(cache, `.2.18.0-wheel.${endedPid}.partial`);
  const atWork = path.join(cache, `.2.18.0-archive.${process.ppid}.partial`);
  for (const folder of [abandoned, atWork]) mkdirSync(folder, { recursive: true });
  await provideTensorFlow(fakeWorkshop(cache, [fakeRoute('wheel', [])]), silent);
  assert.equal(existsSync(abandoned), false);
  assert.equal(existsSync(atWork), true);
});

test('a missing compiler is told before anything is fetched', async (t) => {
  const calls: string[] = [];
  const workshop = fakeWorkshop(emptyFolder(t), [fakeRoute('wheel', calls)], calls);
  workshop.requireTools = () => {
    throw new Error('no C++ compiler was found');
  };
  await assert.rejects(provideTensorFlow(workshop, silent), /no C\+\+ compiler/);
  assert.deepEqual(calls, []);
});

test('without any route the words name the system and the way out', async (t) => {
  await assert.rejects(
    provideTensorFlow(fakeWorkshop(emptyFolder(t), []), silent),
    /no ready-made library .* is known for .*GRAFT_LIBTENSORFLOW/s,
  );
});

test('the folder where tfjs-node looks becomes a link, replacing what was there', (t) => {
  const base = emptyFolder(t);
  const result = path.join(base, 'result');
  const link = path.join(base, 'lib', 'napi-v8');
  mkdirSync(result);
  mkdirSync(link, { recursive: true });
  writeFileSync(path.join(link, 'tfjs_binding.node'), 'an older one');
  linkAddon(result, link);
  linkAddon(result, link);
  assert.equal(realpathSync(link), realpathSync(result));
  assert.deepEqual(readdirSync(result), []);
});

test('libraries are found as the C archive and as the Python package lay them out, and half of them are not taken', (t) => {
  const folder = emptyFolder(t);
  assert.equal(findLibrary(folder, 'linux'), null);
  writeFakeLibrary(folder);
  assert.deepEqual(
    findLibrary(folder, 'linux')?.libraries.map((library) => library.name),
    ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
  );
  assert.equal(findLibrary(folder, 'win32'), null);
});

test('of a wheel only libraries and C headers are unpacked', () => {
  assert.ok(neededOfWheel('tensorflow/libtensorflow_cc.so.2'));
  assert.ok(neededOfWheel('tensorflow/include/tensorflow/c/eager/c_api.h'));
  assert.equal(neededOfWheel('tensorflow/python/_pywrap_tfe.so'), false);
  assert.equal(neededOfWheel('tensorflow/include/Eigen/Core.h'), false);
});

test('the self-test accepts the step worked out by hand and refuses wrong numbers and old libraries', () => {
  const right = { version: '2.21.0', loss: 1.625, weights: [1.05, 0.55] };
  assert.deepEqual(judgeSelfTest(right), { version: '2.21.0' });
  assert.match(JSON.stringify(judgeSelfTest({ ...right, weights: [1.05, 0.56] })), /wrong numbers/);
  assert.match(JSON.stringify(judgeSelfTest({ ...right, weights: [1.05] })), /wrong numbers/);
  assert.match(JSON.stringify(judgeSelfTest({ ...right, version: '2.9.1' })), /older than 2\.18\.0/);
});

test('versions are compared by number, not by letters', () => {
  assert.ok(compareVersions('2.9.1', '2.18.0') < 0);
  assert.equal(compareVersions('2.18.0', '2.18.0'), 0);
  assert.ok(compareVersions('2.19.0-rc1', '2.18.1') > 0);
});
