import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { packagePlaces, packageProblems } from '../../build/after-pack.mjs';
import { readFuses } from '../../build/fuses.mjs';
import { asarFiles } from '../../build/package/contents.mjs';
import { debianControl, readPackageOptions, rpmSpec } from '../../build/package/fpm.mjs';
import { requireIntegrity } from '../../build/package/npm-package.mjs';
import type { ListedFile } from '../../build/package/stage.mjs';
import { targetOf } from '../../build/package/targets.mjs';
import { packageOf, stubElectron, stubTensorFlow } from '../support/stub-package.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '..', '..');
const { version: electronVersion } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')) as {
  version: string;
};
/** Only the packages of this system are installed, so that nothing is fetched. */
const target = targetOf(undefined, undefined);
const whyNot = existsSync(join(root, 'dist', 'models', 'efficientnet-lite0', 'weights.bin'))
  ? false
  : 'set-up could not fetch EfficientNet-Lite0';

test('targets are those that there are packages for', () => {
  const linux = { platform: 'linux', arch: 'arm64' } as NodeJS.Process;
  assert.deepEqual(targetOf(undefined, undefined, linux), { system: 'linux', platform: 'linux', arch: 'arm64', name: 'linux-arm64' });
  assert.equal(targetOf('win', undefined, linux).name, 'win32-x64');
  assert.equal(targetOf('mac', undefined, linux).name, 'darwin-arm64');
  assert.throws(() => targetOf('beos', undefined, linux), /no system named "beos"[^]*linux, win or mac/);
  assert.throws(() => targetOf('win', 'arm64', linux), /no packages for win on "arm64"[^]*--arch x64/);
});

test('a package from npm counts only with the hash of the lock file', () => {
  const hash = createHash('sha512').update('sound').digest('base64');
  requireIntegrity(Buffer.from('sound'), `sha512-${hash}`);
  assert.throws(() => requireIntegrity(Buffer.from('other'), `sha512-${hash}`), /the hash differs/);
});

test('what electron-builder tells fpm becomes the facts of a Debian and of an RPM package', () => {
  const options = readPackageOptions(
    [
      '-s',
      'dir',
      '--force',
      '-t',
      'deb',
      '-d',
      'libnss3',
      '-d',
      'libgtk-3-0',
      '--deb-recommends',
      'libx',
      '--architecture',
      'amd64',
    ].concat(
      ['--description', 'Short\n Longer', '--version', '0.1.0', '--name', 'graft', '--maintainer', 'The authors', '--vendor', 'Graft'],
      ['--url', 'https://graft.invalid', '--license', 'Apache-2.0', '--package', 'a.deb', '/some/a=b/=/opt/Graft'],
    ),
  );
  assert.deepEqual(options.content, [{ from: '/some/a=b/', to: '/opt/Graft' }]);
  const control = debianControl(options, 12);
  for (const line of [
    'Package: graft',
    'Depends: libnss3, libgtk-3-0',
    'Recommends: libx',
    'Installed-Size: 12',
    'Description: Short\n Longer\n',
  ])
    assert.ok(`\n${control}`.includes(`\n${line}`), line);
  assert.match(rpmSpec(options, '/made', ['/opt/Graft/a b']), /Requires: libnss3\nRequires: libgtk-3-0\n[^]*\n"\/opt\/Graft\/a b"\n/);
  assert.throws(() => readPackageOptions(['--unknown', 'x']), /unknown/);
});

