import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import type { Finding } from '../../../engine/domain/review/findings.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { buildRanking } from '../../../engine/domain/ranking/ranking.ts';
import { simulatedRanking } from '../../support/models/simulated-ranking.ts';
import { record, reopened, temporaryProject, who } from '../../support/project.ts';

const facts = {
  at: who.at + 1000,
  seconds: 2,
  source: 'a',
  sourceTitle: 'A',
  images: 6,
  labels: 6,
  predicted: 0.75,
  predictable: true,
  locked: 0,
  classes: [],
  shortcuts: [],
  groupings: [],
};
const [oak, birch] = [1, 2] as ClassId[];
const ids = (...images: number[]): ImageId[] => images as ImageId[];
const findings: Finding[] = [
  { kind: 'label-error', images: ids(1), doubt: { class: oak!, suggested: birch!, given: 0.125, probability: 0.75 } },
  { kind: 'label-error', images: ids(2), doubt: { class: oak!, suggested: birch!, given: 0.25, probability: 0.5 } },
  { kind: 'near-duplicates', images: ids(3, 1, 5), doubt: null },
  { kind: 'blurred', images: ids(1), doubt: null },
];

/** Six images, the first three labelled oak, and a review of them. */
function reviewed(t: TestContext): ProjectStore {
  const store = temporaryProject(t);
  store.images.addBatch(
    [1, 2, 3, 4, 5, 6].map((at) => record(`/${at}.jpg`, { className: at < 4 ? 'oak' : 'birch' })),
    who,
  );
  store.reviews.replace(facts, findings, { alike: [], certainty: [] });
  return store;
}
const open = (store: ProjectStore): Record<string, number> =>
  Object.fromEntries(
    store.reviews
      .latest()!
      .found.filter(({ all }) => all > 0)
      .map(({ kind, open: left }) => [kind, left]),
  );
const listed = (store: ProjectStore, kind: Finding['kind'], openOnly = true) =>
  store.reviews.page({ kind, open: openOnly, offset: 0, limit: 10 });

