import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Uploads } from '../../../engine/host/uploads.ts';
import { temporaryFolder } from '../../support/project.ts';

const upload = '11111111-2222-4333-8444-555555555555';
const bytes = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream();

/** Ten bytes, and then what the system reports. */
function brokenOff(code: string): ReadableStream<Uint8Array> {
  let isFirst = true;
  return new ReadableStream({
    pull(controller) {
      if (isFirst) controller.enqueue(new Uint8Array(10));
      else controller.error(Object.assign(new Error(`${code}: the system says no`), { code }));
      isFirst = false;
    },
  });
}

test('a disk that is full or fails while a file arrives is told as such, and no part of the file stays for a picture', async (t) => {
  const folder = temporaryFolder(t),
    uploads = new Uploads(folder);
  for (const [code, failure] of [
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EIO', 'disk-error'],
    ['EROFS', 'folder-read-only'],
  ] as const) {
    await assert.rejects(uploads.receive(upload, 'moths/a.jpg', brokenOff(code)), { code: failure });
  }
  assert.deepEqual(readdirSync(join(folder, upload, 'moths')), []);
});

test(
  'nobody else on the machine may read what arrives',
  { skip: process.platform === 'win32' && 'Windows has no such modes' },
  async (t) => {
    const folder = join(temporaryFolder(t), 'uploads'),
      uploads = new Uploads(folder);
    await uploads.receive(upload, 'moths/a.jpg', bytes('mine'));
    const mode = (...path: string[]): string => (statSync(join(folder, ...path)).mode & 0o777).toString(8);
    assert.deepEqual([mode(), mode(upload), mode(upload, 'moths'), mode(upload, 'moths', 'a.jpg')], ['700', '700', '700', '600']);
  },
);

test('a file that goes on for ever is refused, and nothing of it stays', async (t) => {
  const folder = temporaryFolder(t),
    uploads = new Uploads(folder, 1000);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 400;
      controller.enqueue(new Uint8Array(400));
    },
  });
  await assert.rejects(uploads.receive(upload, 'moths/a.jpg', endless), { code: 'input-invalid' });
  assert.ok(sent < 1_000_000, `${sent} bytes were taken`);
  assert.deepEqual(readdirSync(join(folder, upload, 'moths')), []);
  await uploads.receive(upload, 'moths/b.jpg', bytes('x'.repeat(1000)));
});

test('a file of a name that has arrived is refused and leaves the first as it is', async (t) => {
  const folder = temporaryFolder(t),
    uploads = new Uploads(folder);
  await uploads.receive(upload, 'a.jpg', bytes('first'));
  await assert.rejects(uploads.receive(upload, 'a.jpg', bytes('second')), { code: 'input-invalid' });
  await assert.rejects(uploads.receive(upload, 'a.jpg/b.jpg', bytes('below')), { code: 'input-invalid' });
  assert.equal(readFileSync(join(folder, upload, 'a.jpg'), 'utf8'), 'first');
  await uploads.remove(upload);
  assert.equal(existsSync(join(folder, upload)), false);
});
