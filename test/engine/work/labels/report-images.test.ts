import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apartCheck } from '../../../../engine/domain/labels/nested-sizes.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { reportImages } from '../../../../engine/work/labels/report-images.ts';
import { record, temporaryProject, who } from '../../../support/project.ts';

/** Two classes; every image of `copies` looks like an image of the other half. */
function fill(store: ProjectStore, perClass: number, copies: number): void {
  const hash = (number: number): string => ((BigInt(number + 1) * 0x9e3779b97f4a7c15n) & ((1n << 64n) - 1n)).toString(16).padStart(16, '0');
  const records = Array.from({ length: 2 * perClass }, (_, at) => {
    const number = Math.floor(at / 2);
    return record(`/pictures/${at}.jpg`, { className: at % 2 === 0 ? 'cat' : 'dog', fingerprint: hash(number < copies ? 1000 + (at % 2) * 100 + Math.floor(number / 2) : at) });
  });
  store.images.addBatch(records, who);
}

test('near-duplicates share a group, and those of test images are neither trained nor tested on', (t) => {
  const store = temporaryProject(t);
  fill(store, 40, 20);
  const { classes, train, validation, test: tested, leftOut } = reportImages(store, 1);
  assert.deepEqual(classes.map(({ name }) => name), ['cat', 'dog']);
  assert.equal(train.length + validation.length + tested.length + leftOut, 80);
  assert.ok(leftOut > 0);
  const testedGroups = new Set(tested.map(({ group }) => group).filter((group) => group !== null));
  assert.ok(testedGroups.size > 0 && ![...train, ...validation].some(({ group }) => group !== null && testedGroups.has(group)));
  const check = apartCheck(train, tested);
  check({ arm: 'scratch', perClass: 1, seed: 0, trainImages: train.map(({ image }) => image), predicted: [], validationScore: 0, finished: true, imagePasses: 1, trials: 1, seconds: 1, curve: [] });
});

test('with nothing left to test on there is no report, and the classes are named', (t) => {
  const store = temporaryProject(t);
  fill(store, 20, 0);
  for (const { image } of reportImages(store, 1).test) store.labels.set([image], null, who);
  assert.throws(() => reportImages(store, 1), { code: 'class-too-small', facts: { classes: 'cat, dog' } });
});

test('a class whose training images are all like test images is too small', (t) => {
  const store = temporaryProject(t);
  const fingerprint = '5a3c9e1777e1c3a5';
  store.images.addBatch(Array.from({ length: 6 }, (_, at) => record(`/cats/${at}.jpg`, { className: 'cat', fingerprint })), who);
  store.images.addBatch(Array.from({ length: 30 }, (_, at) => record(`/dogs/${at}.jpg`, { className: 'dog', fingerprint: (0x1234567890abcdefn ^ (BigInt(at * 77_777) << 20n)).toString(16) })), who);
  assert.throws(() => reportImages(store, 1), { code: 'class-too-small', facts: { classes: 'cat' } });
});
