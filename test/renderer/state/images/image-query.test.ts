import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../../engine/contract/index.ts';
import { everything, formatQuery, parseQuery, type ImageQuery } from '../../../../renderer/state/images/image-query.ts';

test('what is shown is found again by the address: the usual needs none, anything else is kept', () => {
  assert.deepEqual(formatQuery(everything), {});
  assert.deepEqual(parseQuery({}), everything);
  const query: ImageQuery = {
    ...everything,
    show: 'unlabelled',
    split: 'test',
    finding: 'blurred',
    labelledBy: 'folder',
    taken: '2024-05',
    side: { least: 100, below: 224 },
    certainty: 0,
    similarTo: [12, 7] as ImageId[],
    text: 'oak',
    view: 'map',
    colour: 'finding',
  };
  assert.deepEqual(parseQuery(formatQuery(query)), query);
  const large = { ...everything, side: { least: 2000, below: Number.MAX_SAFE_INTEGER } };
  assert.deepEqual(formatQuery(large), { side: '2000-' });
  assert.deepEqual(parseQuery(formatQuery(large)), large);
});

test('what makes no sense in an address is passed over', () => {
  assert.deepEqual(parseQuery({ similar: 'x-0--3.5', view: 'globe', colour: 'blue' }), everything);
  assert.deepEqual(parseQuery({ finding: 'ugly', by: 'magic', taken: '2024-5', side: '0-7', certainty: '42' }), everything);
  assert.deepEqual(parseQuery({ similar: '4-x-9' }).similarTo, [4, 9]);
});
