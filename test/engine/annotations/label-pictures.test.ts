import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { labelPictures, type CutChoices, type LabelChoices } from '../../../engine/annotations/label-pictures.ts';
import type { GatheredImage } from '../../../engine/annotations/read-annotations.ts';
import type { StatedBox } from '../../../engine/annotations/stated.ts';

const usual = { boxes: 'agree', together: 'group' } as const;
const box = (className: string | null): StatedBox => ({ className, x: 0, y: 0, width: 1, height: 1, unit: 'share', confidence: null });
const stated = (file: string, facts: Partial<GatheredImage> = {}): GatheredImage => ({
  file,
  classes: [],
  stated: facts.classes?.length ?? 0,
  boxes: [],
  size: null,
  group: null,
  site: null,
  takenAt: null,
  part: null,
  tags: [],
  by: null,
  ...facts,
});
const label = (images: readonly GatheredImage[], pictures: readonly string[], choices: LabelChoices = usual) =>
  labelPictures({ images, lost: [{ kind: 'caption', count: 2 }] }, pictures, choices);
const classesOf = (labelled: ReturnType<typeof label>) => labelled.pictures.map(({ picture, className }) => [picture, className]);

describe('labelling pictures by what a file says', () => {
  test('counts every label once: as used, or with the reason why not', () => {
    const labelled = label(
      [
        stated('a.jpg', { classes: ['elm'], stated: 3, boxes: [box('oak')] }),
        stated('b.jpg', { boxes: [box('oak'), box(null)] }),
        stated('gone.jpg', { classes: ['elm'] }),
        stated('same.jpg', { classes: ['elm'] }),
      ],
      ['a.jpg', 'b.jpg', 'x/same.jpg', 'y/same.jpg'],
    );
    const used = labelled.pictures.reduce((sum, { labels }) => sum + labels, 0);
    assert.deepEqual([labelled.labels, used], [10, 3]);
    assert.deepEqual(labelled.left, [
      { reason: 'caption', count: 2, examples: [] },
      { reason: 'boxes-disagree', count: 2, examples: ['b.jpg'] },
      { reason: 'picture-missing', count: 1, examples: ['gone.jpg'] },
      { reason: 'picture-ambiguous', count: 1, examples: ['same.jpg'] },
      { reason: 'boxes-left', count: 1, examples: ['a.jpg'] },
    ]);
    assert.equal(used + labelled.left.reduce((sum, { count }) => sum + count, 0), labelled.labels);
    assert.deepEqual(labelled.named, { found: 2, missing: 1, ambiguous: 1 });
  });

  test('two spellings of one path are one picture, whose classes must agree', () => {
    const agreeing = label([stated('a/1.jpg', { classes: ['elm'] }), stated('a\\1.jpg', { classes: ['elm'] })], ['a/1.jpg']);
    assert.deepEqual([classesOf(agreeing), agreeing.pictures[0]?.labels], [[['a/1.jpg', 'elm']], 2]);
    const other = label([stated('a/1.jpg', { classes: ['elm'] }), stated('a\\1.jpg', { classes: ['oak'] })], ['a/1.jpg']);
    assert.deepEqual(
      [classesOf(other), other.left[1]],
      [[['a/1.jpg', null]], { reason: 'several-classes', count: 2, examples: ['a/1.jpg'] }],
    );
  });

  test('the group of an image is what the user chose; who labelled it is passed on', () => {
    const images = [stated('a.jpg', { classes: ['elm'], group: 'burst 1', site: 'north', takenAt: 5, by: 'ada', tags: ['wet'] })];
    const groupOf = (together: LabelChoices['together']) => {
      const { pictures } = label(images, ['a.jpg'], { ...usual, together });
      return [pictures[0]?.group, pictures[0]?.author];
    };
    assert.deepEqual(groupOf('group'), ['burst 1', 'ada']);
    assert.deepEqual(groupOf('site'), ['north', 'ada']);
    assert.deepEqual(groupOf('none'), [null, 'ada']);
  });

  test('site, time and tags are passed on, tags of several statements together', () => {
    const images = [
      stated('a.jpg', { classes: ['elm'], site: 'north', takenAt: 5, tags: ['wet'] }),
      stated('./a.jpg', { site: 'south', tags: ['old', 'wet'] }),
      stated('b.jpg', { classes: ['elm'] }),
    ];
    const said = label(images, ['a.jpg', 'b.jpg']).pictures.map(({ picture, site, takenAt, tags }) => [picture, site, takenAt, tags]);
    assert.deepEqual(said, [
      ['a.jpg', 'north', 5, ['wet', 'old']],
      ['b.jpg', null, null, []],
    ]);
  });

  test('boxes label nothing where they are to be left out', () => {
    const images = [stated('a.jpg', { boxes: [box('elm')] })];
    assert.deepEqual(classesOf(label(images, ['a.jpg'])), [['a.jpg', 'elm']]);
    assert.deepEqual(classesOf(label(images, ['a.jpg'], { ...usual, boxes: 'leave' })), [['a.jpg', null]]);
  });

  describe('cutting boxes out', () => {
    const cutting = (choices: Partial<CutChoices> = {}): LabelChoices => ({
      boxes: 'cut',
      together: 'group',
      cut: { leastConfidence: 0, leastSide: 1, widen: 0, label: true, ...choices },
    });
    const sure = (className: string | null, confidence: number): StatedBox => ({ ...box(className), confidence });
    const cut = (images: readonly GatheredImage[], choices: Partial<CutChoices> = {}) => {
      const { pictures, left, labels } = label(images, ['a.jpg', 'b.jpg'], cutting(choices));
      return {
        boxes: pictures.map(({ boxes }) => boxes?.map(({ className }) => className)),
        used: pictures.map(({ labels: count }) => count),
        left: Object.fromEntries(left.filter(({ reason }) => reason !== 'caption').map(({ reason, count }) => [reason, count])),
        labels: labels - 2,
        groups: pictures.map(({ group }) => group),
      };
    };

    test('takes the boxes of the classes chosen that a detector was certain of, and counts the others', () => {
      const images = [stated('a.jpg', { boxes: [sure('elm', 0.9), sure('Elm', 0.2), sure('oak', 0.9), box('elm')], classes: ['wood'] })];
      assert.deepEqual(cut(images, { classes: [' ELM'], leastConfidence: 0.5 }), {
        boxes: [['elm', 'elm']],
        used: [2],
        left: { 'box-unsure': 1, 'box-of-other-class': 1, 'class-of-whole-picture': 1 },
        labels: 5,
        groups: ['a.jpg'],
      });
    });

    test('gives a box without a class that of its picture, if it has only one', () => {
      const images = [
        stated('a.jpg', { boxes: [box(null), box(null)], classes: ['elm'], group: 'burst' }),
        stated('b.jpg', { boxes: [box(null)], classes: ['elm', 'oak'] }),
      ];
      assert.deepEqual(cut(images), {
        boxes: [['elm', 'elm'], [null]],
        used: [3, 1],
        left: { 'class-of-whole-picture': 2 },
        labels: 6,
        groups: ['burst', 'b.jpg'],
      });
    });

    test('leaves images without a label on request', () => {
      assert.deepEqual(cut([stated('a.jpg', { boxes: [box('animal')] })], { label: false }).boxes, [[null]]);
    });
  });
});
