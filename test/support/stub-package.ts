import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { electronBinaryName } from '../../build/set-up/electron.mjs';
import type { Target } from '../../build/package/targets.mjs';

const root = resolve(import.meta.dirname, '..', '..');

/** The first bytes of a program for a system, so that it is recognised as one; `name` such as `linux-x64`. */
function stubProgram(name: string, more: Buffer | string = ''): Buffer {
  const start = Buffer.alloc(256);
  const isArm = name.endsWith('arm64');
  if (name.startsWith('linux')) {
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(start);
    start.writeUInt16LE(isArm ? 0xb7 : 0x3e, 18);
  } else if (name.startsWith('darwin')) {
    start.writeUInt32LE(0xfeedfacf, 0);
    start.writeUInt32LE(isArm ? 0x0100000c : 0x01000007, 4);
  } else {
    start.write('MZ', 0, 'latin1');
    start.writeUInt32LE(0x80, 0x3c);
    start.write('PE\0\0', 0x80, 'latin1');
    start.writeUInt16LE(isArm ? 0xaa64 : 0x8664, 0x84);
  }
  return Buffer.concat([start, Buffer.from(more)]);
}

/** A list of fuses as in Electron's program, all nine off. */
const stubFuses = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('0'.repeat(9))]);

/** An asar archive without files: the lengths of what follows, then its header. */
const emptyAsar = Buffer.concat([Buffer.from(Uint32Array.of(4, 20, 16, 12).buffer), Buffer.from('{"files":{}}')]);

function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A folder like a distribution of Electron, of small files. */
export function stubElectron(folder: string, { platform, name }: Target, version: string): string {
  const program = electronBinaryName(platform);
  writeFiles(folder, {
    [program]: stubProgram(name, stubFuses),
    version,
    LICENSE: 'MIT',
    'LICENSES.chromium.html': '',
    'locales/en-US.pak': '',
    'locales/de.pak': '',
    'resources/default_app.asar': emptyAsar,
  });
  chmodSync(join(folder, program), 0o755);
  return folder;
}

/** A folder like set-up's TensorFlow, of small files; `programs`: the system that they are for. */
export function stubTensorFlow(folder: string, { platform }: Target, programs: string): string {
  const library = platform === 'win32' ? 'tensorflow.dll' : platform === 'darwin' ? 'libtensorflow_cc.2.dylib' : 'libtensorflow_cc.so.2';
  const files = { 'tfjs_binding.node': stubProgram(programs), [library]: stubProgram(programs) };
  const listed = Object.entries(files).map(([name, bytes]) => [
    name,
    { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  ]);
  const record = { version: '2.18.0', files: Object.fromEntries(listed) as object };
  return writeFiles(folder, {
    ...files,
    'tensorflow.json': JSON.stringify(record),
    LICENSE: "TensorFlow's licence",
    THIRD_PARTY_TF_C_LICENSES: 'those of the code inside it',
  });
}

/** Makes the folder of a program in a process of its own, as `npm run package` does; returns what was said and how it ended. */
export function packageOf(target: Target, options: object): { status: number | null; said: string } {
  const url = (file: string): string => JSON.stringify(pathToFileURL(join(root, 'build', ...file.split('/'))).href);
  const work = `
    const { makePackages } = await import(${url('package/make.mjs')});
    const { orExplain } = await import(${url('set-up/explain.mjs')});
    await orExplain(() => makePackages(${JSON.stringify(target)}, { dir: true, ...${JSON.stringify(options)}, say: console.log }));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', work], { cwd: root, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}
