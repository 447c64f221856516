import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { decideEach } from '../../../../engine/domain/models/decision.ts';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';
import { headProbabilities } from '../../../../engine/learn/head/head-probabilities.ts';
import { fitHead, headKindFor, type HeadTraining } from '../../../../engine/learn/head/head.ts';
import { fitLogistic } from '../../../../engine/learn/head/logistic-fit.ts';
import { principalRows } from '../../../../engine/learn/head/principal-rows.ts';
import { fitRidge } from '../../../../engine/learn/head/ridge.ts';
import { toUnitLength } from '../../../../engine/learn/head/row-placement.ts';
import { classClouds, type Clouds } from '../../../support/models/class-clouds.ts';

const training = (clouds: Clouds, more: Partial<HeadTraining> = {}): HeadTraining => ({ ...clouds, seed: 1, ...more });
const clouds = (perClass: number, more: { spread?: number; dimension?: number; seed?: number; classes?: number } = {}): Clouds =>
  classClouds({
    perClass: new Array<number>(more.classes ?? 4).fill(perClass),
    dimension: more.dimension ?? 64,
    spread: more.spread ?? 1.5,
    seed: more.seed ?? 1,
  });

async function accuracyOn(test: Clouds, train: HeadTraining): Promise<{ accuracy: number; confidence: number; loss: number }> {
  const probabilities = headProbabilities(await fitHead(train), test.features);
  const predicted = decideEach(probabilities, test.classIds.length);
  const classes = test.classIds.length;
  let [right, confidence, loss] = [0, 0, 0];
  test.labels.forEach((label, row) => {
    if (predicted[row] === label) right += 1;
    confidence += probabilities[row * classes + predicted[row]!]!;
    loss -= Math.log(probabilities[row * classes + label]!);
  });
  return { accuracy: right / test.labels.length, confidence: confidence / test.labels.length, loss: loss / test.labels.length };
}

/** Share that is named rightly, and the mean probability of what is named. */
function surenessOf(probabilities: Float32Array, { labels, classIds }: Clouds): { right: number; says: number } {
  const named = decideEach(probabilities, classIds.length);
  return {
    right: labels.filter((label, row) => named[row] === label).length / labels.length,
    says: labels.reduce((sum, _, row) => sum + probabilities[row * classIds.length + named[row]!]!, 0) / labels.length,
  };
}

/** Rows of 40 numbers of which one weak one tells the class and says it without error. */
function needingLittlePenalty(count: number): { rows: Float32Array; labels: Int32Array } {
  const deviate = normalRandom(seededRandom(3));
  const rows = new Float32Array(count * 40).map(() => deviate() / Math.sqrt(40));
  const labels = Int32Array.from({ length: count }, (_, at) => at % 2);
  labels.forEach((label, row) => {
    rows[row * 40] = label === 0 ? -0.02 : 0.02;
  });
  return { rows, labels };
}

test('a class without a row is refused', async () => {
  await assert.rejects(fitHead(training({ ...clouds(3), labels: new Int32Array(12) })), RangeError);
  assert.throws(() => headKindFor(Int32Array.of(0, 2), 3), /class 1 has no row/);
});

for (const [kind, perClass] of [
  ['nearest-mean', 1],
  ['ridge', 2],
  ['ridge', 5],
  ['logistic', 20],
] as const) {
  test(`${kind} with ${perClass} per class learns what can be learned and gives probabilities`, async () => {
    const unseen = clouds(100, { seed: 2 });
    const head = await fitHead(training(clouds(perClass)));
    assert.equal(head.kind, kind);
    assert.equal(head.weights.length, 64 * 4);
    const probabilities = headProbabilities(head, unseen.features);
    for (let row = 0; row < 400; row++) {
      const sum = probabilities.subarray(4 * row, 4 * row + 4).reduce((all, value) => all + value, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5);
    }
    const { accuracy } = await accuracyOn(unseen, training(clouds(perClass)));
    assert.ok(accuracy > 0.6, String(accuracy));
  });

  test(`${kind} with ${perClass} per class gives the same head again`, async () => {
    assert.deepEqual(await fitHead(training(clouds(perClass))), await fitHead(training(clouds(perClass))));
  });

  test(`${kind} with ${perClass} per class leaves no tensor behind`, async () => {
    const before = tensorFlow().memory().numTensors;
    headProbabilities(await fitHead(training(clouds(perClass))), clouds(2).features);
    assert.equal(tensorFlow().memory().numTensors, before);
  });
}

