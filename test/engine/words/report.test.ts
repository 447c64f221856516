import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ArmName, Benefit } from '../../../engine/domain/report/transfer-benefit.ts';
import { report, verdictSentence } from '../../../engine/words/en/report.ts';
import type { SentenceFacts, ToldVerdict } from '../../../engine/words/told.ts';

const facts: SentenceFacts = { source: 'MobileNetV2', testImages: 168, testImagesSeen: 0, smallest: 1, scratchSeconds: null };
const rival = (arm: ArmName, perClass: number, unfinished = 0) => ({ arm, perClass, unfinished });
const figures = (given: Partial<ToldVerdict>): ToldVerdict => ({
  answer: 'helps',
  reason: null,
  effect: { value: 0.37, low: 0.3, high: 0.44 },
  p: 0.001,
  rivals: [rival('scratch', 1)],
  scores: { transfer: 0.61, other: 0.24 },
  chance: 0.2,
  perClass: 1,
  images: 5,
  seeds: 6,
  bound: null,
  ...given,
});
const unmeasured = (given: Partial<ToldVerdict>): Partial<ToldVerdict> => ({
  answer: 'not measured',
  effect: null,
  p: null,
  rivals: [],
  scores: null,
  seeds: 0,
  ...given,
});
/** Without the spaces that do not break. */
const said = (benefit: Benefit, given: Partial<ToldVerdict> = {}, other: Partial<SentenceFacts> = {}): string =>
  verdictSentence(benefit, figures(given), { ...facts, ...other }).replaceAll('\u00a0', ' ');
const basis = '6 seeds, 168 test images';

