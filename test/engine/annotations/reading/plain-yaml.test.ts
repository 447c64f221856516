import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlainYaml } from '../../../../engine/annotations/reading/plain-yaml.ts';

/** A value as plain data: the map as an object, and 'refused' with the place if it is not understood. */
function value(text: string, key = 'names'): unknown {
  try {
    const found = new PlainYaml(text, 'data.yaml').value(key);
    return found instanceof Map ? Object.fromEntries(found) : found;
  } catch (error) {
    return `${(error as { fault: string }).fault} ${(error as { at: string }).at}`;
  }
}
const refused = 'wrong-structure line 1';

test('texts, lists and maps in the ways in which they are written', () => {
  assert.equal(value('path: ../data set # here', 'path'), '../data set');
  assert.equal(value('path: "a\\u00e9 # \\"b\\"" # c', 'path'), 'aé # "b"');
  assert.equal(value("path: 'it''s # here'", 'path'), "it's # here");
  assert.equal(value('nc: 2\nnames:\n', 'names'), null);
  assert.equal(value('nc: 2\n', 'names'), null);
  assert.deepEqual(value("names: ['elm', \"red oak\", no, 007, dog's, 'it''s, so',]"), [
    'elm',
    'red oak',
    'no',
    '007',
    "dog's",
    "it's, so",
  ]);
  assert.deepEqual(value('names: [\n  elm, # first\n  "oak #2"\n]\nnc: 2'), ['elm', 'oak #2']);
  assert.deepEqual(value('names: []'), []);
  assert.deepEqual(value('names:\n- elm\n- red oak # common\n\n# end\n'), ['elm', 'red oak']);
  assert.deepEqual(value('names:\r\n  - elm\r\n  - "oak: red"\r\n'), ['elm', 'oak: red']);
  assert.deepEqual(value('names:\n  0: elm\n  1: \'red oak\' # common\n  "2": ясень\n'), { 0: 'elm', 1: 'red oak', 2: 'ясень' });
  assert.deepEqual(value('names: {0: elm, 1: "oak"}'), { 0: 'elm', 1: 'oak' });
  assert.deepEqual(value('---\n# a comment\n"names": [elm]'), ['elm']);
  assert.deepEqual(value('names: [elm]\nnames: [oak]'), ['oak']);
});

test('what is not understood is refused where it matters only', () => {
  for (const names of [
    '[elm, [oak]]',
    '[elm',
    '{0: elm, oak}',
    '{0: elm, 1}',
    '[0: elm]',
    '[elm,, oak]',
    '&trees [elm]',
    '*trees',
    '!!set {elm}',
    '|\n  elm',
    'elm\n  oak',
    '\n  - elm\n  - - oak',
    '\n  - elm\n    - oak',
    '\n  - elm\n  oak: 1',
    '\n  0:\n    name: elm',
    '\n\t- elm\n - oak',
    '"elm\\x41"',
    '"elm" oak',
    "'elm",
    '\n  - "elm',
  ])
    assert.equal(value(`names: ${names}\n`), refused, names);
  const script = 'names: [elm]\ndownload: |\n  import os\n  a: [\nhsv: {a: {b: 1}}\n';
  assert.deepEqual(value(script), ['elm']);
  assert.equal(value('names: [elm]\nimport os\n'), 'wrong-structure line 2');
  assert.equal(value('- names\n'), refused);
});

test('hostile texts take no longer than their length asks for', () => {
  const long = 300_000;
  const start = performance.now();
  for (const text of [
    `names: [${'a '.repeat(long)}[`,
    `names: [a${' '.repeat(long)}[`,
    `names:\n  a${' '.repeat(long)}b\n`,
    `${'a '.repeat(long)}\n`,
    `names: "${'\\'.repeat(long)}\n`,
    `names: ${"'".repeat(long)}x\n`,
    `names: [${"'a',".repeat(long)}`,
  ])
    assert.match(String(value(text)), /^wrong-structure/);
  assert.equal((value(`names: [${'a,'.repeat(long)}]`) as string[]).length, long);
  assert.ok(performance.now() - start < 10_000);
});
