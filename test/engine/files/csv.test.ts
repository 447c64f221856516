import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvFileName, csvLine } from '../../../engine/files/csv.ts';

test('fields with commas, quotes, line breaks or outer spaces are quoted, others are not', () => {
  assert.equal(csvLine(['a.jpg', 'a,b', 'say "x"', 'two\nlines', ' led', 0.5]), 'a.jpg,"a,b","say ""x""","two\nlines"," led",0.5\r\n');
});

test('a file name that a spreadsheet would run as a formula still names the same file', () => {
  assert.deepEqual(['=1+1.png', '-dash.png', '@x.png', '+y.png', 'plain.png'].map(csvFileName), ['./=1+1.png', './-dash.png', './@x.png', './+y.png', 'plain.png']);
});
