import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { worthTuning, type TuningEvidence } from '../../../../engine/domain/choice/worth-tuning.ts';

const few: TuningEvidence = { perClass: [12, 12, 12], chosenBy: { images: 40, headErrors: 8, naiveErrors: 24 }, otherCutWins: null };
const judged = (images: number, headErrors: number, naiveErrors: number): TuningEvidence => ({
  ...few,
  chosenBy: { images, headErrors, naiveErrors },
});

describe('whether tuning is worth a try', () => {
  test('with some 30 images per class it is, in the median over the classes', () => {
    assert.deepEqual(worthTuning({ ...few, perClass: [30, 30, 400] }), { why: 'enough-images', imagesPerClass: 30, far: false });
    assert.deepEqual(worthTuning({ ...few, perClass: [29, 29, 400] }), { why: 'few-and-near', imagesPerClass: 29, far: false });
  });

  test('with few images it is where the head makes nearly as many errors as the best baseline', () => {
    assert.equal(worthTuning(judged(40, 18, 24)).why, 'few-and-near');
    assert.equal(worthTuning(judged(40, 19, 24)).why, 'hardly-beats-naive');
    assert.equal(worthTuning(judged(40, 30, 24)).why, 'hardly-beats-naive');
  });

  test('a set that is only hard is not far: the errors of the head alone would call it so', () => {
    const byHeadAlone = ({ chosenBy: { images, headErrors } }: TuningEvidence): boolean => headErrors / images > 0.3;
    const hard = judged(100, 45, 80);
    assert.equal(worthTuning(hard).far, false);
    assert.equal(byHeadAlone(hard), true, 'the planted fault');
    const easyButFar = judged(100, 20, 22);
    assert.equal(worthTuning(easyButFar).far, true);
    assert.equal(byHeadAlone(easyButFar), false);
  });

  test('a handful of images to choose by, or a head without an error, does not make it far', () => {
    assert.equal(worthTuning(judged(19, 10, 10)).far, false);
    assert.equal(worthTuning(judged(40, 0, 0)).far, false);
  });

  test('it is where other layers do better than the last one', () => {
    assert.deepEqual(worthTuning({ ...few, otherCutWins: true }), { why: 'other-cut-wins', imagesPerClass: 12, far: true });
    assert.equal(worthTuning({ ...few, otherCutWins: false }).why, 'few-and-near');
  });

  test('chance seldom makes near images far: with 40 to choose by, where the head makes 40 % of the errors, once in some 50 times', () => {
    const random = seededRandom(5);
    let far = 0;
    for (let draw = 0; draw < 2000; draw++) {
      const [headErrors, naiveErrors] = [0.2, 0.5].map(
        (share) => Array.from({ length: 40 }, () => random() < share).filter(Boolean).length,
      ) as [number, number];
      far += Number(worthTuning(judged(40, headErrors, naiveErrors)).far);
    }
    assert.ok(far / 2000 < 0.03, `${far} of 2000`);
  });
});
