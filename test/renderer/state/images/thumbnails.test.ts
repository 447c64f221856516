import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../../engine/contract/index.ts';
import { Thumbnails, type Decoded } from '../../../../renderer/state/images/thumbnails.ts';

interface Picture extends Decoded {
  readonly text: string;
  isClosed: boolean;
}
const of = (id: number, version = 1) => ({ id: id as ImageId, address: `${id} v${version}` });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => of(from + at));
const settled = () => new Promise((resolve) => setTimeout(resolve, 2));

/** A studio whose pages wait until they are answered; thumbnails are texts of the image's number. */
function studio({ lost = new Set<number>(), damaged = new Set<number>() } = {}) {
  const asked: { images: readonly number[]; areMade: boolean; answer: (fails?: boolean) => Promise<void> }[] = [];
  const made: Picture[] = [];
  const thumbnails = new Thumbnails<Picture>({
    page: (images, areMade) =>
      new Promise((resolve, reject) => {
        asked.push({
          images,
          areMade,
          answer: async (fails = false) => {
            if (fails) reject(new Error('the studio fails'));
            else resolve(images.map((id) => (lost.has(id) ? null : new Blob([damaged.has(id) ? 'damaged' : `${id}`]))));
            await settled();
          },
        });
      }),
    decode: async (file) => {
      const text = await file.text();
      if (text === 'damaged') throw new Error('not a picture');
      const picture = { text, width: 4, height: 3, isClosed: false, close: () => (picture.isClosed = true) } as Picture;
      made.push(picture);
      return picture;
    },
  });
  const shown: string[] = [];
  const show = (id: number, version = 1) =>
    thumbnails.show(of(id, version), (picture) => shown.push(`${id}: ${picture === null ? 'none' : picture.text}`));
  return { thumbnails, asked, made, shown, show };
}

test('the tiles of a frame are asked for together, those shown before those expected', async () => {
  const { thumbnails, asked, shown, show } = studio();
  thumbnails.expect(range(100, 140));
  for (const id of [1, 2, 3]) show(id);
  await settled();
  assert.deepEqual(asked[0]!.images, [1, 2, 3, ...range(100, 129).map(({ id }) => id)]);
  assert.deepEqual(
    asked[1]!.images,
    range(129, 140).map(({ id }) => id),
  );
  await asked[0]!.answer();
  assert.deepEqual(shown, ['1: 1', '2: 2', '3: 3']);
  show(100);
  assert.deepEqual(shown.at(-1), '100: 100', 'at once, without asking again');
});

test('what was passed before its turn came is not loaded', async () => {
  const { thumbnails, asked, show } = studio();
  const passed = range(0, 100).map(({ id }) => show(id));
  await settled();
  assert.deepEqual(
    asked.map(({ images }) => images.length),
    [32, 32],
    'two pages at a time',
  );
  for (const stop of passed) stop();
  thumbnails.expect([]);
  show(500);
  await asked[0]!.answer();
  assert.deepEqual(asked[2]!.images, [500]);
  await asked[1]!.answer();
  await asked[2]!.answer();
  assert.equal(asked.length, 3);
});

test('what is not at hand is made when it is shown, a few at a time; what cannot be made is said to be missing', async () => {
  const { thumbnails, asked, shown, show } = studio({ lost: new Set([1, 2, 3, 4, 5, 9]) });
  thumbnails.expect([of(9)]);
  for (const id of [1, 2, 3, 4, 5, 6]) show(id);
  await settled();
  await asked[0]!.answer();
  assert.deepEqual(shown, ['6: 6']);
  assert.deepEqual(
    asked.slice(1).map(({ images, areMade }) => [images, areMade]),
    [[[1, 2, 3, 4], true]],
  );
  await asked[1]!.answer();
  assert.deepEqual(shown.slice(1), ['1: none', '2: none', '3: none', '4: none']);
  await asked[2]!.answer();
  assert.deepEqual(asked.length, 3, 'nothing is made of what is only expected');
});

test('a picture that is missing, or whose page failed, is asked for again when it is next shown, and not before', async () => {
  const { thumbnails, asked, shown, show } = studio({ damaged: new Set([2]) });
  thumbnails.expect(range(50, 60));
  const stops = [show(1), show(2)];
  await settled();
  await asked[0]!.answer(true);
  assert.deepEqual([shown, asked.length], [['1: none', '2: none'], 1]);
  for (const stop of stops) stop();
  show(1);
  show(2);
  await settled();
  await asked[1]!.answer();
  assert.deepEqual(shown.slice(2), ['1: 1', '2: none']);
});

test('a changed picture is another one, and a tile that shows something else is left alone', async () => {
  const { asked, shown, show } = studio();
  const stop = show(1);
  await settled();
  stop();
  show(1, 2);
  await settled();
  await asked[0]!.answer();
  assert.deepEqual(shown, []);
  await asked[1]!.answer();
  assert.deepEqual(shown, ['1: 1']);
});

test('at most a thousand decoded pictures are kept: the ones not seen for longest go, never one that is shown', async () => {
  const { thumbnails, asked, made, show } = studio();
  show(0);
  thumbnails.expect(range(1, 1100));
  for (let page = 0; page < asked.length || page < 1; page++) {
    await settled();
    await asked[page]!.answer();
  }
  assert.equal(made.length, 1100);
  assert.deepEqual(
    made.filter(({ isClosed }) => isClosed).map(({ text }) => Number(text)),
    range(1, 101).map(({ id }) => id),
  );
});
