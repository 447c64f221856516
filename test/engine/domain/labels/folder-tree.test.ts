import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classInTree,
  folderTree,
  hasGivenSplit,
  heldOutAsTest,
  partInTree,
  usualReading,
} from '../../../../engine/domain/labels/folder-tree.ts';

/** How a tree with these files is read: level of the class, level of the split, class of each file. */
function read(...names: string[]): [number | null, number | null, ...(string | null)[]] {
  const reading = usualReading(folderTree(names));
  return [reading.classLevel, reading.splitLevel, ...names.map((name) => classInTree(name, reading))];
}

test('the innermost level that is neither a split nor dates names the class', () => {
  assert.deepEqual(read('oak/1.jpg', 'birch/2.jpg'), [1, null, 'oak', 'birch']);
  assert.deepEqual(read('1.jpg', '2.jpg'), [null, null, null, null]);
  assert.deepEqual(read('Train/oak/1.jpg', 'VAL/birch/2.jpg', 'test/3.jpg'), [2, 1, 'oak', 'birch', null]);
  assert.deepEqual(read('oak/train/1.jpg', 'birch/test/2.jpg'), [1, 2, 'oak', 'birch']);
  assert.deepEqual(read('oak/2023-05-01/1.jpg', 'birch/2023-05-08/2.jpg'), [1, null, 'oak', 'birch']);
  assert.deepEqual(read('2023/oak/1.jpg', '2024/birch/2.jpg'), [2, null, 'oak', 'birch']);
  assert.deepEqual(read('2023/1.jpg', '2024/2.jpg'), [1, null, '2023', '2024'], 'where there are only dates, they are all there is');
  assert.deepEqual(
    read('north/oak/1.jpg', 'birch/2.jpg'),
    [2, null, 'oak', 'birch'],
    'a file that lies less deep has the folder it lies in',
  );
  assert.deepEqual(read('train/1.jpg', 'plane/2.jpg'), [1, null, 'train', 'plane'], 'a class called train is no split');
  assert.deepEqual(read('0/1.jpg', '12/2.jpg'), [1, null, '0', '12'], 'digits are no dates');
});

test('a level tells its folders with the most images, and whether all of them are dates', () => {
  const names = Array.from({ length: 10 }, (_, at) => Array.from({ length: at + 1 }, (__, number) => `class-${at}/${number}.jpg`)).flat();
  const { images, levels } = folderTree(names);
  assert.deepEqual(
    [images, levels.length, levels[0]?.names, levels[0]?.folders.length, levels[0]?.folders[0]],
    [55, 1, 10, 8, { name: 'class-9', images: 10 }],
  );
  const kindOf = (...folders: string[]) => folderTree(folders.map((folder) => `${folder}/1.jpg`)).levels[0]?.kind;
  assert.equal(kindOf('2023-05-01', '20230508', '2023_06', '1.5.2023'), 'date');
  assert.equal(kindOf('2023-05-01', 'rust'), 'name');
});

test('a split is given where something is there to train on and something is held out', () => {
  const has = (...names: string[]) => hasGivenSplit(folderTree(names));
  assert.deepEqual(
    [
      has('train/a/1.jpg', 'test/a/2.jpg'),
      has('training/a/1.jpg', 'valid/a/2.jpg'),
      has('train/a/1.jpg'),
      has('test/a/1.jpg', 'val/a/2.jpg'),
      has('oak/1.jpg'),
    ],
    [true, true, false, false, false],
  );
  const reading = { classLevel: 2, splitLevel: 1 };
  assert.deepEqual(
    ['Training/a/1.jpg', 'dev/a/1.jpg', 'testing/a/1.jpg', 'more/a/1.jpg', '1.jpg'].map((name) => partInTree(name, reading)),
    ['train', 'validation', 'test', null, null],
  );
});

test('what is held out is tested on, also where it is called validation', () => {
  assert.deepEqual(
    [
      ...heldOutAsTest(
        new Map([
          [1, 'train'],
          [2, 'validation'],
        ]),
      ).values(),
    ],
    ['train', 'test'],
  );
  assert.deepEqual(
    [
      ...heldOutAsTest(
        new Map([
          [1, 'train'],
          [2, 'validation'],
          [3, 'test'],
        ]),
      ).values(),
    ],
    ['train', 'validation', 'test'],
  );
});
