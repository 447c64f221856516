import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ContentHash } from '../../../../engine/domain/ids.ts';
import type { HashVerdict } from '../../../../engine/images/prepared.ts';
import { copyIntoProject, copyPath } from '../../../../engine/work/images/copy-into-project.ts';
import { temporaryFolder } from '../../../support/project.ts';

const hashOf = (bytes: Buffer): ContentHash => createHash('sha256').update(bytes).digest('hex') as ContentHash;
const hashFile = (file: string): Promise<HashVerdict> => {
  try {
    const bytes = readFileSync(file);
    return Promise.resolve({ hash: hashOf(bytes), bytes: bytes.length });
  } catch {
    return Promise.resolve({ refused: { code: 'vanished', facts: {} } });
  }
};

interface Given {
  readonly source: string;
  readonly hash: ContentHash;
  readonly images: string;
  readonly target: string;
  readonly places: { readonly target: string; readonly unfinished: string };
}

function pictureIn(t: TestContext): Given {
  const folder = temporaryFolder(t);
  const source = join(folder, 'a.jpg');
  writeFileSync(source, 'a picture');
  const hash = hashOf(readFileSync(source));
  const images = join(folder, 'images');
  const target = copyPath(images, hash, 'jpeg');
  return { source, hash, images, target, places: { target, unfinished: join(images, 'unfinished') } };
}

test('a copy lies under the hash of its content, and a second one costs nothing', async (t) => {
  const { source, hash, target, places } = pictureIn(t);
  assert.equal(await copyIntoProject(source, places, hash, hashFile), null);
  assert.equal(readFileSync(target, 'utf8'), 'a picture');
  rmSync(source);
  assert.equal(await copyIntoProject(source, places, hash, hashFile), null, 'what is there already is not copied again');
  assert.deepEqual(readdirSync(dirname(target)), [`${hash}.jpg`]);
});

test('a file that vanishes between decoding and copying is refused, and nothing half is left', async (t) => {
  const { source, hash, target, places } = pictureIn(t);
  rmSync(source);
  assert.deepEqual(await copyIntoProject(source, places, hash, hashFile), { code: 'vanished', facts: {} });
  assert.deepEqual([readdirSync(dirname(target)), readdirSync(places.unfinished)], [[], []]);
});

test('a file that changes between decoding and copying is refused, and nothing half is left', async (t) => {
  const { source, hash, target, places } = pictureIn(t);
  writeFileSync(source, 'another picture');
  assert.deepEqual(await copyIntoProject(source, places, hash, hashFile), { code: 'changed-while-reading', facts: {} });
  assert.deepEqual([readdirSync(dirname(target)), readdirSync(places.unfinished)], [[], []]);
});

test('a damaged copy of before is replaced by a whole one', async (t) => {
  const { source, hash, target, places } = pictureIn(t);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, 'a pic');
  assert.equal(await copyIntoProject(source, places, hash, hashFile), null);
  assert.equal(readFileSync(target, 'utf8'), 'a picture');
});

test('a file where the folder of copies must be is a failure of its own, not one of the picture', async (t) => {
  const { source, hash, images, places } = pictureIn(t);
  writeFileSync(images, 'in the way');
  await assert.rejects(copyIntoProject(source, places, hash, hashFile), { code: 'folder-not-found' });
});
