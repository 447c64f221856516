import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { measures } from './measures.ts';
import { Playground } from './playground.ts';
import { whyNoShim } from './shim.ts';

/** The small form of the measures whose ids start like these, each with the planted fault that it must find. */
export function testMeasures(...ids: readonly string[]): void {
  const noShim = whyNoShim();
  let playground: Playground;
  before(() => {
    playground = new Playground();
  });
  after(() => playground.end());

  for (const { id, what, small, needsShim, whyNotHere, run, plant } of measures.filter((measure) =>
    ids.some((of) => measure.id.startsWith(of)),
  )) {
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
}
