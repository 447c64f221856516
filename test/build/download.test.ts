import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { download } from '../../build/set-up/download.mjs';
import { emptyFolder } from '../support/models/tensorflow.ts';

const content = Buffer.alloc(300_000, 'TensorFlow ');
const sha256 = createHash('sha256').update(content).digest('hex');

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/library.tar.gz`;
}

test('a whole file with the expected hash gets its name', async (t) => {
  const folder = emptyFolder(t);
  const url = await serve(t, (_request, answer) => {
    answer.end(content);
  });
  await download({ url, sha256 }, path.join(folder, 'library.tar.gz'));
  assert.ok(readFileSync(path.join(folder, 'library.tar.gz')).equals(content));
});

test('a download that breaks off leaves nothing behind', async (t) => {
  const folder = emptyFolder(t);
  const url = await serve(t, (_request, answer) => {
    answer.writeHead(200, { 'content-length': content.length });
    answer.write(content.subarray(0, 1000), () => answer.destroy());
  });
  await assert.rejects(download({ url, sha256 }, path.join(folder, 'library.tar.gz')), /127\.0\.0\.1/);
  assert.deepEqual(readdirSync(folder), []);
});

test('a file with other content is refused by its hash and removed', async (t) => {
  const folder = emptyFolder(t);
  const url = await serve(t, (_request, answer) => {
    answer.end('<html>Please log in to this network</html>');
  });
  await assert.rejects(download({ url, sha256 }, path.join(folder, 'library.tar.gz')), /not the one expected/);
  assert.deepEqual(readdirSync(folder), []);
});

test('an address that answers with an error is told with its number', async (t) => {
  const url = await serve(t, (_request, answer) => {
    answer.writeHead(404).end();
  });
  await assert.rejects(download({ url, sha256 }, path.join(emptyFolder(t), 'library.tar.gz')), /it answered 404/);
});

test('a server that falls silent is given up', async (t) => {
  const folder = emptyFolder(t);
  const url = await serve(t, (_request, answer) => {
    answer.writeHead(200, { 'content-length': content.length });
    answer.write(content.subarray(0, 1000));
  });
  const limits = { answerWithinMs: 5000, silenceAtMostMs: 200 };
  await assert.rejects(download({ url, sha256 }, path.join(folder, 'library.tar.gz'), limits), /does not answer/);
  assert.deepEqual(readdirSync(folder), []);
});
