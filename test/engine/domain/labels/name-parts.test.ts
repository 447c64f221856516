import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSameMark, markedIn, nameParts } from '../../../../engine/domain/labels/name-parts.ts';

const shown = (path: string): string =>
  nameParts(path)
    .map(({ text, mark }) => (mark === null ? text : `[${text}]`))
    .join('');

describe('parts of a name', () => {
  test('are the last three folders, the fields between separators, and runs of digits in a field', () => {
    assert.equal(shown('/data/herbarium/site A/plate3/specimen12_top-003.JPG'), '[herbarium]/[site A]/[plate3]/[specimen][12]_[top]-[003]');
    assert.equal(shown(String.raw`C:\photos\IMG_0042.jpeg`), '[C:]/[photos]/[IMG]_[0042]');
    assert.equal(shown('ночь12 крыло.png'), '[ночь][12] [крыло]');
    assert.equal(shown('_leading__twice_.png'), '_[leading]__[twice]_');
    assert.equal(shown('plot 1.5.tif'), '[plot] [1].[5]');
  });
  test('do not cut codes into meaningless pieces', () => {
    assert.equal(shown('a3f9b2c7_1.png'), '[a3f9b2c7]_[1]');
  });

  test('say the same of every path that has them, in reading order', () => {
    const specimen = [{ field: 0, piece: 1 }];
    assert.equal(markedIn('/x/specimen12_top_003.jpg', specimen), '12');
    assert.equal(markedIn('/x/specimen7_side.jpg', specimen), '7');
    assert.equal(markedIn('/x/plate3/s1_a.jpg', [{ field: 1 }, { folder: 1 }]), 'plate3 a');
    assert.equal(markedIn('/x/y/s1_a.jpg', [{ folder: 1 }, { folder: 2 }]), 'x y');
  });
  test('are unknown where a path lacks one of them, and where nothing is marked', () => {
    assert.equal(markedIn('top.jpg', [{ field: 0, piece: 1 }]), null);
    assert.equal(markedIn('a_b.jpg', [{ field: 2 }]), null);
    assert.equal(markedIn('a_b.jpg', [{ field: 0 }, { folder: 1 }]), null);
    assert.equal(markedIn('a_b.jpg', []), null);
  });
  test('every part shown says its own text', () => {
    for (const path of ['/a b/c/d12e_03-x.y.jpg', 'x', '/1/2/3/4/5.png', 'a3f9b2c7d8_0001 (2).tif'])
      for (const { text, mark } of nameParts(path)) if (mark) assert.equal(markedIn(path, [mark]), text, path);
  });
  test('two marks are the same only for the same part', () => {
    const marks = [{ folder: 1 }, { folder: 2 }, { field: 0 }, { field: 1 }, { field: 1, piece: 0 }, { field: 1, piece: 3 }, { field: 2 }];
    for (const [at, mark] of marks.entries())
      assert.deepEqual(
        marks.map((other) => isSameMark(mark, other)),
        marks.map((_, other) => other === at),
      );
  });
});
