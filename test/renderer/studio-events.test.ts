import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Events, ProjectId } from '../../engine/contract/index.ts';
import { listen, on } from '../../renderer/studio.ts';

const project: Events['projects.changed']['project'] = {
  id: 'b7e5a3d0-1111-4222-8333-444455556666' as ProjectId,
  name: 'Größe 植物',
  path: '/p',
  readOnly: false,
  images: 3,
  labelled: 1,
  unlabelled: 2,
  conflicts: 0,
  refused: 0,
  missing: 0,
  excluded: 0,
  removed: 0,
  classes: [],
  dataVersion: 7,
  undo: null,
  redo: null,
  runs: 0,
  choices: null,
};

/** Answers with a stream that comes in pieces of so many bytes and stays open. */
function streamOf(text: string, pieceBytes: number): typeof fetch {
  const bytes = new TextEncoder().encode(text);
  return async (_address, init) =>
    new Response(
      new ReadableStream({
        start(stream) {
          for (let at = 0; at < bytes.length; at += pieceBytes) stream.enqueue(bytes.slice(at, at + pieceBytes));
          init?.signal?.addEventListener('abort', () => stream.error(init.signal?.reason));
        },
      }),
    );
}

test('events are heard whole and in their order, however the stream is cut and its lines end; what is none is passed over', async (t) => {
  const { fetch } = globalThis;
  t.after(() => {
    globalThis.fetch = fetch;
  });
  Object.defineProperty(globalThis, 'localStorage', { value: { getItem: () => null }, configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, 'localStorage'));
  const told = (name: string, more: object): string[] => [
    `event: ${name}`,
    `data: ${JSON.stringify({ project: { ...project, ...more } })}`,
    '',
  ];
  const lines = [
    ': a comment',
    '',
    ...told('projects.changed', { images: 4 }),
    ...told('unheard.of', {}),
    'data: of no name',
    '',
    'retry: 10',
    'id: 1',
    'event: without data',
    '',
    ...told('projects.changed', { images: 5 }),
    ...told('projects.changed', { images: 6 }).slice(0, -1),
  ];
  for (const [end, pieceBytes] of [
    ['\n', 1],
    ['\n', 7],
    ['\r\n', 1],
    ['\r\n', 50],
    ['\r', 1],
    ['\n', 1e6],
  ] as const) {
    globalThis.fetch = streamOf(`${lines.join(end)}${end}`, pieceBytes);
    const heard: unknown[] = [];
    const both = Promise.withResolvers<void>();
    const off = on('projects.changed', (value) => {
      if (heard.push(value.project) === 2) both.resolve();
    });
    const stop = listen();
    await both.promise;
    stop();
    off();
    assert.deepEqual(
      heard,
      [
        { ...project, images: 4 },
        { ...project, images: 5 },
      ],
      `${JSON.stringify(end)} in pieces of ${pieceBytes}`,
    );
  }
});
