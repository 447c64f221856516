import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { measures } from './measures.ts';
import { Playground } from './playground.ts';
import { whyNoShim } from './shim.ts';

const noShim = whyNoShim();
let playground: Playground;
before(() => { playground = new Playground(); });
after(() => playground.end());

for (const { id, what, small, needsShim, whyNotHere, run, plant } of measures) {
  const skip = (needsShim && noShim) || (whyNotHere?.() ?? false);
  test(`${id}: ${what}`, { skip }, async () => {
    const { tried, wrong } = await run(small, playground);
    assert.deepEqual(wrong, []);
    assert.ok(tried >= small * 0.9, `only ${tried} of ${small} were tried`);
  });

  test(`${id} finds a planted fault: ${plant.what}`, { skip }, async () => {
    assert.ok((await plant.run(playground)).wrong.length > 0);
  });
}
