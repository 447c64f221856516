import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId, ContentHash, ImageId } from '../../../../engine/domain/ids.ts';
import { ComparedImages, type ComparedImage } from '../../../../engine/learn/compare/paired-images.ts';
import { smallNetwork, smallNetworkCut } from '../../../../engine/learn/compare/small-network.ts';
import { smallNetworkAnswer, startSmallNetwork, type SmallNetworkArm } from '../../../../engine/learn/compare/small-network-answer.ts';
import { layerFacts } from '../../../../engine/models/layers/layer-shapes.ts';
import { picturesInMemory } from '../../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { smallNetworkRecipes } from '../../../../engine/learn/tune/trainer/recipes.ts';
import { scripted, type Script } from '../../../support/models/scripted-trainer.ts';

const classIds = [1, 2, 3, 4] as ClassId[];
const cycles = { pictures: 64, epochs: 1, least: 3, most: 6 };
const control = { signal: new AbortController().signal, progress: () => {} };

/** Images that say their class in their first pixel, trained by networks of which each follows its own script, in the order they are loaded. */
function arm(scripts: readonly Script[], mostPasses: number): { readonly arm: SmallNetworkArm; readonly loaded: number[] } {
  let number = 0;
  const some = (count: number): ComparedImage[] =>
    Array.from({ length: count }, () => {
      number += 1;
      return { image: number as ImageId, class: classIds[number % 4]!, group: null, hash: String(number) as ContentHash, view: '' };
    });
  const images = new ComparedImages(some(8), some(8), some(8), classIds, 1);
  const loaded: number[] = [];
  return {
    loaded,
    arm: {
      images,
      classIds,
      places: [0, 1, 2, 3, 4, 5, 6, 7],
      mostPasses,
      seed: 1,
      recipes: { strong: { ...smallNetworkRecipes.strong, cycles }, gentle: { ...smallNetworkRecipes.gentle, cycles } },
      pictures: (side) => {
        const pixels = new Uint8Array(24 * side * side * 3);
        images.labels.forEach((label, at) => {
          pixels[at * side * side * 3] = label;
        });
        return Promise.resolve(picturesInMemory(side, pixels));
      },
      load: (spec) => {
        loaded.push(spec.source.model.inputSize);
        return Promise.resolve(scripted(scripts[loaded.length - 1]!, spec, []));
      },
    },
  };
}
const knowing =
  (knows: number): Script =>
  () =>
    knows;

describe('the small network', () => {
  test('is a source model of five blocks that takes pictures of 64 pixels, and its shapes fit', async () => {
    const source = smallNetwork({ side: 64, widths: [16, 32, 64, 64, 128] });
    const facts = layerFacts(source.file, [64, 64, 3]);
    assert.deepEqual(facts.at(-1)?.shape, [128]);
    assert.deepEqual(source.model.cuts, [{ layer: smallNetworkCut, shape: [128], features: 128 }]);
    const counted = [...(await source.weights()).values()]
      .flatMap((own) => [...own.values()])
      .reduce((sum, { values }) => sum + values.length, 0);
    assert.equal(counted, source.model.parameters);
    assert.equal(Math.round(facts.reduce((sum, layer) => sum + layer.multiplyAdds, 0)), Math.round(1e6 * source.model.multiplyAdds!));
  });

  test('is tried in four ways, and the one that tells validation images apart best goes on from where it is', async () => {
    // The second has mirrored pictures, the third is the larger one, on what suited better; the fourth is the best of them by the gentle recipe.
    for (const [best, knows] of [
      [1, [3, 1, 2, 0]],
      [2, [1, 3, 2, 0]],
      [3, [1, 2, 3, 0]],
      [4, [1, 2, 3, 3.5]],
    ] as const) {
      const { arm: own, loaded } = arm([...knows.map(knowing), knowing(4)], 2_400);
      const start = await startSmallNetwork(own, control);
      const [orientation, side] = [knows[0] > knows[1] ? 'matters' : 'mirror', best > 2 ? 96 : 64];
      assert.deepEqual(
        start.trials.map(({ network, variation, recipe }) => [network.side, variation.orientation, recipe.batchSize]),
        [
          [64, 'matters', 8],
          [64, 'mirror', 8],
          [96, orientation, 8],
          [side, best > 2 || orientation === 'mirror' ? 'mirror' : 'matters', 32],
        ],
      );
      assert.equal(start.best, start.trials[best - 1]);
      const answer = await smallNetworkAnswer(own, start, control);
      assert.deepEqual(loaded, [64, 64, 96, side, side]);
      assert.deepEqual([answer.finished, answer.trials, answer.validationScore], [true, 4, 1]);
      assert.equal(answer.imagePasses, 3 * 64 + 64 * 7, 'three trials that are left, and three cycles');
      assert.deepEqual(
        answer.predicted,
        own.images.test.map((place) => own.images.labels[place]!),
      );
    }
  });

  test('stays within what it may take in, and says that it is not finished where that ends it', async () => {
    for (const mostPasses of [16, 64, 300, 500]) {
      const { arm: own } = arm([knowing(1), knowing(1), knowing(1), knowing(1), ({ steps }) => 1 + steps / 8], mostPasses);
      const start = await startSmallNetwork(own, control);
      const answer = await smallNetworkAnswer(own, start, control);
      assert.ok(answer.imagePasses <= mostPasses, `${answer.imagePasses} of ${mostPasses}`);
      assert.equal(answer.finished, false, String(mostPasses));
    }
  });
});
