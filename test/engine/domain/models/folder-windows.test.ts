import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  foldersAmong,
  isAsSet,
  isWithin,
  shortlyNamed,
  windowFor,
  windowsTellClasses,
  type PictureWindows,
} from '../../../../engine/domain/models/folder-windows.ts';

const [all, a, b] = [0, 1, 2].map((low) => ({ low, high: 100 })) as [
  { low: number; high: number },
  { low: number; high: number },
  { low: number; high: number },
];

test('the window of a file is that of the deepest folder around it, by whole names', () => {
  const windows: PictureWindows = {
    window: all,
    folders: [
      { folder: '/data/site', window: a },
      { folder: '/data/site/night', window: null },
      { folder: 'late/night', window: b },
    ],
  };
  const of = (path: string) => windowFor(windows, path);
  assert.deepEqual(of('/data/site/1.tif'), a);
  assert.deepEqual(of('/data/site/deep/er/1.tif'), a);
  assert.equal(of('/data/site/night/x/1.tif'), null);
  assert.deepEqual(of('/data/site 2/1.tif'), all);
  assert.deepEqual(of('/data/site'), all, 'a file of that name is not in the folder');
  assert.deepEqual(of('/elsewhere/data/site/1.tif'), all, 'a whole path holds from the root');
  assert.deepEqual(of('C:\\late\\night\\1.tif'), b);
  assert.deepEqual(of('/late/late/night/1.tif'), b);
  const turned = { ...windows, folders: windows.folders.toReversed() };
  assert.equal(windowFor(turned, '/data/site/night/x/1.tif'), null, 'in whatever order they were set');
  const longer = {
    window: all,
    folders: [
      { folder: 'late/night', window: b },
      { folder: 'night', window: a },
    ],
  };
  assert.deepEqual(
    [windowFor(longer, '/late/night/1.tif'), windowFor(longer, '/night/1.tif')],
    [b, a],
    'the longer of two names of one folder',
  );
  assert.deepEqual(isWithin('/data/site', '/data/site/x/1.tif'), true);
  assert.deepEqual(isWithin('/data/site', '/data/sites/1.tif'), false);
});

test('folders are named by as few of their last names as still tell the images apart', () => {
  const named = (folders: PictureWindows['folders'], images: readonly (readonly [string, typeof a | null])[]) =>
    shortlyNamed(
      { window: all, folders },
      images.map(([path, window]) => ({ path, window })),
    ).folders.map(({ folder }) => folder);
  const one = { folder: '/home/me/2021/a', window: a };
  assert.deepEqual(
    named(
      [one],
      [
        ['/home/me/2021/a/1.tif', a],
        ['/home/me/2021/b/2.tif', all],
      ],
    ),
    ['a'],
  );
  assert.deepEqual(
    named(
      [one],
      [
        ['/home/me/2021/a/1.tif', a],
        ['/home/me/2022/a/2.tif', all],
      ],
    ),
    ['2021/a'],
  );
  const other = { folder: '/home/me/2022/a', window: b };
  assert.deepEqual(
    named(
      [one, other],
      [
        ['/home/me/2021/a/1.tif', a],
        ['/home/me/2022/a/2.tif', b],
      ],
    ),
    ['2021/a', '2022/a'],
  );
  assert.deepEqual(
    named(
      [one],
      [
        ['/home/me/2021/a/1.tif', a],
        ['/old/home/me/2021/a/2.tif', all],
      ],
    ),
    ['/home/me/2021/a'],
  );
});

test('images differ from what was set if one has another window than its folder gives it', () => {
  const windows = { window: all, folders: [{ folder: '/a', window: a }] };
  assert.ok(
    isAsSet(windows, [
      { path: '/a/1', window: { ...a } },
      { path: '/b/1', window: all },
    ]),
  );
  assert.ok(!isAsSet(windows, [{ path: '/a/1', window: all }]));
  assert.ok(!isAsSet(windows, [{ path: '/b/1', window: null }]));
});

test('folders that hold some of the files are offered with these, named from the one that holds all', () => {
  const among = (...paths: string[]) =>
    foldersAmong(paths.map((path, at) => ({ path, at }))).map(({ folder, name, items }) => [folder, name, items.map(({ at }) => at)]);
  assert.deepEqual(among('/d/s1/oak/1.tif', '/d/s1/elm/2.tif', '/d/s2/3.tif', '/d/s1/oak/4.tif'), [
    ['/d/s1', 's1', [0, 3, 1]],
    ['/d/s1/elm', 's1/elm', [1]],
    ['/d/s1/oak', 's1/oak', [0, 3]],
    ['/d/s2', 's2', [2]],
  ]);
  assert.deepEqual(among('/d/1.tif', '/d/2.tif'), []);
  assert.deepEqual(among(), []);
  assert.deepEqual(among('C:\\d\\a\\1.tif', 'C:\\d\\2.tif'), [['C:\\d\\a', 'a', [0]]]);
  assert.equal(among(...Array.from({ length: 900 }, (_, at) => `/d/${at}/x/1.tif`)).length, 200);
});

test('windows tell classes where every class has one, and not all the same', () => {
  const of = (...images: [number, typeof a | null][]) => windowsTellClasses(images.map(([label, window]) => ({ class: label, window })));
  assert.equal(of([1, a], [1, a], [2, b], [3, b]), true);
  assert.equal(of([1, a], [1, b], [2, b]), false);
  assert.equal(of([1, null], [2, null]), false);
  assert.equal(of(), false);
});
