import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { measures } from './measures.ts';
import { Playground } from './playground.ts';
import { whyNoShim } from './shim.ts';

const noShim = whyNoShim();
let playground: Playground;
before(() => { playground = new Playground(); });
after(() => playground.end());

for (const { id, what, small, needsShim, run, plant } of measures) {
  test(`${id}: ${what}`, { skip: needsShim && noShim }, async () => {
    const { tried, wrong } = await run(small, playground);
    assert.deepEqual(wrong, []);
    assert.ok(tried >= small * 0.9, `only ${tried} of ${small} were tried`);
  });

  test(`${id} finds a planted fault: ${plant.what}`, { skip: needsShim && noShim }, async () => {
    assert.ok((await plant.run(playground)).wrong.length > 0);
  });
}
