import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backupsToKeep } from '../../../engine/domain/backup-thinning.ts';

const day = 24 * 60 * 60_000;
const now = 20_000 * day;

test('of backups made every half hour for two years, close ones of today and ever sparser ones of the past are kept', () => {
  const times = Array.from({ length: 2 * 365 * 48 }, (_, index) => now - (index * day) / 48);
  const kept = [...backupsToKeep(times, now)];
  const between = (from: number, to: number) => kept.filter((time) => now - time > from * day && now - time <= to * day).length;
  assert.ok(kept.includes(now));
  assert.equal(between(-1, 1), 49);
  assert.equal(between(1, 14), 13);
  assert.equal(between(14, 84), 11);
  assert.ok(between(84, 365) >= 9 && between(84, 365) <= 11);
  assert.equal(between(365, 1000), 0);
});

test('thinning again and again keeps as much as thinning once', () => {
  let kept = new Set<number>();
  for (let time = now - 60 * day; time <= now; time += day / 4) kept = backupsToKeep([...kept, time], time);
  const ages = [...kept].map((time) => (now - time) / day);
  assert.ok(ages.filter((age) => age <= 14).length >= 13);
  assert.ok(
    ages.some((age) => age > 45),
    'something of long ago is left',
  );
});

test('the newest five are kept however old they seem, so that a clock that runs ahead for a day does not take all', () => {
  const old = [5000, 4900, 4800, 4700, 4600, 4500, 4400].map((age) => now - age * day);
  assert.deepEqual(
    [...backupsToKeep(old, now)].toSorted((a, b) => a - b),
    old.slice(2),
  );
  assert.deepEqual([...backupsToKeep([], now)], []);
});