for (const [kind, perClass] of [
  ['ridge', 10],
  ['logistic', 40],
] as const) {
  test(`the probabilities of ${kind} are about as often right as they say`, async () => {
    const hard = { spread: 4 };
    const seeds = [11, 12, 13, 14, 15, 16];
    let [right, says] = [0, 0];
    for (const seed of seeds) {
      const { accuracy, confidence } = await accuracyOn(clouds(300, { ...hard, seed: 2 }), training(clouds(perClass, { ...hard, seed })));
      right += accuracy / seeds.length;
      says += confidence / seeds.length;
    }
    assert.ok(right < 0.9, `not hard enough to tell: ${right}`);
    assert.ok(Math.abs(says - right) < 0.08, `says ${says}, is right in ${right}`);
  });
}

test('with one image a class, of which none can be held out, a head is no surer than it is right; twice as sharp it would be', async () => {
  const draws = 12;
  const mean = { right: 0, says: 0, sharper: 0 };
  for (const classes of [3, 8]) {
    for (let seed = 1; seed <= draws; seed++) {
      // A world of its own for each draw: what is told apart differs, how hard it is does not.
      const of = (perClass: number, drawn: number): Clouds =>
        classClouds({ perClass: new Array<number>(classes).fill(perClass), dimension: 64, spread: 2.5, seed: drawn, world: seed });
      const unseen = of(40, 200 + seed);
      const head = await fitHead(training(of(1, 100 + seed)));
      assert.equal(head.kind, 'nearest-mean');
      const said = surenessOf(headProbabilities(head, unseen.features), unseen);
      const sharp = headProbabilities(
        { ...head, weights: head.weights.map((weight) => 2 * weight), bias: head.bias.map((bias) => 2 * bias) },
        unseen.features,
      );
      mean.right += said.right / (2 * draws);
      mean.says += said.says / (2 * draws);
      mean.sharper += surenessOf(sharp, unseen).says / (2 * draws);
    }
  }
  assert.ok(mean.right > 0.3 && mean.right < 0.7, `neither hopeless nor easy: ${mean.right}`);
  assert.ok(mean.says < mean.right + 0.03 && mean.says > mean.right - 0.15, `says ${mean.says}, is right in ${mean.right}`);
  // The planted fault.
  assert.ok(mean.sharper > mean.right + 0.1, `twice as sharp says ${mean.sharper}`);
});

test('two images a class leave one to judge by, so what is usual decides: the penalty is not the least that one image allows', async () => {
  const few = clouds(2, { classes: 3, spread: 2 });
  const { chosen } = await fitHead(training(few));
  const total = chosen.strength * few.labels.length;
  assert.ok(total > 0.1 && total < 3, `${total}`);
});

test('many images overrule what is usual', async () => {
  const { rows, labels } = needingLittlePenalty(400);
  const principal = principalRows(rows, 40);
  const { penalty } = fitRidge(principal, labels, 2);
  principal.dispose();
  assert.ok(penalty * labels.length < 0.06, `${penalty * labels.length}`);
});

test('shuffled labels are not learned: the probabilities stay near the shares of the classes', async () => {
  const { features, dimension, classIds } = clouds(30);
  const labels = Int32Array.from({ length: 120 }, (_, row) => (row * 7) % 4);
  const { loss } = await accuracyOn({ ...clouds(100, { seed: 2 }) }, training({ features, dimension, classIds, labels }));
  assert.ok(loss < 1.7, String(loss));
});

test('standardised columns of any unit count alike, and a constant column does no harm', async () => {
  const base = clouds(20, { dimension: 16 });
  const inUnits = (rows: Clouds, unit: (column: number) => number): Clouds => ({
    ...rows,
    features: rows.features.map((value, at) => (at % 16 === 3 ? 5 : value * unit(at % 16))),
  });
  const accuracyIn = async (unit: (column: number) => number): Promise<number> =>
    (await accuracyOn(inUnits(clouds(100, { dimension: 16, seed: 2 }), unit), training(inUnits(base, unit), { scaling: 'standardised' })))
      .accuracy;
  const [plain, skewed] = [await accuracyIn(() => 1), await accuracyIn((column) => 10 ** (column - 8))];
  assert.ok(Math.abs(plain - skewed) < 0.02 && plain > 0.6, `${plain} against ${skewed}`);
});

