import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dateIn, DayOrderVote } from '../../../../engine/annotations/sheet/dates.ts';

const usual = { order: null, dayZero: null };
const day = Date.UTC(2024, 4, 3);
const minute = 60_000;

describe('dates in cells', () => {
  test('dates whose order is plain', () => {
    for (const [text, expected] of [
      ['2024-05-03', day],
      ['2024/05/03', day],
      ['20240503', day],
      ['3.5.2024', day],
      ['03-May-2024', day],
      ['2024-05-03 10:20:30', day + 620.5 * minute],
      ['2024:05:03 10:20:30', day + 620.5 * minute],
      ['2024-05-03T10:20:30.250Z', day + 620.5 * minute + 250],
      ['2024-05-03T10:20:30+02:00', day + 500.5 * minute],
      ['03.05.2024 10:20', day + 620 * minute],
      ['5/5/2024', Date.UTC(2024, 4, 5)],
    ] as const)
      assert.equal(dateIn(text, usual), expected, text);
  });

  test('the order of the column decides between day and month, with hours of two halves', () => {
    assert.equal(dateIn('03/05/2024', { ...usual, order: 'day-first' }), day);
    assert.equal(dateIn('05/03/2024 1:05:00 PM', { ...usual, order: 'month-first' }), day + (13 * 60 + 5) * minute);
    assert.equal(dateIn('5/3/2024 12:05 am', { ...usual, order: 'month-first' }), day + 5 * minute);
    assert.equal(dateIn('03/05/2024', usual), null);
  });

  test('what is no date, or none that exists', () => {
    for (const text of ['', 'elm', '2024-02-30', '2024-13-01', '31.02.2024', '2024-05-03 25:00', '03.05.24', '13/13/2024', '12'])
      assert.equal(dateIn(text, { ...usual, order: 'day-first' }), null, text);
    assert.equal(dateIn('03/05/24', { ...usual, order: 'day-first', shortYears: true }), day);
  });

  test('a column tells its order only if it does not contradict itself', () => {
    const orderOf = (...cells: string[]): unknown => {
      const vote = new DayOrderVote();
      for (const cell of cells) vote.add(cell);
      return vote.order;
    };
    assert.deepEqual(
      [
        orderOf('01/02/2024', '13/02/2024'),
        orderOf('01/02/2024', '02/13/2024'),
        orderOf('13/02/2024', '02/13/2024'),
        orderOf('01/02/2024'),
      ],
      ['day-first', 'month-first', null, null],
    );
  });
});