describe('sentences of a transfer report', () => {
  test('say who was compared, on what, with figures, interval and numbers of seeds and images', () => {
    assert.equal(
      said('start'),
      `With 1 labelled image per class, transfer from MobileNetV2 reaches an accuracy of 61% and the same architecture trained from scratch 24%: 37 points more (95% interval 30 to 44, ${basis}).`,
    );
    assert.equal(
      said('asymptote', {
        perClass: 50,
        images: 1250,
        scores: { transfer: 0.9, other: 0.95 },
        effect: { value: -0.05, low: -0.08, high: -0.01 },
        answer: 'hurts',
      }),
      `With all 1,250 training images, transfer from MobileNetV2 reaches an accuracy of 90% and the same architecture trained from scratch 95%: 5 points less (95% interval 1 to 8, ${basis}).`,
    );
  });

  test('the first verdict names the best way without transfer, and where it changes', () => {
    const small = [1, 5, 20].map((perClass) => rival('small-network', perClass));
    assert.equal(
      said('overall', { perClass: 20, rivals: small }),
      `Transfer from MobileNetV2 helps. From 1 to 20 labelled images per class, transfer from MobileNetV2 reaches an accuracy of 61% on average and the best method without transfer, a small network trained from scratch, 24%: 37 points more (95% interval 30 to 44, ${basis}).`,
    );
    const several = [rival('colour-texture', 1), rival('colour-texture', 5), ...small.slice(2), rival('scratch', 50)];
    assert.equal(
      said('overall', { perClass: 50, rivals: several }),
      `Transfer from MobileNetV2 helps. From 1 to 50 labelled images per class, transfer from MobileNetV2 reaches an accuracy of 61% on average and the best method without transfer 24%: 37 points more (95% interval 30 to 44, ${basis}). Best method without transfer, chosen by validation: colour and texture alone at 1 to 5 per class, a small network trained from scratch at 20 per class and the same architecture trained from scratch at 50 per class.`,
    );
    assert.match(
      said('overall', {
        answer: 'hurts',
        rivals: [rival('raw-pixels', 1)],
        scores: { transfer: 0.3, other: 0.5 },
        effect: { value: -0.2, low: -0.3, high: -0.1 },
      }),
      /^Transfer from MobileNetV2 hurts: training without it is better\. With 1 labelled image per class, .* and the best method without transfer, raw pixels alone, 50%: 20 points less/,
    );
  });

  test('no evidence is said plainly, with an interval to both sides', () => {
    assert.equal(
      said('start', {
        answer: 'no evidence',
        p: 0.6,
        scores: { transfer: 0.36, other: 0.34 },
        effect: { value: 0.02, low: -0.05, high: 0.09 },
        perClass: 2,
      }),
      `With 2 labelled images per class, transfer from MobileNetV2 reaches an accuracy of 36% and the same architecture trained from scratch 34%: 2 points more (95% interval 5 less to 9 more, ${basis}). No evidence of a difference: it may be due to chance.`,
    );
    assert.match(
      said('overall', {
        answer: 'no evidence',
        p: 0.9,
        scores: { transfer: 0.3, other: 0.3 },
        effect: { value: 0, low: -0.05, high: 0.001 },
      }),
      /^There is no evidence that transfer from MobileNetV2 helps\. With 1 labelled image per class, .*: no difference in whole points \(95% interval 5 less to 0, .*\)\. The difference may be due to chance\.$/,
    );
  });

  test('the scores told differ by the points told: more digits where rounding would part them', () => {
    const sentence = said('start', { scores: { transfer: 0.284, other: 0.367 }, effect: { value: -0.083, low: -0.16, high: -0.001 } });
    assert.match(sentence, /28\.4% and the same architecture trained from scratch 36\.7%: 8\.3 points less \(95% interval 0\.1 to 16\.0,/);
    assert.match(
      said('start', { scores: { transfer: 0.5417, other: 0.2454 }, effect: { value: 0.2963, low: 0.12, high: 0.47 } }),
      /54\.2% and .* 24\.5%: 29\.7 points more/,
    );
  });

  test('what was not finished has nothing claimed against it, and is named with its sizes', () => {
    const reason = 'not-finished' as const;
    assert.match(
      said('asymptote', { answer: 'no evidence', reason, rivals: [rival('scratch', 50, 2)] }),
      /\)\. The same architecture trained from scratch was still improving when its training ended, so no claim is made against it\.$/,
    );
    assert.match(
      said('overall', {
        answer: 'no evidence',
        reason,
        perClass: 50,
        rivals: [rival('colour-texture', 1), rival('scratch', 5, 1), rival('scratch', 20, 3), rival('small-network', 50)],
      }),
      /^No verdict\. From 1 .* The same architecture trained from scratch was still improving when its training ended \(5 to 20 per class\), so no claim is made against it\.$/,
    );
    assert.match(
      said('asymptote', {
        answer: 'hurts',
        rivals: [rival('scratch', 50, 1)],
        effect: { value: -0.05, low: -0.08, high: -0.01 },
        scores: { transfer: 0.9, other: 0.95 },
      }),
      /5 points less .*\)\. The same architecture trained from scratch had not even finished training\.$/,
    );
  });

  test('scores that are no better than a guess, and a single seed, claim nothing', () => {
    assert.match(
      said('start', { answer: 'no evidence', reason: 'at-chance' }),
      / No score here is clearly better than guessing, which is correct on 20%\.$/,
    );
    assert.match(
      said('overall', { answer: 'no evidence', reason: 'one-seed', seeds: 1 }),
      /^No verdict\. .*, 1 seed, .* With a single seed, this may be due to chance\.$/,
    );
  });

  test('what was not measured says why, and how long it would have taken', () => {
    assert.equal(
      said('start', unmeasured({ reason: 'left-out' }), { scratchSeconds: 3 * 3600 }),
      'Not measured: the same architecture trained from scratch was left out at 1 labelled image per class; all dataset sizes would take about 3 h on this computer.',
    );
    assert.equal(
      said('slope', unmeasured({ reason: 'left-out' })),
      'Not measured: the same architecture trained from scratch was left out at some dataset sizes.',
    );
    assert.equal(
      said('slope', unmeasured({ reason: 'one-size' })),
      'Not measured: the report has only one dataset size, so there is no curve.',
    );
    assert.equal(
      said('slope', unmeasured({ reason: 'at-chance' })),
      'Not measured: no score that both reach is clearly better than guessing, which is correct on 20% of test images.',
    );
    assert.equal(
      said('slope', unmeasured({ reason: 'not-finished' })),
      'Not measured: the same architecture trained from scratch was still improving when its training ended, and no score that both reach is clearly better than guessing, which is correct on 20% of test images.',
    );
    const bound = unmeasured({
      reason: 'at-chance',
      effect: { value: 8.04, low: 5.2, high: 12.4 },
      bound: 'at-least',
      scores: { transfer: 0.45, other: 0.45 },
      rivals: [rival('colour-texture', 50)],
      seeds: 6,
    });
    assert.match(
      said('slope', bound),
      /% of test images\. Compared with colour and texture alone: to reach an accuracy of 45%, transfer from MobileNetV2 needs at least 8\.0 times fewer labelled images than colour and texture alone \(95% interval 5\.2 to 12, 6 seeds, 168 test images\)\.$/,
    );
  });

  test('a source model that has seen test images gets no verdict, unless it hurts all the same', () => {
    const seen = (given: Partial<ToldVerdict>): string => said('overall', given, { testImagesSeen: 12 });
    assert.match(
      seen({ answer: 'no evidence', reason: 'seen' }),
      /^No verdict\. .* MobileNetV2 was trained on 12 of the 168 test images, so its score on them proves nothing\.$/,
    );
    assert.match(seen({ answer: 'hurts' }), /^Transfer from MobileNetV2 hurts: /);
  });

  test('labels saved are told as times fewer, from the side that needs fewer', () => {
    const slope = { effect: { value: 8.04, low: 5.2, high: 12.4 }, scores: { transfer: 0.7, other: 0.7 } };
    assert.equal(
      said('slope', slope),
      `To reach an accuracy of 70%, transfer from MobileNetV2 needs 8.0 times fewer labelled images than the same architecture trained from scratch (95% interval 5.2 to 12, ${basis}).`,
    );
    assert.match(said('slope', { ...slope, bound: 'at-least' }), /needs at least 8\.0 times fewer/);
    assert.match(
      said('slope', { ...slope, answer: 'hurts', bound: 'at-most', effect: { value: 0.25, low: 0.2, high: 0.5 } }),
      /the same architecture trained from scratch needs at least 4\.0 times fewer labelled images than transfer from MobileNetV2 \(95% interval 2\.0 to 5\.0,/,
    );
    assert.match(
      said('slope', { ...slope, answer: 'no evidence', p: 0.9, effect: { value: 1.02, low: 0.5, high: 2 } }),
      /transfer from MobileNetV2 needs about as many labelled images as the same architecture trained from scratch \(95% interval from 2\.0 times as many to 2\.0 times fewer, .*\)\. No evidence of a difference: it may be due to chance\.$/,
    );
  });

  test('forecasts are intervals, and never a number beyond what may be said', () => {
    const forecast = (given: { reached?: boolean; low: number | null; high: number | null }): string =>
      report.more.forecast({ target: 0.95, reached: false, beyond: given.high === null, ...given }).replaceAll('\u00a0', ' ');
    assert.equal(forecast({ reached: true, low: 0, high: 0 }), 'You already have enough images for an accuracy of 95%.');
    assert.equal(
      forecast({ low: 30, high: 1200 }),
      'For an accuracy of 95%, you need 30 to 1,200 more labelled images per class (95% interval).',
    );
    assert.match(forecast({ low: 57, high: null }), /at least 57 more labelled images per class\. There is no reliable upper limit/);
    assert.doesNotMatch(forecast({ low: null, high: null }).replace('95%', ''), /\d/);
  });
});
