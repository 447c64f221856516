import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ImageFilter } from '../../../engine/contract/index.ts';
import type { ClassId, ImageId, RunId } from '../../../engine/domain/ids.ts';
import { imageQuery, type ImageOrder } from '../../../engine/store/image-query.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import {
  addImages,
  hashOf,
  headOutcome,
  headRun,
  record,
  reopened,
  temporaryFolder,
  temporaryProject,
  who,
} from '../../support/project.ts';

const ids = (store: ProjectStore, filter: ImageFilter, order: ImageOrder = 'added') => store.images.ids(filter, order).map(Number);

describe('importing', () => {
  test('gives every file a verdict, and an image once however many files hold it', (t) => {
    const store = temporaryProject(t);
    const add = (...records: ReturnType<typeof record>[]) => store.images.addBatch(records, who);
    assert.deepEqual(add(record('/p/a.jpg'), record('/p/b.jpg', { content: 'same' }), record('/p/c.jpg', { content: 'same' })), [
      { verdict: 'imported', image: 1 },
      { verdict: 'imported', image: 2 },
      { verdict: 'duplicate', image: 2, of: '/p/b.jpg' },
    ]);
    assert.deepEqual(add(record('/p/a.jpg'), record('/p/c.jpg', { content: 'same' })), [
      { verdict: 'present', image: 1 },
      { verdict: 'present', image: 2 },
    ]);
    assert.equal(store.images.findByHash(hashOf('same')), 2);
    assert.deepEqual(store.images.findFile('/p/c.jpg'), { image: 2, hash: hashOf('same'), bytes: 1234 });
    assert.equal(store.images.findFile('/p/d.jpg'), null);
    assert.deepEqual(store.images.files(2 as ImageId), [
      { path: '/p/b.jpg', class: null },
      { path: '/p/c.jpg', class: null },
    ]);
  });

  test('identical content in folders of different classes stays unlabelled until somebody decides', (t) => {
    const store = temporaryProject(t);
    store.images.addBatch([record('/p/cat/1.jpg', { className: 'cat', content: 'x' })], who);
    const [verdict] = store.images.addBatch([record('/p/dog/1.jpg', { className: 'dog', content: 'x' })], who);
    assert.deepEqual(verdict, { verdict: 'conflict', image: 1, of: '/p/cat/1.jpg' });
    const [cat, dog] = store.classes.list();
    assert.ok(cat && dog);
    const { class: label, conflict, files } = store.images.get(1 as ImageId);
    assert.deepEqual(
      { label, conflict, files },
      {
        label: null,
        conflict: true,
        files: [
          { path: '/p/cat/1.jpg', class: cat.id },
          { path: '/p/dog/1.jpg', class: dog.id },
        ],
      },
    );
    assert.deepEqual(ids(store, { conflicts: true }), [1]);
    store.labels.set([1 as ImageId], dog.id, who);
    assert.deepEqual(ids(store, { conflicts: true }), []);
    store.labels.undo(who);
    assert.deepEqual(ids(store, { conflicts: true }), [1]);
    store.classes.merge([cat.id], dog.id, who);
    assert.deepEqual(ids(store, { conflicts: true }), [], 'one class is no conflict');
    store.labels.undo(who);
    assert.deepEqual(ids(store, { conflicts: true }), [1]);
  });

  test('files with the same pixels in folders of different classes stay unlabelled as identical files do, each until somebody decides', (t) => {
    const store = temporaryProject(t);
    const add = (name: string, className: string | null, pixels: string | null = 'p') =>
      store.images.addBatch([record(`/p/${className ?? 'none'}/${name}.jpg`, { className, pixels })], who)[0];
    const labels = () => store.images.page({ filter: {}, order: 'added', offset: 0, limit: 9 }).images.map((image) => image.class);
    assert.deepEqual(
      [add('1', 'cat'), add('2', 'cat'), add('3', null)],
      [1, 2, 3].map((image) => ({ verdict: 'imported', image })),
    );
    const cat = store.classes.find('cat')!.id;
    assert.deepEqual(
      [labels(), ids(store, { conflicts: true })],
      [[cat, cat, null], []],
      'no class, and the same class, are no contradiction',
    );
    assert.deepEqual(add('4', 'dog'), { verdict: 'imported', image: 4, contestedWith: [1, 2, 3] });
    assert.deepEqual(
      [labels(), ids(store, { conflicts: true })],
      [
        [null, null, null, null],
        [1, 2, 3, 4],
      ],
    );
    const dog = store.classes.find('dog')!.id;
    assert.deepEqual(store.images.get(4 as ImageId).alike, [
      { path: '/p/cat/1.jpg', class: cat },
      { path: '/p/cat/2.jpg', class: cat },
      { path: '/p/none/3.jpg', class: null },
    ]);
    store.labels.set([1 as ImageId], dog, who);
    assert.deepEqual(
      [labels(), ids(store, { conflicts: true })],
      [
        [dog, null, null, null],
        [2, 3, 4],
      ],
    );
    assert.deepEqual(add('5', 'cat'), { verdict: 'imported', image: 5, contestedWith: [2, 3, 4] }, 'what was decided by hand stays');
    assert.equal(store.images.get(1 as ImageId).class, dog);
    store.classes.merge([cat], dog, who);
    assert.deepEqual(ids(store, { conflicts: true }), [], 'one class is no conflict');
    assert.equal(add('6', 'owl', null)?.contestedWith, undefined);
    assert.equal(add('7', 'cow', null)?.contestedWith, undefined, 'pixels that are not known are not the same');
  });

  test('a label given by hand stays, whatever folder a copy lies in', (t) => {
    const store = temporaryProject(t);
    const [image] = addImages(store, 1, { hash: hashOf('x') }) as [ImageId];
    const owl = store.classes.add('owl', who);
    store.labels.set([image], owl, who);
    const copies = ['cat', 'dog'].map((className) => record(`/q/${className}/1.jpg`, { className, content: 'x' }));
    const verdicts = store.images.addBatch(copies, who);
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['duplicate', 'duplicate'],
    );
    assert.equal(store.images.get(image).class, owl);
    assert.equal(store.images.files(image).length, 3);
  });

  test('folders that differ only in case are one class, and importing again with labels labels what was imported without', (t) => {
    const store = temporaryProject(t);
    const records = [record('/p/Cat/1.jpg'), record('/p/cat/2.jpg')];
    store.images.addBatch(records, who);
    store.images.addBatch(
      [
        { ...records[0]!, className: 'Cat' },
        { ...records[1]!, className: ' cat' },
      ],
      who,
    );
    assert.deepEqual(
      store.classes.summaries().map(({ name, images }) => [name, images]),
      [['Cat', 2]],
    );
  });

  test('a file whose content has changed becomes another image, and the old one is missing', (t) => {
    const store = temporaryProject(t);
    store.images.addBatch([record('/p/a.jpg', { content: 'before' })], who);
    assert.deepEqual(store.images.addBatch([record('/p/a.jpg', { content: 'after' })], who), [{ verdict: 'imported', image: 2 }]);
    assert.deepEqual(ids(store, { missing: true }), [1]);
    assert.deepEqual(
      store.images.files(2 as ImageId).map(({ path }) => path),
      ['/p/a.jpg'],
    );
  });

  test('a refused file leaves the list when it is imported after all', (t) => {
    const store = temporaryProject(t);
    store.refusals.add(
      [
        { file: '/p/a.jpg', code: 'cut-short', facts: {} },
        { file: '/p/b.jpg', code: 'empty-file', facts: { size: 0 } },
      ],
      1,
    );
    store.refusals.add([{ file: '/p/a.jpg', code: 'damaged', facts: {} }], 2);
    assert.deepEqual(
      store.refusals.list().map(({ file, code }) => [file, code]),
      [
        ['/p/a.jpg', 'damaged'],
        ['/p/b.jpg', 'empty-file'],
      ],
    );
    store.images.addBatch([record('/p/a.jpg')], who);
    assert.deepEqual(store.refusals.list(), [{ file: '/p/b.jpg', code: 'empty-file', facts: { size: 0 } }]);
  });

  test('a batch that fails half way adds nothing', (t) => {
    const store = temporaryProject(t);
    const bad = { ...record('/p/b.jpg'), width: null as unknown as number };
    assert.throws(() => store.images.addBatch([record('/p/a.jpg', { className: 'cat' }), bad], who));
    assert.deepEqual([store.images.counts().images, store.classes.list(), store.labels.pending().undo], [0, [], null]);
  });
});

