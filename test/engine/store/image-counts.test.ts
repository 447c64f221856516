import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ImageFilter, ImageSummary } from '../../../engine/contract/index.ts';
import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import { migrations } from '../../../engine/store/migrations/all.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { asOlderForm } from '../../support/older-form.ts';
import { record, reopened, temporaryProject, who } from '../../support/project.ts';

const everyImage = (store: ProjectStore): ImageSummary[] =>
  store.images.page({ filter: {}, order: 'added', offset: 0, limit: 1000 }).images;

/** Counts the images one by one and compares with what was kept. */
function requireCounted(store: ProjectStore, after: string): void {
  const images = everyImage(store);
  const count = (fits: (image: ImageSummary) => boolean): number => images.filter(fits).length;
  assert.deepEqual(
    store.images.counts(),
    {
      images: images.length,
      labelled: count((image) => image.class !== null),
      conflicts: count(({ conflict }) => conflict),
      missing: count(({ missing }) => missing),
      excluded: count(({ excluded }) => excluded),
      removed: store.images.ids({ removed: true }, 'added').length,
    },
    `counts after ${after}`,
  );
  for (const one of store.classes.summaries()) {
    const own = (fits: (image: ImageSummary) => boolean): number => count((image) => image.class === one.id && fits(image));
    const used = (split: string): number => own((image) => image.split === split && !image.excluded);
    assert.deepEqual(
      [one.images, one.excluded, one.train, one.validation, one.test],
      [own(() => true), own(({ excluded }) => excluded), used('train'), used('validation'), used('test')],
      `class ${one.name} after ${after}`,
    );
  }
  for (const filter of filters(store)) {
    const { total } = store.images.page({ filter, order: 'added', offset: 0, limit: 1 });
    assert.equal(total, store.images.ids(filter, 'added').length, `${JSON.stringify(filter)} after ${after}`);
  }
}

/** Every combination of what is counted, and what is not counted with it. */
function filters(store: ProjectStore): ImageFilter[] {
  const either = <T>(value: T): (T | undefined)[] => [undefined, value];
  const classes = [undefined, 'none' as const, ...store.classes.list().map(({ id }) => id)];
  return classes.flatMap((label) =>
    [undefined, 'train' as const, 'test' as const].flatMap((split) =>
      either(true as const).flatMap((conflicts) =>
        either(true as const).flatMap((excluded) =>
          either(true as const).flatMap((missing) =>
            [{}, { text: '' }, { text: '1' }, { since: who.at }].map((other) => ({
              ...(label === undefined ? {} : { class: label }),
              ...(split && { split }),
              ...(conflicts && { conflicts }),
              ...(excluded && { excluded }),
              ...(missing && { missing }),
              ...other,
            })),
          ),
        ),
      ),
    ),
  );
}

/** A project in which every count is above 0. */
function variedProject(store: ProjectStore): void {
  const names = ['cat', 'dog', null];
  store.images.addBatch(
    Array.from({ length: 30 }, (_, index) => record(`/p/${names[index % 3]}/${index}.jpg`, { className: names[index % 3]! })),
    { ...who, import: 'first', title: 'p' },
  );
  store.images.addBatch([record('/p/dog/again.jpg', { className: 'dog', content: '/p/cat/0.jpg' })], who);
  store.images.assignSplits(new Map([2, 4, 5, 7, 8].map((image) => [image as ImageId, image % 2 === 0 ? 'train' : 'test'])), who);
  store.labels.exclude([2, 3, 7] as ImageId[], true, who);
  store.images.setMissing([3, 8] as ImageId[], true);
}

