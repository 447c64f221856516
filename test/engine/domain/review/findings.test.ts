import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId, ImageId } from '../../../../engine/domain/ids.ts';
import { duplicateFindings, keptMark, stateOf, type Finding, type FoundImage } from '../../../../engine/domain/review/findings.ts';

const [oak, birch] = [1, 2] as ClassId[];
const image = (facts: Partial<FoundImage> = {}): FoundImage => ({ class: oak!, excluded: false, kept: [], ...facts });
const finding = (kind: Finding['kind'], images: number, doubt: Finding['doubt'] = null): Finding => ({
  kind,
  images: Array.from({ length: images }, (_, at) => (at + 1) as ImageId),
  doubt,
});
const doubt = { class: oak!, suggested: birch!, given: 0.1, probability: 0.8 };

describe('a finding', () => {
  test('of a doubtful label is open until the label changes, is kept, or its image is excluded', () => {
    const doubtful = finding('label-error', 1, doubt);
    assert.equal(keptMark(doubtful), 'label-error 1');
    assert.equal(stateOf(doubtful, [image()]), 'open');
    assert.equal(stateOf(doubtful, [image({ class: birch! })]), 'relabelled');
    assert.equal(stateOf(doubtful, [image({ class: null })]), 'relabelled');
    assert.equal(stateOf(doubtful, [image({ excluded: true })]), 'excluded');
    assert.equal(stateOf(doubtful, [image({ kept: ['blurred', 'label-error 1'] })]), 'kept');
    assert.equal(stateOf(doubtful, [image({ kept: ['label-error 2', 'blurred'] })]), 'open', 'another label was kept');
  });

  test('of copies with different labels is open until one label is left, or one image', () => {
    const conflicting = finding('conflicting-labels', 3);
    const [a, b, none] = [image(), image({ class: birch! }), image({ class: null })];
    assert.equal(stateOf(conflicting, [a, b, none]), 'open');
    assert.equal(stateOf(conflicting, [a, a, none]), 'relabelled');
    assert.equal(stateOf(conflicting, [a, { ...b, excluded: true }, none]), 'relabelled');
    assert.equal(stateOf(conflicting, [a, { ...b, excluded: true }, { ...none, excluded: true }]), 'excluded');
    const kept = { kept: ['conflicting-labels'] };
    assert.equal(
      stateOf(conflicting, [
        { ...a, ...kept },
        { ...b, ...kept },
        { ...none, ...kept },
      ]),
      'kept',
    );
    assert.equal(stateOf(conflicting, [{ ...a, ...kept }, { ...b, ...kept }, none]), 'open', 'one of them is new');
  });

  test('of near-duplicates is open until all but one are excluded', () => {
    const alike = finding('near-duplicates', 3);
    const out = image({ excluded: true });
    assert.deepEqual(
      [stateOf(alike, [image(), image(), out]), stateOf(alike, [image(), out, out]), stateOf(alike, [out, out, out])],
      ['open', 'excluded', 'excluded'],
    );
  });
});

test('near-duplicates are one finding for each group, the largest first, and conflicting where their labels differ', () => {
  const groups = new Map([1, 2, 3, 4, 5, 6].map((id) => [id as ImageId, [null, 'a', 'b', 'a', 'b', 'b'][id - 1]!]));
  const classes = new Map([
    [2, oak],
    [4, birch],
    [3, oak],
    [5, null],
    [6, oak],
  ] as [ImageId, ClassId | null][]);
  assert.deepEqual(
    duplicateFindings(groups, (id) => classes.get(id) ?? null),
    [
      { kind: 'near-duplicates', images: [3, 5, 6], doubt: null },
      { kind: 'conflicting-labels', images: [2, 4], doubt: null },
    ],
  );
});
