import assert from 'node:assert/strict';
import test from 'node:test';
import { isReadAsSet, readingFor, readingsShortlyNamed, type PictureReadings } from '../../../../engine/domain/models/folder-readings.ts';
import {
  lacksChosen,
  pageAt,
  readingFrom,
  readingOf,
  readingText,
  type Planes,
  type Reading,
} from '../../../../engine/domain/models/reading.ts';

const stack: Planes = { pages: 9, channels: 1, shown: 1 };
const bands: Planes = { pages: 1, channels: 4, shown: 3 };
const photograph: Planes = { pages: 1, channels: 3, shown: 3 };
const reading = (pages: Reading['pages'], channels: Reading['channels'] = null): Reading => ({ pages, channels });

test('a choice applies only as far as it changes the picture of a file', () => {
  assert.equal(readingOf(null, stack), null);
  assert.deepEqual(readingOf(reading('maximum'), stack), reading('maximum'));
  assert.equal(readingOf(reading('maximum'), photograph), null, 'one page has no maximum of its own');
  assert.equal(readingOf(reading('first'), stack), null);
  assert.equal(readingOf(reading(1), stack), null, 'the first page by its number');
  assert.deepEqual(readingOf(reading(9), stack), reading(9));
  assert.equal(readingOf(reading(10), stack), null, 'a page that is not there');
  assert.deepEqual(readingOf(reading('first', [4, 1, 2]), bands), reading('first', [4, 1, 2]));
  assert.equal(readingOf(reading('first', [1, 2, 3]), bands), null, 'as the file says');
  assert.equal(readingOf(reading('first', [5]), bands), null, 'a channel that is not there');
  assert.deepEqual(readingOf(reading('maximum', [4]), stack), reading('maximum'), 'pages and channels apply separately');
  assert.deepEqual(readingOf(reading(4, [2]), bands), reading('first', [2]));
  assert.equal(readingOf(reading('first', [1]), stack), null);
  assert.deepEqual(readingOf(reading('first', [1]), photograph), reading('first', [1]), 'one of three colours');
});

test('what a file lacks is told apart from what makes no difference', () => {
  assert.ok(lacksChosen(reading(10), stack));
  assert.ok(lacksChosen(reading('maximum', [1, 1, 2]), stack));
  assert.ok(!lacksChosen(reading('maximum'), photograph));
  assert.ok(!lacksChosen(reading(9, [1]), stack));
});

test('the middle of an even number of pages is the earlier of both', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 9].map((count) => pageAt('middle', count)),
    [0, 0, 1, 1, 4],
  );
  assert.deepEqual([pageAt('first', 9), pageAt(9, 9), pageAt('maximum', 9), pageAt('brightest', 9)], [0, 8, null, null]);
});

test('a reading survives being stored, and the plain one is none', () => {
  for (const one of [reading('middle'), reading(3, [2]), reading('first', [3, 2, 1])]) assert.deepEqual(readingFrom(readingText(one)), one);
  assert.equal(readingText(reading('first')), null);
  assert.equal(readingFrom(null), null);
});

test('each file is read as its deepest folder says, and whether an image is so can be told', () => {
  const set: PictureReadings = {
    reading: reading('maximum'),
    folders: [
      { folder: '/lab/stacks/b', reading: null },
      { folder: '/lab/stacks', reading: reading('middle') },
    ],
  };
  assert.deepEqual(
    ['/lab/one.tif', '/lab/stacks/a/one.tif', '/lab/stacks/b/one.tif'].map((path) => readingFor(set, path)),
    [reading('maximum'), reading('middle'), null],
  );
  const image = (path: string, now: Reading | null, planes: Planes | null = stack) => ({ path, planes, reading: now });
  assert.ok(isReadAsSet(set, image('/lab/one.tif', reading('maximum'))));
  assert.ok(isReadAsSet(set, image('/lab/one.jpg', null, photograph)));
  assert.ok(!isReadAsSet(set, image('/lab/one.tif', null)));
  assert.ok(!isReadAsSet(set, image('/lab/one.tif', null, null)), 'what is not known may differ');
  assert.ok(isReadAsSet(set, image('/lab/stacks/b/one.tif', null)));
  assert.deepEqual(
    readingsShortlyNamed(set, [image('/lab/stacks/b/one.tif', null), image('/lab/stacks/a/one.tif', reading('middle'))]).folders,
    [
      { folder: 'b', reading: null },
      { folder: 'stacks', reading: reading('middle') },
    ],
  );
});