describe('files of a project', () => {
  test('images inside and beside the project are found again when all moved together', (t) => {
    const folder = temporaryFolder(t);
    const here = join(folder, 'here');
    mkdirSync(join(here, 'pictures'), { recursive: true });
    const store = temporaryProject(t, here);
    mkdirSync(store.imagesFolder);
    const beside = join(here, 'pictures', 'beside.jpg');
    const inside = join(store.imagesFolder, 'inside.jpg');
    for (const path of [beside, inside]) writeFileSync(path, 'jpeg');
    store.images.addBatch(
      [beside, inside].map((path) => record(path, { bytes: 4, origin: path === inside ? '/camera/inside.jpg' : null })),
      who,
    );
    assert.equal(store.images.findFile('/camera/inside.jpg')?.image, 2, 'a copy is known by where it came from');
    store.close();
    const there = join(folder, 'there');
    renameSync(here, there);
    const moved = ProjectStore.open(join(there, 'test.graft'));
    t.after(() => moved.close());
    assert.deepEqual(
      [1, 2].map((image) => moved.images.locate(image as ImageId)),
      [join(there, 'pictures', 'beside.jpg'), join(there, 'test.graft', 'images', 'inside.jpg')],
    );
    const [verdict] = moved.images.addBatch([record(join(there, 'pictures', 'beside.jpg'), { content: beside, bytes: 4 })], who);
    assert.deepEqual(verdict, { verdict: 'present', image: 1 });
  });

  test('an image whose file is gone or another is missing until it is found again', (t) => {
    const folder = temporaryFolder(t);
    const store = temporaryProject(t, folder);
    const path = join(folder, 'a.jpg');
    writeFileSync(path, 'jpeg');
    store.images.addBatch([record(path, { bytes: 4 })], who);
    const look = () => [store.images.lookForFiles(null, 10).isNews, store.images.counts().missing];
    assert.deepEqual(look(), [false, 0]);
    rmSync(path);
    assert.deepEqual(
      [look(), look()],
      [
        [true, 1],
        [false, 1],
      ],
    );
    writeFileSync(path, 'another picture');
    assert.deepEqual(look(), [false, 1]);
    writeFileSync(path, 'jpeg');
    assert.deepEqual(look(), [true, 0]);
  });
});

