import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Benefit, VerdictFigures } from '../../../engine/domain/transfer-benefit.ts';
import { report, verdictSentence } from '../../../engine/words/en/report.ts';

const facts = { source: 'MobileNetV2', testImages: 168, testImagesSeen: 0, smallest: 1, quickPasses: null };
const figures = (given: Partial<VerdictFigures>): VerdictFigures => ({
  answer: 'helps', effect: { value: 0.37, low: 0.3, high: 0.44 }, p: 0.03125, indicative: false, against: 'scratch', scores: { transfer: 0.61, other: 0.24 },
  perClass: 1, images: 5, seeds: 6, bound: null, ...given,
});
/** Without the spaces that do not break. */
const said = (benefit: Benefit, given: Partial<VerdictFigures> = {}): string => verdictSentence(benefit, figures(given), facts).replaceAll('\u00a0', ' ');

describe('sentences of a transfer report', () => {
  test('say who was compared, on what, with figures, interval and numbers of seeds and images', () => {
    assert.equal(said('start'),
      'With 1 labelled image per class, reusing MobileNetV2 is right on 61 % of test images and training the same architecture from scratch on 24 %: 37 points more (95 % interval 30 to 44, 6 seeds, 168 test images).');
    assert.equal(said('asymptote', { perClass: 50, images: 1250, scores: { transfer: 0.9, other: 0.95 }, effect: { value: -0.05, low: -0.08, high: -0.01 }, answer: 'hurts' }),
      'With all 1,250 training images, reusing MobileNetV2 is right on 90 % of test images and training the same architecture from scratch on 95 %: 5 points less (95 % interval 1 to 8, 6 seeds, 168 test images).');
    assert.equal(said('overall', { perClass: 50 }),
      'Reusing MobileNetV2 helps. From 1 to 50 labelled images per class, reusing MobileNetV2 is right on 61 % of test images on average and training the same architecture from scratch on 24 %: 37 points more (95 % interval 30 to 44, 6 seeds, 168 test images).');
  });

  test('no evidence is said plainly, with an interval to both sides', () => {
    assert.equal(said('start', { answer: 'no evidence', scores: { transfer: 0.36, other: 0.34 }, effect: { value: 0.02, low: -0.05, high: 0.09 }, perClass: 2 }),
      'With 2 labelled images per class, reusing MobileNetV2 is right on 36 % of test images and training the same architecture from scratch on 34 %: 2 points more (95 % interval 5 less to 9 more, 6 seeds, 168 test images). No evidence of a difference: it can be chance.');
    assert.match(said('overall', { answer: 'no evidence', scores: { transfer: 0.3, other: 0.3 }, effect: { value: 0, low: -0.05, high: 0.001 } }),
      /^There is no evidence that reusing MobileNetV2 helps\. With 1 labelled image per class, .*: no difference in whole points \(95 % interval 5 less to 0, .*\)\. The difference can be chance\.$/);
  });

  test('the scores told differ by the points told: more digits where rounding would part them', () => {
    const sentence = said('start', { scores: { transfer: 0.284, other: 0.367 }, effect: { value: -0.083, low: -0.16, high: -0.001 } });
    assert.match(sentence, /28\.4 % of test images and training the same architecture from scratch on 36\.7 %: 8\.3 points less \(95 % interval 0\.1 to 16\.0,/);
  });

  test('too few seeds show a direction and are no verdict', () => {
    assert.match(said('overall', { answer: 'no evidence', indicative: true, seeds: 3 }), /^No verdict yet\. .* 3 seeds show a direction only; six are needed for a verdict\.$/);
    assert.match(said('start', { answer: 'no evidence', indicative: true, seeds: 1 }), / 1 seed shows a direction only; six are needed for a verdict\.$/);
  });

  test('a source model that has seen test images gets no verdict, unless it hurts all the same', () => {
    const seen = (given: Partial<VerdictFigures>): string => verdictSentence('overall', figures(given), { ...facts, testImagesSeen: 12 });
    assert.match(seen({ answer: 'no evidence' }), /^No verdict\. .* MobileNetV2 has seen 12 of 168 test images before: that it is right on them proves nothing\.$/);
    assert.match(seen({ answer: 'hurts' }), /^Reusing MobileNetV2 hurts\. /);
  });

  test('a quick report says how little a network from a random start was trained wherever it is beaten', () => {
    const quick = (answer: VerdictFigures['answer'], against: VerdictFigures['against'] = 'scratch'): string => verdictSentence('asymptote', figures({ answer, against }), { ...facts, quickPasses: 1100 });
    assert.match(quick('helps'), /\. In this quick version each network from a random start took in 1,100 pictures; with more it may come closer\.$/);
    for (const other of [quick('hurts'), quick('no evidence'), quick('helps', 'colour-texture'), said('asymptote'),
      verdictSentence('start', figures({}), { ...facts, quickPasses: 1100 })]) assert.doesNotMatch(other, /quick version/);
  });

  test('labels saved are told as times fewer, from the side that needs fewer', () => {
    const slope = { effect: { value: 8.04, low: 5.2, high: 12.4 }, scores: { transfer: 0.7, other: 0.7 } };
    assert.equal(said('slope', slope),
      'To be right on 70 % of test images, reusing MobileNetV2 needs 8.0 times fewer labelled images than training the same architecture from scratch (95 % interval 5.2 to 12, 6 seeds, 168 test images).');
    assert.match(said('slope', { ...slope, bound: 'at-least' }), /needs at least 8\.0 times fewer/);
    assert.match(said('slope', { ...slope, answer: 'hurts', bound: 'at-most', effect: { value: 0.25, low: 0.2, high: 0.5 } }),
      /training the same architecture from scratch needs at least 4\.0 times fewer labelled images than reusing MobileNetV2 \(95 % interval 2\.0 to 5\.0,/);
    assert.match(said('slope', { ...slope, answer: 'no evidence', effect: { value: 1.02, low: 0.5, high: 2 } }),
      /reusing MobileNetV2 needs about as many labelled images as training the same architecture from scratch \(95 % interval from 2\.0 times as many to 2\.0 times fewer, .*\)\. No evidence of a difference: it can be chance\.$/);
  });

  test('a simpler way that does better is named', () => {
    assert.match(said('overall', { answer: 'hurts', against: 'colour-texture', scores: { transfer: 0.3, other: 0.5 }, effect: { value: -0.2, low: -0.3, high: -0.1 } }),
      /^Reusing MobileNetV2 hurts: a simpler way does better\. .* and colour and texture alone on 50 %: 20 points less/);
  });

  test('forecasts are intervals, and never a number beyond what may be said', () => {
    const forecast = (given: { reached?: boolean; low: number | null; high: number | null }): string =>
      report.more.forecast({ target: 0.95, reached: false, beyond: given.high === null, ...given }).replaceAll('\u00a0', ' ');
    assert.equal(forecast({ reached: true, low: 0, high: 0 }), '95 % right is reached with the images there are.');
    assert.equal(forecast({ low: 30, high: 1200 }), 'For 95 % right, 30 to 1,200 more labelled images per class (95 % interval).');
    assert.match(forecast({ low: 57, high: null }), /at least 57 more labelled images per class; how many at most cannot be said/);
    assert.doesNotMatch(forecast({ low: null, high: null }).replace('95 %', ''), /\d/);
  });
});
