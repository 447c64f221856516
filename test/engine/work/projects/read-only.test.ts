import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requests, type Handlers, type RequestName } from '../../../../engine/contract/index.ts';
import { refusingReadOnly } from '../../../../engine/work/projects/read-only.ts';
import { projectId } from '../../../support/project.ts';

const leavesIt = ['projects.close', 'features.start', 'map.start', 'labels.export', 'exports.start', 'predictions.start', 'reports.export'];
const all = Object.keys(requests) as RequestName[];
const handlers = Object.fromEntries(all.map((name) => [name, () => name])) as unknown as Handlers;
const answers = (isReadOnly: boolean, input: object): RequestName[] => {
  const guarded = refusingReadOnly({ find: () => ({ isReadOnly, folder: '/p' }) as never }, handlers);
  return all.filter((name) => {
    try {
      return (guarded[name] as (given: object) => unknown)(input) === name;
    } catch (error) {
      assert.deepEqual((error as { failure?: unknown }).failure, { code: 'project-read-only', facts: { path: '/p' } });
      return false;
    }
  });
};

test('every change of a project that can only be read is refused; questions, and what writes elsewhere, are not', () => {
  const answered = answers(true, { project: projectId });
  assert.deepEqual(
    answered,
    all.filter((name) => requests[name].kind === 'question' || leavesIt.includes(name)),
  );
  assert.ok(!answered.includes('labels.set') && answered.includes('runs.evaluation'));
});

test('what concerns no project, and every project that is written, goes on', () => {
  assert.deepEqual(answers(true, {}), all);
  assert.deepEqual(answers(false, { project: projectId }), all);
});