describe('a review', () => {
  test('keeps the pairs of alike images, until the next one takes its place', (t) => {
    const before = reviewed(t);
    assert.deepEqual(before.reviews.alike(), []);
    before.reviews.replace(facts, findings, { alike: [[1, 3] as [ImageId, ImageId]], certainty: [] });
    const store = reopened(t, before);
    assert.deepEqual(store.reviews.alike(), [[1, 3]]);
    store.reviews.replace(facts, findings, { alike: [], certainty: [] });
    assert.deepEqual(store.reviews.alike(), []);
  });

  test('is kept with its findings in their order, until the next one takes its place', (t) => {
    const store = reopened(t, reviewed(t));
    const { added, found, ...kept } = store.reviews.latest()!;
    assert.deepEqual([kept, added], [facts, 0]);
    assert.deepEqual(
      found.filter(({ all }) => all > 0),
      [
        { kind: 'label-error', all: 2, open: 2 },
        { kind: 'near-duplicates', all: 1, open: 1 },
        { kind: 'blurred', all: 1, open: 1 },
      ],
    );
    const { total, findings: doubts } = listed(store, 'label-error');
    assert.equal(total, 2);
    assert.deepEqual(
      doubts.map(({ images, doubt }) => [images.map(({ name }) => name), doubt]),
      [
        [['1.jpg'], findings[0]!.doubt],
        [['2.jpg'], findings[1]!.doubt],
      ],
    );
    assert.deepEqual(
      listed(store, 'near-duplicates').findings[0]!.images.map(({ id }) => id),
      [3, 1, 5],
    );
    assert.deepEqual(
      store.reviews.page({ kind: 'label-error', open: true, offset: 1, limit: 5 }).findings.map(({ images }) => images[0]!.id),
      [2],
    );
    store.reviews.replace({ ...facts, at: facts.at + 1 }, findings.slice(3), { alike: [], certainty: [] });
    assert.deepEqual(open(store), { blurred: 1 });
    assert.deepEqual(listed(store, 'blurred').findings[0]!.doubt, null);
  });

  test('there may be none yet', (t) => {
    const store = temporaryProject(t);
    assert.equal(store.reviews.latest(), null);
    assert.deepEqual(listed(store, 'dark'), { total: 0, findings: [] });
  });

  test('counts images added since', (t) => {
    const store = reviewed(t);
    store.images.addBatch([record('/new.jpg')], { ...who, at: facts.at + 1 });
    assert.equal(store.reviews.latest()!.added, 1);
  });

  test('follows what is decided, by whatever means, and undo brings a finding back', (t) => {
    const store = reviewed(t);
    store.labels.set(ids(1), birch!, { ...who, how: 'corrected-in-review' });
    assert.deepEqual(open(store), { 'label-error': 1, 'near-duplicates': 1, blurred: 1 });
    assert.deepEqual(Object.fromEntries(store.reviews.openKinds()), {
      1: 'near-duplicates',
      2: 'label-error',
      3: 'near-duplicates',
      5: 'near-duplicates',
    });
    assert.deepEqual(
      listed(store, 'label-error', false).findings.map(({ state }) => state),
      ['relabelled', 'open'],
    );
    store.labels.exclude(ids(1, 5), true, who);
    assert.deepEqual(open(store), { 'label-error': 1, 'near-duplicates': 0, blurred: 0 });
    store.labels.undo(who);
    store.labels.undo(who);
    assert.deepEqual(open(store), { 'label-error': 2, 'near-duplicates': 1, blurred: 1 });
  });

  test('does not ask again for what was kept, also after another review, until the label changes', (t) => {
    const store = reviewed(t);
    const [first] = listed(store, 'label-error').findings;
    assert.equal(store.reviews.keep([first!.finding, listed(store, 'blurred').findings[0]!.finding], who), 1);
    assert.deepEqual(store.labels.pending().undo, { kind: 'keep', images: 1, detail: '' });
    assert.deepEqual(open(store), { 'label-error': 1, 'near-duplicates': 1, blurred: 0 });
    assert.equal(store.reviews.keep([first!.finding], who), 0, 'it already is');
    store.reviews.replace(facts, findings, { alike: [], certainty: [] });
    assert.deepEqual(open(store), { 'label-error': 1, 'near-duplicates': 1, blurred: 0 });

    store.reviews.replace(facts, [{ ...findings[0]!, doubt: { ...findings[0]!.doubt!, class: birch!, suggested: oak! } }], {
      alike: [],
      certainty: [],
    });
    store.labels.set(ids(1), birch!, who);
    assert.deepEqual(open(store), { 'label-error': 1 }, 'another label was kept');
    store.labels.undo(who);
    store.labels.undo(who);
    store.reviews.replace(facts, findings, { alike: [], certainty: [] });
    assert.deepEqual(open(store), { 'label-error': 2, 'near-duplicates': 1, blurred: 1 });
    assert.deepEqual(
      store.annotations.history(ids(1)[0]!).map(({ kind, how, value }) => [kind, how, value]),
      [
        ['label', 'imported-folder', null],
        ['kept', 'by-hand', 'blurred,label-error 1'],
        ['label', 'by-hand', null],
        ['label', 'undo', null],
        ['kept', 'undo', null],
      ],
    );
  });

  test('refuses a finding that is not there, and keeps nothing then', (t) => {
    const store = reviewed(t);
    const [first] = listed(store, 'label-error').findings;
    store.reviews.replace(facts, findings, { alike: [], certainty: [] });
    const [again] = listed(store, 'label-error').findings;
    assert.throws(() => store.reviews.keep([again!.finding, first!.finding], who), {
      code: 'finding-not-found',
      facts: { finding: first!.finding },
    });
    assert.equal(open(store)['label-error'], 2);
  });

  test('makes no result stale by what is kept, as a label does', (t) => {
    const store = reviewed(t);
    const data = simulatedRanking([{ source: 'a', accuracy: 0.8 }], { perClass: 3, classes: 2 });
    store.rankings.add(
      { at: who.at, dataVersion: store.labels.dataVersion, seed: 1, seconds: 1, skipped: [], ...buildRanking(data) },
      data as Parameters<typeof store.rankings.add>[1],
    );
    store.reviews.keep([listed(store, 'blurred').findings[0]!.finding], who);
    assert.equal(store.rankings.latest()!.stale, false);
    store.labels.set(ids(1), birch!, who);
    assert.equal(store.rankings.latest()!.stale, true);
  });
});