describe('the grid', () => {
  test('shows images by class, split, name and text, in the order asked for', (t) => {
    const store = temporaryProject(t);
    store.images.addBatch(
      ['img10.jpg', 'IMG2.jpg', 'Éclair.png', 'img1.jpg'].map((name) => record(`/p/${name}`)),
      who,
    );
    const cat = store.classes.add('cat', who);
    store.labels.set([1, 3] as ImageId[], cat, who);
    store.images.assignSplits(
      new Map([
        [1 as ImageId, 'test'],
        [2 as ImageId, 'train'],
      ]),
      who,
    );
    assert.deepEqual(ids(store, {}, 'name'), [4, 2, 1, 3]);
    assert.deepEqual(ids(store, { class: cat }), [1, 3]);
    assert.deepEqual(ids(store, { class: 'none' }, 'name'), [4, 2]);
    assert.deepEqual(ids(store, { class: cat, split: 'test' }), [1]);
    assert.deepEqual(ids(store, { text: 'ÉCLAIR' }), [3]);
    assert.deepEqual(ids(store, { text: 'img1' }), [1, 4]);
    const page = store.images.page({ filter: {}, order: 'name', offset: 1, limit: 2 });
    assert.deepEqual([page.total, page.images.map(({ name }) => name)], [4, ['IMG2.jpg', 'img10.jpg']]);
    assert.throws(() => store.images.get(99 as ImageId), { code: 'image-not-found' });
  });

  test('shows the cells of a confusion matrix, the surest mistakes first', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 5);
    const [cat, dog] = [store.classes.add('cat', who), store.classes.add('dog', who)] as [ClassId, ClassId];
    const run = finishedRun(
      store,
      [cat, dog],
      [
        [images[0], cat, 0.6],
        [images[1], cat, 0.2],
        [images[2], dog, 0.7],
        [images[3], dog, 0.9],
        [images[4], cat, 0.99],
      ],
    );
    assert.deepEqual(ids(store, { outcome: { run } }, 'doubt'), [4, 2, 3, 1, 5]);
    assert.deepEqual(ids(store, { outcome: { run, actual: dog, predicted: cat } }), [3, 4]);
    assert.deepEqual(ids(store, { outcome: { run, right: true } }), [1, 5]);
    const [worst] = store.images.page({ filter: { outcome: { run } }, order: 'doubt', offset: 0, limit: 1 }).images;
    assert.deepEqual(worst?.prediction, { class: cat, probability: 0.9 });
    assert.throws(() => store.images.ids({ outcome: { run: 99 as RunId } }, 'added'), { code: 'run-not-found' });
    assert.throws(() => store.images.ids({}, 'doubt'), { code: 'input-invalid' });
  });

  test('is read through indexes, without sorting, and pages 10,000 images faster than it could scan them', (t) => {
    const store = temporaryProject(t);
    for (let start = 0; start < 10_000; start += 1000) {
      const numbers = Array.from({ length: 1000 }, (_, index) => start + index);
      store.images.addBatch(
        numbers.map((number) => record(`/p/c${number % 10}/${number}.jpg`, { className: `c${number % 10}` })),
        who,
      );
    }
    const again = reopened(t, store);
    const one = 1 as ClassId;
    const paged = (filter: ImageFilter, order: ImageOrder) => {
      // The fastest of several: whatever else the machine does only adds to a time.
      const times = Array.from({ length: 20 }, () => {
        const begun = performance.now();
        again.images.page({ filter, order, offset: 300, limit: 200 });
        return performance.now() - begun;
      });
      return Math.min(...times);
    };
    const scan = paged({ text: 'no such name' }, 'name');
    const byIndex = paged({ class: one }, 'name');
    assert.ok(byIndex < scan, `a page by index took ${byIndex.toFixed(1)} ms, a scan ${scan.toFixed(1)} ms`);
    again.close();
    const sqlite = new Database(join(store.folder, 'project.db'), { readonly: true });
    t.after(() => sqlite.close());
    const plan = (filter: ImageFilter, order: ImageOrder) => {
      const { id, from, where, orderBy, parameters } = imageQuery(filter, order);
      const sql = `EXPLAIN QUERY PLAN SELECT ${id} FROM ${from} ${where} ORDER BY ${orderBy} LIMIT 200`;
      return sqlite
        .prepare<unknown[], { detail: string }>(sql)
        .all(...parameters)
        .map(({ detail }) => detail)
        .filter((detail) => !/SUBQUERY|images_removed|BLOOM/.test(detail))
        .join('; ');
    };
    const filters: ImageFilter[] = [
      {},
      { class: one },
      { class: 'none' },
      { split: 'test' },
      { class: one, split: 'test' },
      { conflicts: true },
      { excluded: true },
      { missing: true },
      { class: one, missing: true },
    ];
    for (const filter of filters) {
      for (const order of ['added', 'name'] as const) {
        const found = plan(filter, order);
        assert.doesNotMatch(found, /TEMP B-TREE/, `${JSON.stringify(filter)} by ${order}: ${found}`);
        assert.match(found, /USING (COVERING )?INDEX/, found);
      }
    }
    for (const order of ['added', 'name'] as const) {
      const by = order === 'name' ? '_by_name' : '';
      assert.match(plan({ conflicts: true }, order), new RegExp(`images_in_conflict${by}$`));
      assert.match(plan({ missing: true, class: 'none' }, order), new RegExp(`images_missing${by}$`));
      assert.match(plan({ excluded: true, split: 'test' }, order), new RegExp(`images_excluded${by}$`));
      const searched = new RegExp(`^SCAN i USING COVERING INDEX images_${order === 'name' ? 'by_name' : 'searched'}$`);
      assert.match(plan({ text: 'x', class: one, split: 'test' }, order), searched, 'names are searched without reading the images');
      assert.match(plan({ since: 1 }, order), searched);
    }
    assert.match(plan({ outcome: { run: 1 as RunId, actual: one } }, 'doubt'), /^SEARCH p USING/);
    assert.doesNotMatch(plan({ outcome: { run: 1 as RunId } }, 'doubt'), /\bi\b/, 'predictions are sorted without reading the images');
  });
});

