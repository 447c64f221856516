import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { ImportedImage } from '../../../../engine/store/image-import.ts';
import { thumbPath, viewPath } from '../../../../engine/images/cache-paths.ts';
import { pictureFile } from '../../../../engine/work/images/project-pictures.ts';
import { DrawnPool, pictureContent } from '../../../support/screens/drawn-pool.ts';
import { hashOf, record, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';

test('the full picture is the original where a browser shows it as Graft does, and the view of it everywhere else', async (t) => {
  const store = temporaryProject(t);
  const folder = temporaryFolder(t);
  const pool = new DrawnPool(() => Promise.resolve());
  let number = 0;
  const added = (facts: Partial<ImportedImage>) => {
    const [content, path] = [pictureContent(++number, 0), join(folder, `${number}.jpg`)];
    writeFileSync(path, content);
    const { image } = store.images.addBatch([record(path, { hash: hashOf(content), bytes: content.length, ...facts })], who)[0]!;
    return { image, path, hash: hashOf(content) };
  };
  const fullOf = ({ image }: { readonly image: Parameters<typeof pictureFile>[2] }) => pictureFile(pool, store, image, 'full');

  for (const format of ['jpeg', 'png', 'webp']) {
    const plain = added({ format });
    assert.equal(await fullOf(plain), plain.path, format);
  }
  for (const facts of [{ format: 'tiff' }, { format: 'png', bitDepth: 16 }, { format: 'webp', frames: 12 }]) {
    const other = added(facts);
    assert.equal(await fullOf(other), viewPath(store.cacheFolder, other.hash), JSON.stringify(facts));
  }
  const changed = added({ format: 'jpeg' });
  const view = viewPath(store.cacheFolder, changed.hash);
  mkdirSync(dirname(view), { recursive: true });
  writeFileSync(view, 'seen before');
  writeFileSync(changed.path, pictureContent(99, 0));
  assert.equal(await fullOf(changed), view, 'a file that holds another picture now is not shown for this one');
  assert.equal(await pictureFile(pool, store, changed.image, 'view'), view);
  assert.notEqual(thumbPath(store.cacheFolder, changed.hash), view);
});
