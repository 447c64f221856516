import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, shuffled, type Random } from '../../../../engine/domain/statistics/random.ts';
import { smallPictureLength, smallSide } from '../../../../engine/domain/models/small-picture.ts';
import { decideEach } from '../../../../engine/domain/models/decision.ts';
import { fitRawPixels, type RawPixelTraining } from '../../../../engine/learn/baselines/raw-pixels.ts';

type Drawing = (x: number, y: number) => readonly [number, number, number];

function picture(drawing: Drawing, random: Random): Uint8Array {
  return Uint8Array.from({ length: smallPictureLength }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return Math.max(0, Math.min(255, drawing(pixel % smallSide, Math.floor(pixel / smallSide))[at % 3]! + 60 * (random() - 0.5)));
  });
}

/** A bright bar on a background of any grey: of class 0 it lies, of class 1 it stands, of class 2 it rises to the right. */
function bars(perClass: number, seed: number): RawPixelTraining {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: 3 * perClass }, (_, at) => at % 3);
  const pictures = [...labels].map((label) => {
    const [ground, shift] = [20 + 100 * random(), Math.floor(6 * random()) - 3];
    const across = (x: number, y: number): number => [y - 16, x - 16, (x + y - 31) / 1.4][label]! - shift;
    return picture((x, y) => {
      const value = Math.abs(across(x, y)) < 4 ? 220 : ground;
      return [value, value, value];
    }, random);
  });
  return { pictures: joined(pictures), labels, classes: 3, seed: 1 };
}

function joined(pictures: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pictures.length * smallPictureLength);
  pictures.forEach((one, at) => all.set(one, at * smallPictureLength));
  return all;
}

const share = (probabilities: Float32Array, labels: Int32Array, classes: number): number => {
  const said = decideEach(probabilities, classes);
  return labels.filter((label, row) => said[row] === label).length / labels.length;
};

test('shapes are told apart by pixels alone, and what leave-one-out expects comes true', async () => {
  const model = await fitRawPixels(bars(12, 1));
  const fresh = bars(40, 2);
  const right = share(model.probabilities(fresh.pictures), fresh.labels, 3);
  assert.ok(right > 0.9, `${right}`);
  assert.ok(Math.abs(model.chosen.accuracy! - right) < 0.15, `${model.chosen.accuracy} expected, ${right}`);
});

test('labels that mean nothing give what chance gives', async () => {
  const learned = bars(20, 3);
  const fresh = bars(60, 4);
  const model = await fitRawPixels({ ...learned, labels: Int32Array.from(shuffled(learned.labels, seededRandom(5))) });
  const right = share(model.probabilities(fresh.pictures), fresh.labels, 3);
  assert.ok(right < 0.55, `${right}`);
  // 180 pictures in 3 equal classes: a model that has learned nothing is not sure of anything.
  const sure = model.probabilities(fresh.pictures).filter((probability) => probability > 0.8).length;
  assert.ok(sure < 18, `${sure}`);
});

test('the view follows the task: colour where it tells, mirror images where sides mean nothing and not where they tell', async () => {
  const random = seededRandom(6);
  const tinted = Array.from({ length: 40 }, (_, at): Uint8Array => {
    const ground = 60 + 120 * random();
    return picture(() => (at % 2 === 0 ? [ground + 30, ground, ground - 30] : [ground - 30, ground, ground + 30]), random);
  });
  const sided = Array.from({ length: 60 }, (_, at) =>
    picture((x, y) => {
      const value = (at % 2 === 0) === x < 16 && y < 12 ? 200 : 60;
      return [value, value, value];
    }, random),
  );
  const either = Array.from({ length: 60 }, (_, at) => {
    const isLeft = random() < 0.5;
    const [left, top] = [4 + Math.floor(8 * random()), at % 2 === 0 ? 3 : 18];
    return picture((x, y) => {
      const own = isLeft ? x : 31 - x;
      const value = Math.abs(own - left) < 4 && Math.abs(y - top - (own - left)) < 5 ? 210 : 70;
      return [value, value, value];
    }, random);
  });
  const viewOf = async (pictures: readonly Uint8Array[]) =>
    (await fitRawPixels({ pictures: joined(pictures), labels: Int32Array.from(pictures, (_, at) => at % 2), classes: 2, seed: 1 })).chosen
      .view;
  assert.equal((await viewOf(tinted)).by, 'colour');
  assert.equal((await viewOf(sided)).mirrored, false);
  assert.equal((await viewOf(either)).mirrored, true);
});

test('copies that are left out together do not flatter; left out one by one they do', async () => {
  const random = seededRandom(8);
  const noise = Array.from({ length: 24 }, () => Uint8Array.from({ length: smallPictureLength }, () => 256 * random()));
  const pictures = joined(noise.flatMap((one) => [one, one]));
  const labels = Int32Array.from({ length: 48 }, (_, at) => Math.floor(at / 2) % 2);
  const groups = noise.map((_, at) => [2 * at, 2 * at + 1]);
  const honest = await fitRawPixels({ pictures, labels, classes: 2, groups, seed: 1 });
  const flattered = await fitRawPixels({ pictures, labels, classes: 2, seed: 1 });
  assert.ok(honest.chosen.accuracy! < 0.75, `${honest.chosen.accuracy}`);
  assert.equal(flattered.chosen.accuracy, 1);
});

test('one picture a class is enough, a class without one is never named, and pictures that are all alike break nothing', async () => {
  const { pictures, labels } = bars(1, 9);
  const model = await fitRawPixels({ pictures, labels, classes: 4, seed: 1 });
  assert.equal(model.chosen.accuracy, null);
  assert.deepEqual([...decideEach(model.probabilities(pictures), 4)], [0, 1, 2]);
  assert.ok(model.probabilities(bars(5, 10).pictures).every((probability, at) => (at % 4 === 3 ? probability === 0 : probability > 0)));
  const alike = await fitRawPixels({
    pictures: new Uint8Array(6 * smallPictureLength),
    labels: Int32Array.of(0, 0, 0, 1, 1, 1),
    classes: 2,
    seed: 1,
  });
  assert.ok(alike.probabilities(pictures).every(Number.isFinite));
  assert.equal(alike.probabilities(new Uint8Array(0)).length, 0);
});

test('the same pictures and seed give the same model', async () => {
  const learned = bars(8, 11);
  const [one, other] = [await fitRawPixels(learned), await fitRawPixels(learned)];
  const fresh = bars(10, 12).pictures;
  assert.deepEqual(one.probabilities(fresh), other.probabilities(fresh));
  assert.deepEqual(one.chosen, other.chosen);
});

test('with more pictures than it chooses by, all are still fitted on', async () => {
  const learned = bars(110, 14);
  const model = await fitRawPixels(learned);
  const fresh = bars(40, 15);
  assert.equal(model.fittedOn, 330);
  assert.ok(share(model.probabilities(fresh.pictures), fresh.labels, 3) > 0.97);
});

test('what is no picture is refused, and a stop is heard', async () => {
  const learned = bars(4, 13);
  await assert.rejects(fitRawPixels({ ...learned, pictures: learned.pictures.subarray(1) }), RangeError);
  let pauses = 0;
  await assert.rejects(
    fitRawPixels(learned, () => (++pauses > 5 ? Promise.reject(new Error('stopped')) : Promise.resolve())),
    /stopped/,
  );
});