function finishedRun(store: ProjectStore, classes: [ClassId, ClassId], said: [ImageId | undefined, ClassId, number][]): RunId {
  const run = store.runs.start({
    method: 'head',
    source: { id: 's', title: 'S', hash: hashOf('s') },
    cut: 'last',
    seed: 1,
    classes: classes.map((id) => ({ id, name: `class ${id}` })),
    trainImages: 0,
    validationImages: 0,
    testImages: said.length,
    dataVersion: store.labels.dataVersion,
    software: 'test',
    at: 1,
    ...headRun,
  });
  const interval = { value: 0.5, low: 0, high: 1 };
  store.runs.finish(run, {
    ...headOutcome,
    head: 'ridge',
    seconds: 1,
    baselines: [],
    test: {
      images: said.length,
      accuracy: interval,
      balancedAccuracy: interval,
      perClass: [],
      confusion: { classes: [], classIds: [], counts: [] },
    },
    predictions: said.map(([image, actual, first]) => ({
      image: image as ImageId,
      split: 'test',
      actual,
      probabilities: [first, 1 - first],
    })),
  });
  return run;
}

test('an image that is removed stays among those that a run predicted', (t) => {
  const store = temporaryProject(t);
  const images = addImages(store, 3);
  const classes = ['cat', 'dog'].map((name) => store.classes.add(name, who)) as [ClassId, ClassId];
  store.labels.set(images, classes[0], who);
  const run = finishedRun(
    store,
    classes,
    images.map((image) => [image, classes[0], 0.9]),
  );
  store.labels.remove(images.slice(0, 1), true, who);
  assert.deepEqual(
    [ids(store, { outcome: { run } }), ids(store, {})],
    [
      [1, 2, 3],
      [2, 3],
    ],
  );
});

