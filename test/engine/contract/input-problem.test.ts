import assert from 'node:assert/strict';
import test from 'node:test';
import { inputProblem } from '../../../engine/contract/input-problem.ts';
import { requests, type RequestName } from '../../../engine/contract/index.ts';

function failureOf(name: RequestName, input: unknown): { code: string; facts: object } {
  const checked = requests[name].input.safeParse(input);
  assert.ok(checked.error, `${name} took ${JSON.stringify(input)}`);
  return inputProblem(checked.error).failure;
}

const project = '6f1b0f1e-56f2-4a57-9c3d-0d3a9f6f1c11';

test('a path that does not say where it begins is refused, within a choice too', () => {
  for (const path of ['photos', './photos', '../etc/passwd', '~/photos', 'CON', '<script>', 'C:photos', '\\photos']) {
    const failure = { code: 'path-not-whole', facts: { path } };
    assert.deepEqual(failureOf('sources.export', { source: 'starter', out: path }), failure);
    assert.deepEqual(failureOf('images.import', { project, from: { paths: ['/photos', path] } }), failure);
    assert.deepEqual(failureOf('predictions.one', { project, image: { path } }), failure);
  }
});

test('paths of every system are taken', () => {
  for (const path of ['/', '/home/ada/photos', 'D:\\photos', 'd:/photos', '\\\\lab\\share\\photos', '//lab/share']) {
    assert.ok(requests['sources.export'].input.safeParse({ source: 'starter', out: path }).success, path);
  }
});

test('of any other fault the place is named', () => {
  assert.deepEqual(failureOf('sources.export', { source: 1, out: '/out' }).code, 'input-invalid');
  assert.match(JSON.stringify(failureOf('sources.export', { source: 1, out: '/out' }).facts), /source: /);
});
