import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { zipSync } from 'fflate';
import { File as FileOnDisk, ready as readyOnDisk } from 'h5wasm/node';
import type { Dataset } from 'h5wasm/node';
import type { FailureCode, StudioError } from '../../../../engine/domain/failure.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { changedH5, h5WithExternalStorage, h5WithVirtualDataset } from '../../../support/models/h5-elsewhere.ts';
import { writeTinySource } from '../../../support/models/tiny-source.ts';
import { kerasModel } from '../../../support/keras-models.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const secret = 'the password is 1234567890ab';
const dataset = 'model_weights/dense/sequential/dense/kernel';

/** Takes a model in and asks for a refusal that leaves nothing of the secret behind. */
async function refused(t: TestContext, path: string, code: FailureCode, detail: RegExp): Promise<void> {
  const folder = join(temporaryFolder(t), 'made');
  await assert.rejects(takeInModel(path, { id: 'taken', from: 'taken', scaling: 'none' }, folder), (error: StudioError) => {
    assert.equal(error.code, code, String(error.stack));
    assert.match(String(error.facts.detail), detail);
    return true;
  });
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    assert.equal(readFileSync(join(folder, name)).includes(secret), false, name);
}

function secretFile(t: TestContext): string {
  const path = join(temporaryFolder(t), 'secret.txt');
  writeFileSync(path, secret.repeat(20));
  return path;
}

const sequential = kerasModel('sequential.h5');
const kinds: readonly (readonly [string, (path: string) => Promise<Buffer>, RegExp])[] = [
  ['numbers in another file', (path) => h5WithExternalStorage(sequential, dataset, path), /another file \(external storage/],
  [
    'a dataset put together from other files',
    (path) => h5WithVirtualDataset(sequential, dataset, path),
    /dense\/kernel, which is put together .*virtual dataset/,
  ],
  [
    'a link to another file',
    (path) => changedH5(sequential, (file) => file.create_external_link(path, '/', 'model_weights/more')),
    /more, which lies in another file/,
  ],
  [
    'another name of something',
    (path) => changedH5(sequential, (file) => file.create_soft_link(path, 'model_weights/more')),
    /more, which is another name/,
  ],
];
for (const [what, make, detail] of kinds) {
  test(`an HDF5 file with ${what} is refused by the name of the part, alone and in a .keras file`, async (t) => {
    const path = join(temporaryFolder(t), 'model.h5');
    const bytes = await make(secretFile(t));
    writeFileSync(path, bytes);
    await refused(t, path, 'source-unsupported', detail);
    const keras = join(temporaryFolder(t), 'model.keras');
    const config = new TextEncoder().encode('{}');
    writeFileSync(keras, zipSync({ 'config.json': config, 'metadata.json': config, 'model.weights.h5': new Uint8Array(bytes) }));
    await refused(t, keras, 'source-unsupported', detail);
  });
}

test('the file that was drawn does bring in another one where the library may read the disk', async (t) => {
  const path = join(temporaryFolder(t), 'model.h5');
  writeFileSync(path, await h5WithExternalStorage(sequential, dataset, secretFile(t)));
  await readyOnDisk;
  const file = new FileOnDisk(path, 'r');
  t.after(() => file.close());
  const values = (file.get(dataset) as Dataset).value as Float32Array;
  assert.ok(Buffer.from(values.buffer, values.byteOffset, values.byteLength).includes(secret));
});

/** A tfjs model without a card, its weights in a folder of their own. */
async function bareModel(t: TestContext): Promise<string> {
  const folder = await writeTinySource(join(temporaryFolder(t), 'bare'));
  rmSync(join(folder, 'source.json'));
  mkdirSync(join(folder, 'parts'));
  renameSync(join(folder, 'weights.bin'), join(folder, 'parts', 'weights.bin'));
  const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as { weightsManifest: { paths: string[] }[] };
  model.weightsManifest[0]!.paths = ['parts/weights.bin'];
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  return folder;
}

/** Puts a link where a file or folder was, to the same thing elsewhere: only the link can be what is wrong. */
function behindLink(t: TestContext, path: string): void {
  const elsewhere = join(temporaryFolder(t), 'elsewhere');
  cpSync(path, elsewhere, { recursive: true });
  rmSync(path, { recursive: true });
  symlinkSync(elsewhere, path);
}

function pipeInPlaceOf(path: string): void {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
}

describe('what is no regular file', { skip: process.platform === 'win32' && 'Windows asks for rights to make a link' }, () => {
  for (const name of ['model.json', 'parts/weights.bin', 'parts']) {
    test(`a link in the place of ${name} is refused`, async (t) => {
      const folder = await bareModel(t);
      await takeInModel(folder, { id: 'taken', from: 'taken', scaling: 'none' }, join(temporaryFolder(t), 'well'));
      behindLink(t, join(folder, name));
      await refused(t, folder, 'source-file-unreadable', /is a link|no model\.json/);
    });
  }

  for (const name of ['source.json', 'LICENSE', 'training-images.txt']) {
    test(`a link in the place of ${name} of a source folder is refused when it is added and when it is used`, async (t) => {
      const folder = await writeTinySource(join(temporaryFolder(t), 'own'));
      if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), 'abc\n');
      await readSource(folder);
      behindLink(t, join(folder, name));
      await refused(t, folder, 'source-file-unreadable', /is a link/);
      await assert.rejects(readSource(folder), { code: 'source-card-damaged' });
    });
  }

  test('links in the place of the files of a source folder that is used are refused', async (t) => {
    for (const [name, code] of [
      ['model.json', 'source-card-damaged'],
      ['weights.bin', 'source-weights-damaged'],
    ] as const) {
      const folder = await writeTinySource(join(temporaryFolder(t), 'own'));
      behindLink(t, join(folder, name));
      await assert.rejects(readSource(folder), (error: StudioError) => error.code === code && /a link/.test(String(error.facts.detail)));
    }
  });

  test('a model file that the user chose through a link is taken in', async (t) => {
    const link = join(temporaryFolder(t), 'chosen.keras');
    symlinkSync(kerasModel('nested.keras'), link);
    const folder = join(temporaryFolder(t), 'made');
    await takeInModel(link, { id: 'taken', from: 'chosen.keras' }, folder);
    assert.equal((await readSource(folder)).model.id, 'taken');
  });

  test('a pipe or a device is refused at once and keeps nobody waiting, as the model and in the place of each of its files', async (t) => {
    const pipe = join(temporaryFolder(t), 'model.h5');
    pipeInPlaceOf(pipe);
    await refused(t, pipe, 'source-file-unreadable', /a pipe/);
    await refused(t, '/dev/zero', 'source-file-unreadable', /a device/);
    for (const name of ['model.json', 'parts/weights.bin']) {
      const folder = await bareModel(t);
      pipeInPlaceOf(join(folder, name));
      await refused(t, folder, 'source-file-unreadable', /a pipe/);
    }
    for (const name of ['source.json', 'LICENSE']) {
      const folder = await writeTinySource(join(temporaryFolder(t), 'own'));
      pipeInPlaceOf(join(folder, name));
      await refused(t, folder, 'source-file-unreadable', /a pipe/);
      await assert.rejects(readSource(folder), { code: 'source-card-damaged' });
    }
  });
});
