import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stage } from '../../../../engine/contract/index.ts';
import { score } from '../../../../engine/contract/index.ts';
import { smallPictureLength } from '../../../../engine/domain/models/small-picture.ts';
import { mostCommon } from '../../../../engine/learn/baselines/baselines.ts';
import { trainHead, type HeadJob } from '../../../../engine/learn/head/train-head.ts';
import { classClouds } from '../../../support/models/class-clouds.ts';

const silent = { progress: (): void => {}, signal: new AbortController().signal };

/** Ten images a class for training, three for validation, five for testing; the statistics tell far less than the features. */
function job(more: Partial<HeadJob> = {}): HeadJob {
  const perClass = [18, 18, 20];
  const features = classClouds({ perClass, dimension: 48, spread: 1, seed: 3 });
  const statistics = classClouds({ perClass, dimension: 12, spread: 6, seed: 4, world: 5 });
  const within = perClass.flatMap((count) => Array.from({ length: count }, (_, at) => at));
  return {
    classes: features.classIds.map((id, at) => ({ id, name: ['ash', 'beech', 'cedar'][at]! })),
    images: [...features.labels].map((label, row) => ({
      class: features.classIds[label]!,
      split: within[row]! < 5 ? ('test' as const) : within[row]! < 8 ? ('validation' as const) : ('train' as const),
    })),
    seed: 1,
    features: { rows: features.features, dimension: 48 },
    statistics: { rows: statistics.features, dimension: 12 },
    smallPictures: new Uint8Array(features.labels.length * smallPictureLength).fill(128),
    ...more,
  };
}

test('a head is scored on the test split alone, beside its three baselines', async () => {
  const { head, test: result, baselines, probabilities } = await trainHead(job(), silent);
  assert.equal(head.kind, 'ridge');
  assert.deepEqual(score.parse(result), result);
  assert.equal(result.images, 15);
  assert.ok(result.accuracy.value > 0.8);
  assert.deepEqual(
    baselines.map(({ name }) => name),
    ['majority-class', 'colour-and-texture', 'raw-pixels'],
  );
  assert.deepEqual(baselines[0]!.accuracy.value, 5 / 15);
  assert.ok(baselines[1]!.accuracy.value < result.accuracy.value);
  assert.equal(baselines[2]!.accuracy.value, 5 / 15, 'pictures that are all alike say nothing of the class');
  assert.equal(probabilities.length, 56 * 3);
});

test('images of validation and test take no part in the fit', async () => {
  const plain = job();
  const spoiled = job();
  plain.images.forEach(({ split }, row) => {
    if (split !== 'train') spoiled.features.rows.fill(row, row * 48, (row + 1) * 48);
  });
  const [one, other] = [await trainHead(plain, silent), await trainHead(spoiled, silent)];
  assert.deepEqual(one.head, other.head);
});

test('pictures of the test split are named by those of the training split', async () => {
  const plain = job();
  plain.images.forEach((image, row) =>
    plain.smallPictures.fill(
      40 * plain.classes.findIndex(({ id }) => id === image.class),
      row * smallPictureLength,
      (row + 1) * smallPictureLength,
    ),
  );
  assert.equal((await trainHead(plain, silent)).baselines[2]!.accuracy.value, 1);
});

test('the check above notices a training image that changed', async () => {
  const changed = job();
  changed.features.rows.fill(1, 17 * 48, 18 * 48);
  assert.notDeepEqual((await trainHead(job(), silent)).head, (await trainHead(changed, silent)).head);
});

test('the same job gives the same numbers', async () => {
  assert.deepEqual(await trainHead(job(), silent), await trainHead(job(), silent));
});

test('the steps are told in order', async () => {
  const stages: Stage[] = [];
  await trainHead(job(), {
    ...silent,
    progress: (stage) => {
      if (stages.at(-1) !== stage) stages.push(stage);
    },
  });
  assert.deepEqual(stages, ['fitting', 'baselines', 'testing']);
});

for (const at of ['fitting', 'baselines', 'testing'] as const) {
  test(`a stop while ${at} ends the job`, async () => {
    const stop = new AbortController();
    await assert.rejects(
      trainHead(job(), {
        signal: stop.signal,
        progress: (stage) => {
          if (stage === at) stop.abort();
        },
      }),
      { code: 'stopped' },
    );
  });
}

test('features joined from several layers are brought to one scale feature by feature', async () => {
  const [usual, joined] = [await trainHead(job(), silent), await trainHead({ ...job(), scaling: 'standardised' }, silent)];
  assert.deepEqual([usual.head.unitLength, joined.head.unitLength], [true, false]);
});

test('a class that cannot be trained on is named', async () => {
  const plain = job();
  const images = plain.images.map((image) => (image.class === plain.classes[1]!.id ? { ...image, split: 'test' as const } : image));
  await assert.rejects(trainHead({ ...plain, images }, silent), { code: 'class-too-small', facts: { classes: 'beech' } });
});

test('without a test image there is no score to give', async () => {
  const plain = job();
  const images = plain.images.map((image) => ({ ...image, split: 'train' as const }));
  await assert.rejects(trainHead({ ...plain, images }, silent), { code: 'class-too-small', facts: { classes: 'ash, beech, cedar' } });
});

test('the majority class is the first of equals', () => {
  assert.equal(mostCommon(Int32Array.of(2, 1, 1, 2, 0), 3), 1);
});
