import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test, type TestContext } from 'node:test';
import type { Failure } from '../../engine/contract/index.ts';
import { openInWindow, type Opening } from '../../electron/opening.ts';
import type { StudioDoor } from '../../electron/scheme.ts';
import { doorTo, pipeStudio } from '../support/shell/pipe-studio.ts';

interface Outcome {
  readonly shown: string[];
  readonly failed: Failure[];
}

async function opened(studio: StudioDoor, opening: Opening): Promise<Outcome> {
  const shown: string[] = [],
    failed: Failure[] = [];
  await openInWindow({ studio, show: (address) => void shown.push(address), fail: (failure) => void failed.push(failure) }, opening);
  return { shown, failed };
}

function answering(t: TestContext, answer: unknown, heard: string[] = []): Promise<StudioDoor> {
  const listener: RequestListener = (request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (text: string) => {
        body += text;
      })
      .on('end', () => {
        heard.push(`${request.url} ${body}`);
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
  };
  return pipeStudio(t, listener);
}

test('a project is opened by the studio and its images are shown', async (t) => {
  const heard: string[] = [];
  const studio = await answering(t, { ok: true, value: { id: '7f' } }, heard);
  assert.deepEqual(await opened(studio, { project: '/birds.graft' }), { shown: ['graft://app/#/7f/images'], failed: [] });
  assert.deepEqual(
    (await opened(studio, { example: true })).shown,
    ['graft://app/shell/example', 'graft://app/#/7f/images'],
    'with words meanwhile',
  );
  assert.deepEqual(heard, ['/api/projects.open {"path":"/birds.graft"}', '/api/projects.example {}']);
});

test('a project that the studio refuses leaves what is shown and says why', async (t) => {
  const failure = { code: 'project-in-use', facts: { path: '/birds.graft' } };
  const studio = await answering(t, { ok: false, failure });
  assert.deepEqual(await opened(studio, { project: '/birds.graft' }), { shown: [], failed: [failure] });
  assert.deepEqual(await opened(studio, { example: true }), { shown: ['graft://app/shell/example', 'graft://app/'], failed: [failure] });
});

test('a studio that is given up, or that answers with something else, is a failure with words', async (t) => {
  const garbage = await answering(t, 'not JSON');
  for (const studio of [doorTo(null), garbage]) {
    const { shown, failed } = await opened(studio, { project: '/birds.graft' });
    assert.deepEqual([shown, failed.map(({ code }) => code)], [[], ['studio-unreachable']]);
  }
});
