import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId, ImageId, LabelsChanged } from '../../../../engine/contract/index.ts';
import { LabelQueue } from '../../../../renderer/state/labels/label-queue.ts';

type Label = ClassId | null;
const image = (id: number): ImageId => id as ImageId;
const label = (id: number): ClassId => id as ClassId;
interface Sent {
  images: ImageId[];
  label: Label;
  answer: (value: LabelsChanged) => void;
  fail: (error: unknown) => void;
}

/** A queue over images 1 to 9, all without a label, and a studio that answers when the test says so. */
function world(known: (id: ImageId) => boolean = () => true) {
  const shown = new Map<ImageId, Label>();
  const sent: Sent[] = [];
  const failures: number[] = [];
  let reloads = 0;
  const queue = new LabelQueue({
    labelOf: (id) => (known(id) ? (shown.get(id) ?? null) : undefined),
    paint: (labels) => {
      for (const [id, to] of labels) shown.set(id, to);
    },
    send: (images, to) =>
      new Promise((answer, fail) => {
        sent.push({ images, label: to, answer, fail });
      }),
    pendingChanged: () => {},
    acknowledged: () => {},
    failed: (_, images) => {
      failures.push(images);
    },
    reload: () => {
      reloads += 1;
    },
  });
  return { queue, shown, sent, failures, reloads: () => reloads };
}

const changed = (dataVersion: number, images: number): LabelsChanged => ({ dataVersion, changed: images, undo: null, redo: null });
const turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

test('a label is shown at once, is pending until it is acknowledged, and actions go one after another', async () => {
  const { queue, shown, sent } = world();
  void queue.label([image(1)], label(1));
  void queue.label([image(2)], label(2));
  await turn();
  assert.deepEqual([shown.get(image(1)), shown.get(image(2)), queue.pendingImages, sent.length], [1, 2, 2, 1]);
  sent[0]!.answer(changed(1, 1));
  await turn();
  assert.deepEqual([queue.isPending(image(1)), queue.isPending(image(2)), sent.length], [false, true, 2]);
});

test('a refused action is painted back, but not over a later one on the same image', async () => {
  const { queue, shown, sent, failures } = world();
  void queue.label([image(1), image(2)], label(1));
  void queue.label([image(2)], label(2));
  await turn();
  sent[0]!.fail(new Error('full'));
  await turn();
  assert.deepEqual([shown.get(image(1)), shown.get(image(2)), failures], [null, 2, [2]]);
});

test('of two refused actions on one image what was there before both is painted back', async () => {
  const { queue, shown, sent } = world();
  void queue.label([image(1), image(2)], label(1));
  void queue.label([image(2)], label(2));
  void queue.label([image(2)], label(3));
  for (const index of [0, 1, 2]) {
    await turn();
    sent[index]!.fail(new Error('full'));
  }
  await turn();
  assert.deepEqual([shown.get(image(1)), shown.get(image(2)), queue.pendingImages], [null, null, 0]);
});

test('images whose label was not known are fetched anew when they cannot be painted back', async () => {
  const { queue, sent, reloads } = world((id) => id === 1);
  void queue.label([image(1), image(5)], label(1));
  await turn();
  sent[0]!.fail(new Error('full'));
  await turn();
  assert.equal(reloads(), 1);
});

test('what was painted on an unknown image by a refused action is not painted back by a later one', async () => {
  let known = false;
  const { queue, shown, sent, reloads } = world(() => known);
  void queue.label([image(1)], label(1));
  known = true;
  void queue.label([image(1)], label(2));
  for (const index of [0, 1]) {
    await turn();
    sent[index]!.fail(new Error('full'));
  }
  await turn();
  assert.notEqual(shown.get(image(1)), 1);
  assert.equal(reloads(), 2);
});

/** Labels images 1 and 2, one after the other, and has both acknowledged. */
async function twoLabels(second: LabelsChanged) {
  const here = world();
  for (const [index, answer] of [changed(1, 1), second].entries()) {
    void here.queue.label([image(index + 1)], label(index + 1));
    await turn();
    here.sent[index]!.answer(answer);
    await turn();
  }
  return here;
}

test('undo and redo of what was done here paint without asking for the images', async () => {
  const { queue, shown } = await twoLabels(changed(2, 1));
  assert.deepEqual(queue.undid(2, changed(3, 1)), [2]);
  assert.deepEqual(queue.undid(3, changed(4, 1)), [1]);
  assert.deepEqual([shown.get(image(1)), shown.get(image(2))], [null, null]);
  assert.deepEqual(queue.redid(4, changed(5, 1)), [1]);
  assert.equal(shown.get(image(1)), 1);
});

test('undo is not painted from here once somebody else has changed something', async () => {
  const { queue, shown } = await twoLabels(changed(2, 1));
  assert.equal(queue.undid(7, changed(8, 1)), null);
  assert.equal(shown.get(image(2)), 2, 'nothing is painted on a guess');
});

test('what came before a change from elsewhere is not painted either', async () => {
  const { queue } = await twoLabels(changed(6, 1));
  assert.deepEqual(queue.undid(6, changed(7, 1)), [2]);
  assert.equal(queue.undid(7, changed(8, 1)), null, 'between the two labels somebody else did something');
});

test('a label that changed nothing is no step of undo', async () => {
  const { queue } = await twoLabels(changed(1, 0));
  assert.deepEqual(queue.undid(1, changed(2, 1)), [1]);
});