describe('a package of small programs', { skip: whyNot }, () => {
  let place: { folder: string; clean: () => void };
  let made: { status: number | null; said: string };
  let resources: string;
  let program: string;
  let list: ListedFile[];
  before(() => {
    let clean = (): void => {};
    const folder = temporaryFolder({
      after: (last) => {
        clean = last;
      },
    });
    place = { folder, clean };
    const electron = stubElectron(join(folder, 'electron'), target, electronVersion);
    const tensorflow = stubTensorFlow(join(folder, 'tensorflow'), target, target.name);
    made = packageOf(target, { electron, tensorflow, output: join(folder, 'out'), staging: join(folder, 'staging'), strip: false });
    assert.equal(made.status, 0, made.said);
    const unpacked = readdirSync(join(folder, 'out'), { withFileTypes: true }).find((entry) => entry.isDirectory());
    const places = packagePlaces(
      join(folder, 'out', unpacked?.name ?? ''),
      target.platform,
      'Graft',
      target.platform === 'linux' ? 'graft' : 'Graft',
    );
    resources = places.resources;
    program = places.fuses;
    list = JSON.parse(readFileSync(join(folder, 'staging', `${target.name}.json`), 'utf8')) as ListedFile[];
  });
  after(() => place.clean());

  test('is made, and said beforehand is where each part was found', () => {
    for (const what of ['Electron', 'Node', 'TensorFlow and its addon', 'sharp', 'better-sqlite3', 'source model'])
      assert.match(made.said, new RegExp(`^${what}: .`, 'm'));
  });

  test('has exactly the files of its list, an archive of the shell alone, and no start page of Electron', () => {
    assert.deepEqual(packageProblems(resources, list, target.name), []);
    assert.deepEqual(asarFiles(join(resources, 'app.asar')), ['dist/electron/main.cjs', 'dist/electron/preload.cjs', 'package.json']);
    assert.ok(!existsSync(join(resources, 'default_app.asar')));
  });

  test('holds the engine, its packages for this system only, Node, the source models and the licences', () => {
    const files = list.map(({ file }) => file);
    for (const file of [
      'studio/engine/host/studio.mjs',
      'studio/engine/cli/graft.mjs',
      'studio/engine/resources/screens/index.html',
      'studio/engine/resources/models/efficientnet-lite0/weights.bin',
      'studio/engine/resources/models/starter/weights.bin',
      `studio/node_modules/better-sqlite3/prebuilds/${target.name}.node`,
      'studio/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node',
      'licences/LICENSE',
      'licences/THIRD-PARTY-NOTICES.txt',
      'licences/sbom.cdx.json',
    ])
      assert.ok(files.includes(file), file);
    assert.equal(files.filter((file) => file.includes('/prebuilds/')).length, 1);
    const native = files.filter((file) => /@img\/sharp-/.test(file));
    assert.ok(native.length > 0 && native.every((file) => file.includes(target.name)), native.join());
    assert.deepEqual(
      files.filter((file) => /\.(?:ts|map|h|gyp)$|\/tests?\//.test(file)),
      [],
    );
    const code = list.filter(({ file }) => file.startsWith('studio/node_modules/') && /\.(?:[cm]?js|json)$/.test(file));
    assert.ok(code.reduce((sum, { bytes }) => sum + bytes, 0) < 20e6, 'the packages were not pruned');
  });

  test('has the fuses of the configuration, and the ninth', () => {
    const [fuses] = readFuses(readFileSync(program));
    assert.equal(fuses?.['runAsNode'], false);
    assert.equal(fuses?.['onlyLoadAppFromAsar'], true);
    assert.equal(fuses?.['wasmTrapHandlers'], true);
  });

  test('names each third-party work with its licence', () => {
    const notices = readFileSync(join(resources, 'licences', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of [
      'h5wasm',
      'zod',
      'svelte',
      'sharp',
      'better-sqlite3',
      '@tensorflow/tfjs-core',
      'electron',
      'TensorFlow',
      'dejavu-fonts-ttf',
    ])
      assert.match(notices, new RegExp(`^${name} [\\d.]+\\nLicence: .`, 'm'));
    assert.match(notices, /those of the code inside it/);
    const bill = JSON.parse(readFileSync(join(resources, 'licences', 'sbom.cdx.json'), 'utf8')) as {
      components: { name: string; purl?: string }[];
    };
    const zod = bill.components.find(({ name }) => name === 'zod');
    assert.match(zod?.purl ?? '', /^pkg:npm\/zod@\d/);
    assert.ok(bill.components.every(({ name }) => notices.includes(`\n${name} `)));
  });

  test('is refused with a file too few or too many, another size or mode, a program of another system, or a secret', () => {
    const copy = join(place.folder, 'changed');
    const problemsAfter = (change: (folder: string) => void): string => {
      rmSync(copy, { recursive: true, force: true });
      cpSync(resources, copy, { recursive: true });
      change(copy);
      return packageProblems(copy, list, target.name).join('\n');
    };
    const addon = 'studio/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
    const bytes = (file: string): Buffer => readFileSync(join(copy, file));
    const planted: readonly [(folder: string) => void, RegExp][] = [
      [(folder) => rmSync(join(folder, addon)), /tfjs_binding\.node is missing/],
      [(folder) => writeFileSync(join(folder, 'studio', 'left.js'), ''), /studio\/left\.js is not on the list/],
      [(folder) => writeFileSync(join(folder, 'default_app.asar'), ''), /default_app\.asar is Electron's own start page/],
      [(folder) => writeFileSync(join(folder, 'studio', 'engine', 'a.ts'), ''), /a\.ts is a source or a map/],
      [(folder) => writeFileSync(join(folder, 'studio', '.npmrc'), ''), /\.npmrc is a hidden file/],
      [(folder) => writeFileSync(join(folder, 'licences', 'LICENSE'), 'cut'), /LICENSE has 3 bytes, not/],
      [(folder) => writeFileSync(join(folder, addon), Buffer.alloc(bytes(addon).length)), /tfjs_binding\.node is unknown, not for/],
      [
        (folder) => {
          const text = '-----BEGIN PRIVATE KEY-----';
          writeFileSync(join(folder, 'licences', 'LICENSE'), text.padEnd(statSync(join(resources, 'licences', 'LICENSE')).size));
        },
        /LICENSE holds a secret/,
      ],
    ];
    for (const [change, words] of planted) assert.match(problemsAfter(change), words);
    if (process.platform !== 'win32')
      assert.match(
        problemsAfter((folder) => chmodSync(join(folder, 'licences', 'LICENSE'), 0o666)),
        /LICENSE has mode 666, not 644/,
      );
    assert.match(packageProblems(resources, list, 'other-x64').join('\n'), /node\/node\S* is \S+, not for other-x64/);
    assert.equal(
      problemsAfter(() => {}),
      '',
    );
  });

  test('is not begun with a library of another system or a changed one; said is which, and that nothing was built', (t) => {
    const folder = temporaryFolder(t);
    const other = target.name === 'linux-arm64' ? 'linux-x64' : 'linux-arm64';
    const foreign = packageOf(target, {
      electron: stubElectron(join(folder, 'electron'), targetOf('win', 'x64'), electronVersion),
      tensorflow: stubTensorFlow(join(folder, 'tensorflow'), target, other),
    });
    assert.equal(foreign.status, 1);
    assert.match(foreign.said, /Nothing was built\.[^]*Electron: [^]*TensorFlow and its addon: .* is linux-(arm64|x64), not for/);
    const changed = stubTensorFlow(join(folder, 'changed'), target, target.name);
    writeFileSync(join(changed, 'tfjs_binding.node'), 'x');
    assert.match(packageOf(target, { tensorflow: changed }).said, /tfjs_binding\.node is not the file that tensorflow\.json describes/);
  });
});