test('features of zeros, equal rows and more classes than dimensions still give a head', async () => {
  const zero = await fitHead(training({ ...clouds(12), features: new Float32Array(48 * 64) }));
  assert.ok(headProbabilities(zero, new Float32Array(64)).every((value) => Math.abs(value - 0.25) < 1e-3));
  const equal = await fitHead(training({ ...clouds(4), features: new Float32Array(16 * 64).fill(1) }));
  assert.ok(headProbabilities(equal, new Float32Array(64).fill(1)).every((value) => Math.abs(value - 0.25) < 1e-3));
  const many = await fitHead(training(clouds(12, { classes: 20, dimension: 3 })));
  assert.equal(many.classIds.length, 20);
  assert.ok(many.weights.every(Number.isFinite));
});

test('more rows than dimensions and fewer give the same model of the same problem', async () => {
  const narrow = clouds(20, { dimension: 16 });
  const padded = new Float32Array(80 * 200);
  narrow.labels.forEach((_, row) => padded.set(narrow.features.subarray(row * 16, (row + 1) * 16), row * 200));
  const [few, many] = [await fitHead(training(narrow)), await fitHead(training({ ...narrow, features: padded, dimension: 200 }))];
  assert.equal(few.chosen.strength, many.chosen.strength);
  headProbabilities(few, narrow.features).forEach((value, at) => assert.ok(Math.abs(value - headProbabilities(many, padded)[at]!) < 1e-3));
});

test('a pause that throws ends the fit and leaves no tensor behind', async () => {
  const before = tensorFlow().memory().numTensors;
  let pauses = 0;
  await assert.rejects(
    fitHead(training(clouds(20)), () => (++pauses < 4 ? Promise.resolve() : Promise.reject(new Error('stop')))),
    /stop/,
  );
  assert.equal(tensorFlow().memory().numTensors, before);
});

/** Rows of the same images under a small disturbance, as augmented pictures give them. */
function disturbed({ features }: Clouds, seed: number): Float32Array {
  const deviate = normalRandom(seededRandom(seed));
  return features.map((value) => value + 0.05 * deviate());
}

for (const [kind, perClass] of [
  ['ridge', 4],
  ['logistic', 15],
] as const)
  test(`rows of augmented images are held out with their image: copies that give the answer away make ${kind} no surer`, async () => {
    const few = clouds(perClass, { spread: 6 });
    const augmented = [1, 2, 3].map((seed) => disturbed(few, seed));
    const together = await fitHead(training(few, { augmented }));
    assert.equal(together.kind, kind);
    // The planted fault: each row held out by itself.
    const rows = new Float32Array(4 * few.features.length);
    [few.features, ...augmented].forEach((values, at) => rows.set(values, at * few.features.length));
    const principal = principalRows(toUnitLength(rows, few.dimension), few.dimension);
    const labels = Int32Array.from({ length: 4 * few.labels.length }, (_, at) => few.labels[at % few.labels.length]!);
    const apart =
      kind === 'ridge'
        ? fitRidge(principal, labels, few.classIds.length)
        : await fitLogistic(principal, labels, few.classIds.length, seededRandom(1), () => Promise.resolve());
    principal.dispose();
    assert.ok(apart.accuracy > 0.95, String(apart.accuracy));
    const alone = await fitHead(training(few));
    assert.ok(
      together.chosen.accuracy! < alone.chosen.accuracy! + 0.15,
      `${together.chosen.accuracy} with copies, ${alone.chosen.accuracy} without`,
    );
    assert.ok(together.chosen.accuracy! < 0.9, String(together.chosen.accuracy));
  });

test('augmented rows do not change a nearest mean, and must fit', async () => {
  const single = clouds(1);
  assert.deepEqual(await fitHead(training(single, { augmented: [disturbed(single, 1)] })), await fitHead(training(single)));
  const plain = clouds(3);
  await assert.rejects(fitHead(training(plain, { augmented: [plain.features.subarray(64)] })), RangeError);
});
