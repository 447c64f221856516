import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import { thumbPath, viewPath } from '../../../../engine/images/cache-paths.ts';
import { ProjectStore } from '../../../../engine/store/project-store.ts';
import { pictureFile } from '../../../../engine/work/images/project-pictures.ts';
import { thumbnailOf, thumbnailsAtHand } from '../../../../engine/work/images/thumbnails.ts';
import { asReader } from '../../../support/as-reader.ts';
import { hashOf, record, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';
import { DrawnPool, pictureContent } from '../../../support/screens/drawn-pool.ts';

/** A project of some images with files, and a pool that counts what it prepares. */
function begun(t: TestContext, count: number) {
  const [folder, store] = [temporaryFolder(t), temporaryProject(t)];
  let prepared = 0;
  const pool = new DrawnPool(() => Promise.resolve((prepared += 1)));
  const images = Array.from({ length: count }, (_, number) => {
    const [content, path] = [pictureContent(number, 0), join(folder, `${number}.jpg`)];
    writeFileSync(path, content);
    const { image } = store.images.addBatch([record(path, { hash: hashOf(content), bytes: content.length })], who)[0]!;
    return { image, path, hash: hashOf(content) };
  });
  return { store, pool, images, ids: images.map(({ image }) => image), prepared: () => prepared };
}

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const told = (found: readonly (Uint8Array | null)[]): (string | null)[] => found.map((bytes) => bytes && Buffer.from(bytes).toString());

test('a lost thumbnail is made again once, with its view, and from then on is at hand', async (t) => {
  const { store, pool, ids, images, prepared } = begun(t, 3);
  assert.deepEqual(await thumbnailsAtHand(store, ids), [null, null, null]);
  const made = await thumbnailOf(pool, store, ids[1]!);
  assert.ok(existsSync(viewPath(store.cacheFolder, images[1]!.hash)));
  const found = await thumbnailsAtHand(store, [...ids, 99 as ImageId]);
  assert.deepEqual([found[0], found[2], found[3]], [null, null, null]);
  assert.ok(Buffer.from(made).equals(found[1]!));
  await thumbnailOf(pool, store, ids[1]!);
  assert.equal(prepared(), 1);

  rmSync(images[0]!.path);
  await assert.rejects(thumbnailOf(pool, store, ids[0]!), { code: 'image-file-missing' });
  await assert.rejects(thumbnailOf(pool, store, 99 as ImageId), { code: 'image-not-found' });
});

test('thumbnails that an earlier version kept in single files are shown as they are and move into the packs, decoding nothing', async (t) => {
  const { store, pool, ids, images, prepared } = begun(t, 3);
  for (const [at, { hash }] of images.entries()) put(thumbPath(store.cacheFolder, hash), `thumbnail ${at}`);
  assert.deepEqual(told([await thumbnailOf(pool, store, ids[2]!)]), ['thumbnail 2']);
  for (let time = 0; time < 2; time += 1)
    assert.deepEqual(told(await thumbnailsAtHand(store, ids)), ['thumbnail 0', 'thumbnail 1', 'thumbnail 2']);
  assert.equal(prepared(), 0);
  for (const { hash } of images) assert.equal(existsSync(thumbPath(store.cacheFolder, hash)), false);
});

test(
  'those of a read-only project are shown from where they are, both kinds; what has to be made goes beside the copy',
  { skip: process.platform === 'win32' && 'folders are not protected in this way there' },
  async (t) => {
    const { store, pool, ids, images, prepared } = begun(t, 3);
    const { folder } = store;
    await thumbnailOf(pool, store, ids[0]!);
    const { length } = (await thumbnailsAtHand(store, ids))[0]!;
    put(thumbPath(store.cacheFolder, images[1]!.hash), 'thumbnail 1');
    store.close();
    const before = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
    const copy = asReader(folder, () => ProjectStore.open(folder));
    t.after(() => copy.close());
    assert.ok(copy.isReadOnly);
    const [first, second, third] = await thumbnailsAtHand(copy, ids);
    assert.deepEqual([first?.length, told([second!]), third], [length, ['thumbnail 1'], null]);
    await thumbnailOf(pool, copy, ids[2]!);
    assert.notEqual((await thumbnailsAtHand(copy, ids))[2], null);
    const made = prepared();
    const view = await pictureFile(pool, copy, ids[0]!, 'view');
    assert.ok(readFileSync(view).equals(readFileSync(viewPath(join(folder, 'cache'), images[0]!.hash))));
    assert.deepEqual([view.startsWith(folder), prepared()], [false, made], 'a view is copied, not decoded');
    assert.deepEqual(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted(), before);
  },
);