describe('groups', () => {
  test('of all images are set as one action, which undo takes back; a second time changes nothing', (t) => {
    const store = temporaryProject(t);
    const [a, b, c] = addImages(store, 3) as [ImageId, ImageId, ImageId];
    store.labels.group([c], 'old', who);
    const groups = new Map([a, b, c].map((id, at) => [id, at < 2 ? 'one' : null]));
    assert.equal(store.labels.groupAll(groups, who), 3);
    assert.equal(store.labels.groupAll(groups, who), 0);
    const now = () => store.images.toGroup().map(({ group }) => group);
    assert.deepEqual(now(), ['one', 'one', null]);
    store.labels.undo(who);
    assert.deepEqual(now(), [null, null, 'old']);
    assert.throws(() => store.labels.groupAll(new Map([[99 as ImageId, 'x']]), who), { code: 'image-not-found' });
  });

  test('are divided if they have test images and others, not if they are in training and validation or unused', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 8);
    store.labels.set(images.slice(0, 7), store.classes.add('cat', who), who);
    const groups = ['a', 'a', 'b', 'b', 'c', 'c', null, 'd'];
    store.labels.groupAll(new Map(images.map((id, at) => [id, groups[at]!])), who);
    const splits = ['test', 'train', 'train', 'validation', 'test', 'test', 'test'] as const;
    store.images.assignSplits(new Map(splits.map((split, at) => [images[at]!, split])), who);
    assert.equal(store.images.dividedGroups(), 1);
    store.labels.exclude([images[0]!], true, who);
    assert.equal(store.images.dividedGroups(), 0);
  });
});

test('images are found by what they share: group, site, camera or tag', (t) => {
  const store = temporaryProject(t);
  const taken = { capture: { takenAt: 5, camera: 'A' } };
  const noted = (site: string | null, tags: string[]) => ({ facts: { site, takenAt: null, tags, author: null } });
  store.images.addBatch(
    [
      record('/p/1.jpg', { ...taken, group: 'one' }),
      record('/p/2.jpg', { ...noted('bog', ['wet', 'old']), group: 'one' }),
      record('/p/3.jpg', { ...taken, ...noted('bog', ['wet']) }),
    ],
    who,
  );
  const like = (fact: NonNullable<ImageFilter['like']>['fact'], value: string) => ids(store, { like: { fact, value } });
  assert.deepEqual(
    [like('group', 'one'), like('site', 'bog'), like('camera', 'A')],
    [
      [1, 2],
      [2, 3],
      [1, 3],
    ],
  );
  assert.deepEqual([like('tag', 'wet'), like('tag', 'old'), like('tag', 'we')], [[2, 3], [2], []]);
  assert.deepEqual(ids(store, { like: { fact: 'site', value: 'bog' }, text: '3' }, 'taken'), [3]);
  const { total } = store.images.page({ filter: { like: { fact: 'site', value: 'bog' } }, order: 'added', offset: 0, limit: 1 });
  assert.equal(total, 2);
});

test('capture times and cameras are kept, in order of time with unknown times last, and asked once of earlier images', (t) => {
  const store = temporaryProject(t);
  const at = (takenAt: number | null) => ({ capture: { takenAt, camera: takenAt === null ? null : 'A' } });
  const records = [record('/p/1.jpg', at(2000)), record('/p/2.jpg', at(null)), record('/p/3.jpg', at(3000)), record('/p/4.jpg')];
  store.images.addBatch(records, who);
  assert.deepEqual(ids(store, {}, 'taken'), [3, 1, 2, 4]);
  assert.deepEqual([store.images.get(1 as ImageId).takenAt, store.images.get(1 as ImageId).camera], [2000, 'A']);
  assert.deepEqual(store.images.withoutCapture(), [4]);
  store.images.setCaptures(new Map([[4 as ImageId, { takenAt: 2500, camera: null }]]));
  assert.deepEqual(store.images.withoutCapture(), []);
  assert.deepEqual(ids(store, {}, 'taken'), [3, 4, 1, 2]);
});
