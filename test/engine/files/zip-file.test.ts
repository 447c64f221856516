import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { writeZip } from '../../../engine/files/zip-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('the same files give the same zip, uncompressed, whatever the time of the files and the time zone', async (t) => {
  const folder = temporaryFolder(t),
    weights = join(folder, 'weights.bin'),
    content = 'many zeros '.repeat(1000);
  writeFileSync(weights, content);
  const parts = [
    { name: 'm/source.json', content: { text: '{}' } },
    { name: 'm/weights.bin', content: { path: weights } },
  ];
  await writeZip(join(folder, 'here.zip'), parts);
  utimesSync(weights, 1e9, 1e9);
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const script = `import { writeZip } from ${JSON.stringify(new URL('../../../engine/files/zip-file.ts', import.meta.url).href)};
      await writeZip(${JSON.stringify(join(folder, `${zone.replace('/', ' ')}.zip`))}, ${JSON.stringify(parts)});`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, TZ: zone } });
  }
  const zips = readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .map((name) => readFileSync(join(folder, name)));
  assert.equal(zips.length, 3);
  assert.ok(zips.every((bytes) => bytes.equals(zips[0]!)));
  assert.ok(zips[0]!.includes(content));
});

test('where a file cannot be read there is no zip, and nothing is left of it', async (t) => {
  const folder = temporaryFolder(t),
    path = join(folder, 'model.zip');
  writeFileSync(join(folder, 'large'), Buffer.alloc(2 ** 22));
  symlinkSync(join(folder, 'large'), join(folder, 'link'));
  const before = { name: 'large', content: { path: join(folder, 'large') } };
  for (const [name, error] of [
    ['absent', { code: 'folder-not-found' }],
    ['link', /link is a link/],
  ] as const) {
    await assert.rejects(writeZip(path, [before, { name, content: { path: join(folder, name) } }]), error);
    assert.deepEqual(readdirSync(folder).toSorted(), ['large', 'link']);
  }
});

test(
  'a file that was being read is closed where writing ends early',
  { skip: process.platform !== 'linux' && 'open files are told by Linux only' },
  async (t) => {
    const folder = temporaryFolder(t),
      large = join(folder, 'large');
    writeFileSync(large, Buffer.alloc(2 ** 24));
    const isOpen = (): boolean =>
      readdirSync('/proc/self/fd').some((name) => {
        try {
          return readlinkSync(join('/proc/self/fd', name)) === large;
        } catch {
          return false;
        }
      });
    // Names that lead elsewhere are refused when the file before them is about to be read.
    const writing = writeZip(join(folder, 'model.zip'), [
      { name: 'large', content: { path: large } },
      { name: '../elsewhere', content: { text: '' } },
    ]);
    await assert.rejects(writing, /elsewhere/);
    let looks = 0;
    for (let quiet = 0; quiet < 20 && looks < 400; looks += 1) {
      quiet = isOpen() ? 0 : quiet + 1;
      await pause(5);
    }
    assert.ok(looks < 400, 'it is still open');
    assert.deepEqual(readdirSync(folder), ['large']);
  },
);
