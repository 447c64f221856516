import assert from 'node:assert/strict';
import test from 'node:test';
import { timeOf } from '../../../../engine/annotations/reading/time-of.ts';

test('dates of cameras and of files are read, without a zone as UTC; what is no date is not', () => {
  const morning = Date.UTC(2024, 4, 1, 10, 30, 5);
  for (const text of [
    '2024-05-01 10:30:05',
    '2024:05:01 10:30:05',
    '2024-05-01T10:30:05Z',
    '2024-05-01T12:30:05+02:00',
    '2024-05-01T03:00:05.25-0730',
  ])
    assert.equal(timeOf(text), morning, text);
  assert.equal(timeOf('2024-05-01'), Date.UTC(2024, 4, 1));
  assert.equal(timeOf('2024-05-01 10:30'), morning - 5000);
  for (const value of [0, '', null, undefined, {}, '0000:00:00 00:00:00', '2024-02-30', '2024-05-01 25:00', '5/1/2024', 'yesterday'])
    assert.equal(timeOf(value), null, String(value));
});
