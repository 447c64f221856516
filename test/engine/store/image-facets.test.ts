import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageFilter } from '../../../engine/contract/index.ts';
import type { ImageId } from '../../../engine/domain/ids.ts';
import type { Finding } from '../../../engine/domain/review/findings.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { record, temporaryProject, who } from '../../support/project.ts';

const ids = [1, 2, 3, 4, 5, 6] as ImageId[];
const found = (store: ProjectStore, filter: ImageFilter): number[] => store.images.ids(filter, 'added');
const taken = (text: string | null) => ({ capture: { takenAt: text === null ? null : Date.parse(`${text}Z`), camera: null } });

/** Six images: four in class folders, of several sizes and months. */
function filled(store: ProjectStore): void {
  store.images.addBatch(
    [
      record('/p/cat/1.jpg', { className: 'cat', width: 80, height: 4000, ...taken('2024-05-31T23:59:59') }),
      record('/p/cat/2.jpg', { className: 'cat', width: 100, height: 100, ...taken('2024-06-01T00:00:00') }),
      record('/p/dog/3.jpg', { className: 'dog', width: 640, height: 223, ...taken('2023-06-15T12:00:00') }),
      record('/p/dog/4.jpg', { className: 'dog', width: 224, height: 640, ...taken(null) }),
      record('/p/5.jpg', { width: 5000, height: 3000 }),
      record('/p/6.jpg', { width: 5000, height: 3001 }),
    ],
    { ...who, import: 'first', title: 'p' },
  );
}

test('every value that is counted finds as many images as it counts', (t) => {
  const store = temporaryProject(t);
  filled(store);
  store.labels.set([1, 5] as ImageId[], store.classes.list()[1]!.id, who);
  const facts = { at: 1, images: 6, labelled: 4 } as never;
  const findings: Finding[] = [
    { kind: 'near-duplicates', images: [1, 2] as ImageId[], doubt: null },
    { kind: 'near-duplicates', images: [2, 6] as ImageId[], doubt: null },
    { kind: 'blurred', images: [3] as ImageId[], doubt: null },
  ];
  const certainty: [ImageId, number][] = [0.95, 0.4999, 0.5, 0.7999].map((value, at) => [ids[at]!, value]);
  store.reviews.replace(facts, findings, { alike: [], certainty });
  store.labels.remove([6 as ImageId], true, who);
  const facets = store.images.facets();
  for (const [fact, values] of Object.entries(facets))
    for (const { value, images } of values)
      assert.equal(found(store, { [fact]: value }).length, images, `${fact} ${JSON.stringify(value)}`);
  assert.deepEqual(facets, {
    finding: [
      { value: 'near-duplicates', images: 2 },
      { value: 'blurred', images: 1 },
    ],
    labelledBy: [
      { value: 'folder', images: 3 },
      { value: 'user', images: 2 },
    ],
    taken: [
      { value: '2023-06', images: 1 },
      { value: '2024-05', images: 1 },
      { value: '2024-06', images: 1 },
    ],
    side: [
      { value: { least: 1, below: 100 }, images: 1 },
      { value: { least: 100, below: 224 }, images: 2 },
      { value: { least: 224, below: 500 }, images: 1 },
      { value: { least: 2000, below: Number.MAX_SAFE_INTEGER }, images: 1 },
    ],
    certainty: [
      { value: 0, images: 1 },
      { value: 50, images: 2 },
      { value: 95, images: 1 },
    ],
  });
  assert.deepEqual(store.images.ids({}, 'certainty'), [2, 3, 4, 1, 5], 'the least certain first, the unknown last');
  store.reviews.replace(facts, [], { alike: [], certainty: [[ids[4]!, 0.9]] });
  assert.deepEqual(store.images.facets().certainty, [{ value: 80, images: 1 }], 'only what the last review said');
});

test('facts combine with each other and with the other filters', (t) => {
  const store = temporaryProject(t);
  filled(store);
  const [cat] = store.classes.list();
  assert.deepEqual(found(store, { taken: '2024' }), [1, 2]);
  assert.deepEqual(found(store, { taken: '2024', side: { least: 100, below: 224 } }), [2]);
  assert.deepEqual(found(store, { class: cat!.id, taken: '2023' }), []);
  assert.deepEqual(found(store, { labelledBy: 'folder', text: '4' }), [4]);
  assert.equal(store.images.page({ filter: { side: { least: 1, below: 100 } }, order: 'added', offset: 0, limit: 1 }).total, 1);
  assert.deepEqual(store.images.ids({}, 'size'), [6, 5, 1, 4, 3, 2], 'by number of pixels');
});

test('undoing a label gives back where the earlier one came from', (t) => {
  const store = temporaryProject(t);
  filled(store);
  const [, dog] = store.classes.list();
  const bySomebody = (): number[] => found(store, { labelledBy: 'user' });
  store.labels.set(ids.slice(0, 1), dog!.id, { ...who, how: 'corrected-in-results' });
  assert.deepEqual(bySomebody(), [1]);
  store.labels.undo(who);
  assert.deepEqual(bySomebody(), []);
  store.labels.redo(who);
  assert.deepEqual(bySomebody(), [1]);
  store.labels.import(
    [{ image: 5 as ImageId, className: 'owl', group: null, part: null, site: null, takenAt: null, tags: [], author: null }],
    {
      ...who,
      import: 'second',
      title: 'sheet',
      replaces: true,
      isLast: true,
    },
  );
  assert.deepEqual(found(store, { labelledBy: 'file' }), [5]);
});

test('many months are counted by year', (t) => {
  const store = temporaryProject(t);
  const month = (at: number): string => `${2020 + Math.floor(at / 12)}-${String(1 + (at % 12)).padStart(2, '0')}-02T00:00:00`;
  store.images.addBatch(
    Array.from({ length: 30 }, (_, at) => record(`/p/${at}.jpg`, taken(month(at)))),
    who,
  );
  assert.deepEqual(store.images.facets().taken, [
    { value: '2020', images: 12 },
    { value: '2021', images: 12 },
    { value: '2022', images: 6 },
  ]);
});
