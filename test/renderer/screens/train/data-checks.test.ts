import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId, ClassSummary, Project, ProjectId, WindowsSeen } from '../../../../engine/contract/index.ts';
import { words } from '../../../../engine/words/words.ts';
import { checkData, marginOf, weightOf, type DataCheck } from '../../../../renderer/screens/train/data-checks.ts';

const classOf = (name: string, images: number, test = Math.floor(images / 5)): ClassSummary => ({
  id: name.length as ClassId,
  name,
  colour: '#336699',
  key: null,
  images,
  excluded: 0,
  train: images - 2 * test,
  validation: test,
  test,
});

function projectOf(classes: ClassSummary[], change: Partial<Project> = {}): Project {
  const labelled = classes.reduce((sum, one) => sum + one.images, 0);
  return {
    id: '00000000-0000-4000-8000-000000000001' as ProjectId,
    name: 'p',
    path: '/p.graft',
    readOnly: false,
    images: labelled,
    labelled,
    unlabelled: 0,
    conflicts: 0,
    refused: 0,
    missing: 0,
    excluded: 0,
    removed: 0,
    classes,
    dataVersion: 1,
    undo: null,
    redo: null,
    runs: 0,
    choices: null,
    ...change,
  };
}
const kinds = (project: Project): string[] => checkData(project).map((check) => `${weightOf(check)} ${check.kind}`);

test('what stops training is told alone or first', () => {
  assert.deepEqual(kinds(projectOf([])), ['stops no-images']);
  assert.deepEqual(kinds(projectOf([], { images: 9, unlabelled: 9 })), ['stops no-labels']);
  assert.deepEqual(kinds(projectOf([classOf('a', 700)])), ['stops one-class']);
  assert.deepEqual(kinds(projectOf([classOf('a', 700), classOf('bb', 1)])), ['stops single-image-classes', 'warns unequal-classes']);
});

test('enough images of classes of like size raise nothing', () => {
  assert.deepEqual(kinds(projectOf([classOf('a', 300), classOf('bb', 320)])), []);
});

test('what makes the result worse and what is only good to know are told apart', () => {
  const project = projectOf([classOf('a', 60), classOf('bb', 6), classOf('ccc', 0)], {
    images: 80,
    conflicts: 3,
    missing: 2,
    unlabelled: 14,
  });
  assert.deepEqual(kinds(project), [
    'warns small-classes',
    'warns unequal-classes',
    'warns conflicts',
    'warns missing',
    'tells few-test-images',
    'tells empty-classes',
    'tells unlabelled',
  ]);
  assert.deepEqual(
    checkData(project).find((check) => check.kind === 'unlabelled'),
    { kind: 'unlabelled', images: 11 },
  );
});

test('every check has its sentence', () => {
  const all = [
    projectOf([]),
    projectOf([], { images: 1 }),
    projectOf([classOf('a', 5)]),
    projectOf([classOf('a', 60), classOf('bb', 6, 0), classOf('ccc', 1), classOf('dddd', 0)], {
      images: 99,
      conflicts: 1,
      missing: 1,
      unlabelled: 9,
    }),
  ].flatMap((one) => checkData(one));
  for (const check of all) assert.match((words.train.checks[check.kind] as (facts: DataCheck) => string)(check), /^[^\s].*[.]$/);
});

test('the margin of a score is half its widest 95 % interval: 10 points at about 96 test images', () => {
  assert.ok(Math.abs(marginOf(96) - 0.1) < 0.001);
});

test('near-duplicates are told with what was done about them, and nothing where there are none', () => {
  const project = projectOf([classOf('a', 700), classOf('bb', 700)]);
  assert.deepEqual(checkData(project, { nearDuplicates: { groups: 0, leftOut: 0 }, tooSmall: [] }), []);
  const [check] = checkData(project, { nearDuplicates: { groups: 3, leftOut: 2 }, tooSmall: [] });
  assert.deepEqual(check, { kind: 'near-duplicates', groups: 3, leftOut: 2 });
  assert.equal(
    words.train.checks['near-duplicates']({ groups: 3, leftOut: 2 }),
    '3 groups of near-duplicates: the images of each group are kept on the same side of the split, so that copies do not inflate the score. 2 images were left out of training because of similarity to a test image.',
  );
});

test('a class with all its images in one group stops training and is named once', () => {
  const project = projectOf([classOf('a', 700), classOf('bb', 700), classOf('ccc', 1)]);
  const of = (tooSmall: string[]): DataCheck[] =>
    checkData(project, { nearDuplicates: { groups: 0, leftOut: 0 }, tooSmall }).filter((check) => weightOf(check) === 'stops');
  const single: DataCheck = { kind: 'single-image-classes', classes: ['ccc'] };
  assert.deepEqual(of(['bb', 'ccc']), [single, { kind: 'one-group-classes', classes: ['bb'] }]);
  assert.deepEqual(of(['ccc']), [single]);
  assert.equal(
    words.train.checks['one-group-classes']({ classes: ['bb'] }),
    'bb: too few images from different groups. Images of one group are used either for training or for testing, so a class needs at least two groups.',
  );
});

test('brightness windows are told where images differ in them, or where classes differ in brightness', () => {
  const project = projectOf([classOf('a', 700), classOf('bb', 700)]);
  const one = { window: { low: 0, high: 900 }, images: 40 },
    own = { window: null, images: 2 };
  const of = (chosen: WindowsSeen['chosen'], tellsClasses: boolean, more: Partial<WindowsSeen> = { differ: chosen.length > 1 }) =>
    checkData(project, null, {
      windows: { images: 42, chosen, shared: one.window, tellsClasses, differ: false, folders: [], windowsTellClasses: false, ...more },
      readings: null,
    }).map((check) => `${weightOf(check)} ${check.kind}`);
  assert.deepEqual(of([one], false), []);
  assert.deepEqual(of([own], false), []);
  assert.deepEqual(of([], false), []);
  assert.deepEqual(of([own, one], true), ['stops windows-differ'], 'what brightness does is not known before one way is chosen');
  assert.deepEqual(of([own], true), ['warns brightness-lost']);
  assert.deepEqual(of([one], true), ['tells brightness-used']);
  assert.deepEqual(of([own, one], true, {}), ['tells windows-by-folder']);
  assert.deepEqual(of([own, one], true, { windowsTellClasses: true }), ['warns windows-by-class']);
  for (const kind of ['windows-differ', 'windows-by-class', 'brightness-lost', 'brightness-used'] as const)
    assert.match(words.train.checks[kind]({ images: 42 }), /^[^\s].*42 images.*[.]$/);
});

test('excluded images are told, and do not make a class large enough', () => {
  const small = { ...classOf('bb', 12), excluded: 4 };
  assert.deepEqual(kinds(projectOf([classOf('a', 40), small], { excluded: 4 })), [
    'warns small-classes',
    'warns unequal-classes',
    'tells few-test-images',
    'tells excluded',
  ]);
});