describe('the counts kept of the images', () => {
  test('are those that counting gives, after every kind of change, its undo and its redo', (t) => {
    const store = temporaryProject(t);
    requireCounted(store, 'creating the project');
    variedProject(store);
    requireCounted(store, 'an import');
    const [cat, dog] = store.classes.list().map(({ id }) => id) as [ClassId, ClassId];
    const changes: [string, () => unknown][] = [
      ['labels', () => store.labels.set([1, 2, 3, 4, 6] as ImageId[], dog, who)],
      ['removing labels', () => store.labels.set([4, 5] as ImageId[], null, who)],
      ['including', () => store.labels.exclude([2, 3] as ImageId[], false, who)],
      ['excluding', () => store.labels.exclude([1, 9] as ImageId[], true, who)],
      ['removing images', () => store.labels.remove([1, 2, 3, 6, 9, 10] as ImageId[], true, who)],
      ['bringing images back', () => store.labels.remove([1, 2, 10] as ImageId[], false, who)],
      ['labels of removed images', () => store.labels.set([3, 6] as ImageId[], cat, who)],
      ['a group', () => store.labels.group([1, 9] as ImageId[], 'pond', who)],
      ['a new test set', () => store.testSet.draw(new Map([[5 as ImageId, 'test']]), { seed: 2, images: 1, looked: 0 }, who)],
      ['a merge', () => store.classes.merge([cat], dog, who)],
      ['the removal of a class', () => store.classes.remove(dog, who)],
      [
        'labels of a file',
        () =>
          store.labels.import(
            [{ image: 6 as ImageId, className: 'owl', group: null, part: 'validation', site: null, takenAt: null, tags: [], author: null }],
            {
              ...who,
              import: 'second',
              title: 'sheet',
              replaces: true,
              isLast: true,
            },
          ),
      ],
    ];
    for (const [what, change] of changes) {
      const before = store.images.counts();
      change();
      requireCounted(store, what);
      store.labels.undo(who);
      requireCounted(store, `undoing ${what}`);
      assert.deepEqual(store.images.counts(), before);
      store.labels.redo(who);
      requireCounted(store, `redoing ${what}`);
    }
    store.images.setMissing([3, 4] as ImageId[], false);
    requireCounted(store, 'finding a file again');
    store.images.addBatch([record('/p/cat/3.jpg', { content: 'another' })], who);
    requireCounted(store, 'a file with another content');
    assert.throws(() => store.images.addBatch([record('/p/x.jpg'), { ...record('/p/y.jpg'), hash: null as never }], who));
    requireCounted(store, 'a batch that failed');
    while (store.labels.pending().undo !== null) store.labels.undo(who);
    requireCounted(store, 'undoing everything');
    requireCounted(reopened(t, store), 'opening the project again');
  });

  test('are made when a project of an earlier version is opened', (t) => {
    const store = temporaryProject(t);
    variedProject(store);
    const before = [store.images.counts(), store.classes.summaries()];
    store.close();
    asOlderForm(
      store.folder,
      migrations.findIndex(({ name }) => name === 'kept-counts'),
    );
    const again = reopened(t, store);
    assert.deepEqual([again.images.counts(), again.classes.summaries()], before);
    requireCounted(again, 'opening');
    again.labels.set([1 as ImageId], again.classes.list()[0]!.id, who);
    requireCounted(again, 'a label');
  });

  test('that are wrong by one are noticed by this check', (t) => {
    const store = temporaryProject(t);
    variedProject(store);
    store.close();
    const sqlite = new Database(join(store.folder, 'project.db'));
    const rows = sqlite.prepare<[], { class: number }>('SELECT * FROM image_counts').all();
    sqlite.close();
    assert.ok(rows.length > 5);
    for (const row of rows) {
      const place = Object.entries(row).filter(([column]) => column !== 'images');
      const change = (by: number): void => {
        const database = new Database(join(store.folder, 'project.db'));
        const where = place.map(([column]) => `${column} = ?`).join(' AND ');
        database.prepare(`UPDATE image_counts SET images = images + ${by} WHERE ${where}`).run(...place.map(([, value]) => value));
        database.close();
      };
      change(1);
      const wrong = ProjectStore.open(store.folder);
      assert.throws(() => {
        requireCounted(wrong, 'a fault');
      }, assert.AssertionError);
      wrong.close();
      change(-1);
    }
    requireCounted(reopened(t, store), 'mending it');
  });
});
