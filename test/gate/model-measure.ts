import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { failureOf, type FailureCode } from '../../engine/domain/failure.ts';
import { seededRandom, type Random } from '../../engine/domain/statistics/random.ts';
import { takeInModel } from '../../engine/models/intake/take-in-model.ts';
import { readSource } from '../../engine/models/library/source-models.ts';
import { damagedBytes, damagedText } from '../support/damage.ts';
import { kerasModel } from '../support/keras-models.ts';
import { h5WithExternalStorage, h5WithVirtualDataset } from '../support/models/h5-elsewhere.ts';
import { writeTinySource } from '../support/models/tiny-source.ts';
import { torchFile } from '../support/models/torch-writer.ts';
import type { Measure, Outcome } from './measure.ts';
import type { Playground } from './playground.ts';

/** The failures allowed for a damaged model: never an unexpected error. */
const told: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'source-file-unreadable',
  'source-unsupported',
  'source-weights-damaged',
  'source-card-damaged',
  'source-too-large',
  'source-not-finite',
  'input-invalid',
]);
/** CPU time of all threads: other load on the machine does not count. */
const mostCpuSeconds = 10;
const secret = 'the password is 1234567890ab';

interface Given {
  readonly random: Random;
  readonly folder: string;
  readonly secretFile: string;
}
/** Writes a model into the folder and returns its path. */
type Make = (given: Given) => string | Promise<string>;

const read = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
const tensors = {
  'a.weight': { shape: [2, 3], numbers: [1, 2, 3, 4, 5, 6] },
  'a.bias': { shape: [2], numbers: [1, 2] },
  'a.count': { shape: [], numbers: [1], whole: true },
};

const file =
  (name: string, bytes: Uint8Array): Make =>
  ({ random, folder }) =>
    written(join(folder, name), damagedBytes(random, bytes));
/** An intact zip that contains one damaged file. */
const zipped =
  (name: string, files: Record<string, Uint8Array>): Make =>
  ({ random, folder }) =>
    written(join(folder, name), zipSync(oneDamaged(random, files), { level: 1 }));
const damagedZip =
  (name: string, files: Record<string, Uint8Array>): Make =>
  ({ random, folder }) =>
    written(join(folder, name), damagedBytes(random, zipSync(files, { level: 1 })));
const inFolder =
  (files: Record<string, Uint8Array>): Make =>
  ({ random, folder }) =>
    folderWith(join(folder, 'model'), oneDamaged(random, files));

function written(path: string, bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  return path;
}

function folderWith(path: string, files: Record<string, Uint8Array>): string {
  mkdirSync(path);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, name), bytes);
  return path;
}

function oneDamaged(random: Random, files: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const names = Object.keys(files),
    chosen = names[Math.floor(random() * names.length)]!;
  const isText = chosen.endsWith('.json') && random() < 0.8;
  const damaged = isText ? damagedText(random, Buffer.from(files[chosen]!).toString('utf8')) : damagedBytes(random, files[chosen]!);
  return { ...files, [chosen]: new Uint8Array(damaged) };
}

/** Models that refer to a file that does not belong to them. */
function reaching(files: Record<string, Uint8Array>): Make[] {
  const sequential = kerasModel('sequential.h5'),
    dataset = 'model_weights/dense/sequential/dense/kernel';
  // The target of the link would be valid: the link itself must be refused.
  const linked =
    (name: string): Make =>
    ({ folder }) => {
      const path = folderWith(join(folder, 'model'), files);
      rmSync(join(path, name));
      symlinkSync(written(join(folder, `elsewhere-${name}`), files[name]!), join(path, name));
      return path;
    };
  const named =
    (name: string): Make =>
    ({ folder }) =>
      written(join(folder, 'model.zip'), zipSync({ ...files, [name]: new TextEncoder().encode('here') }));
  return [
    async ({ folder, secretFile }) => written(join(folder, 'model.h5'), await h5WithExternalStorage(sequential, dataset, secretFile)),
    async ({ folder, secretFile }) => written(join(folder, 'model.h5'), await h5WithVirtualDataset(sequential, dataset, secretFile)),
    ...Object.keys(files).map(linked),
    ...['../outside.txt', '/outside.txt', 'a/../../outside.txt', 'C:\\outside.txt'].map(named),
  ];
}

async function kindsOfModels(folder: string): Promise<{ readonly damaged: readonly Make[]; readonly reaching: readonly Make[] }> {
  const source = await writeTinySource(join(folder, 'tiny'));
  const files = Object.fromEntries(['model.json', 'weights.bin'].map((name) => [name, read(join(source, name))]));
  const withCard = { ...files, 'source.json': read(join(source, 'source.json')) };
  const damaged = [
    file('model.h5', read(kerasModel('nested.h5'))),
    file('model.h5', read(kerasModel('keras2.h5'))),
    file('model.keras', read(kerasModel('nested.keras'))),
    zipped('model.keras', unzipSync(read(kerasModel('nested.keras')))),
    inFolder(files),
    zipped('model.zip', files),
    damagedZip('model.zip', withCard),
    inFolder(withCard),
    file('model.pth', torchFile(tensors)),
  ];
  return { damaged, reaching: reaching(withCard) };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Adds a model, and checks whether any of the secret came with it or anything was written elsewhere. */
async function taken(path: string, work: string): Promise<{ readonly code: FailureCode | 'read'; readonly problem: string | null }> {
  const made = join(work, 'made'),
    before = cpuSeconds();
  let code: FailureCode | 'read' = 'read',
    said = '';
  try {
    await takeInModel(path, { id: 'damaged', from: 'damaged', scaling: 'none' }, made);
    await (await readSource(made)).weights();
  } catch (error) {
    code = failureOf(error).code;
    said = error instanceof Error ? (error.stack ?? '') : String(error);
  }
  const seconds = cpuSeconds() - before;
  if (code !== 'read' && !told.has(code)) return { code, problem: `${code} ${said}` };
  if (seconds > mostCpuSeconds) return { code, problem: `${seconds} s of processor time` };
  const files = readdirSync(work, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.parentPath.startsWith(made),
  );
  const isTold = said.includes(secret) || files.some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(secret));
  return { code, problem: isTold ? 'it brought in a file that is none of its own' : null };
}

/** @param before a planted fault: what happens to a model that refers to another file */
async function models(count: number, playground: Playground, before: (path: string) => void = () => {}): Promise<Outcome> {
  const folder = playground.empty(),
    kinds = await kindsOfModels(folder),
    wrong: string[] = [];
  const secretFile = written(join(folder, 'secret.txt'), Buffer.from(secret.repeat(20)));
  const makes = [
    ...kinds.reaching.map((make) => ({ make, reaches: true })),
    ...Array.from({ length: Math.max(0, count - kinds.reaching.length) }, (_, at) => ({
      make: kinds.damaged[at % kinds.damaged.length]!,
      reaches: false,
    })),
  ];
  let isRead = 0;
  for (const [at, { make, reaches }] of makes.entries()) {
    const work = mkdtempSync(join(folder, 'work-')),
      path = await make({ random: seededRandom(at + 1), folder: work, secretFile });
    if (reaches) before(path);
    const { code, problem } = await taken(path, work);
    if (code === 'read') isRead += 1;
    if (problem !== null) wrong.push(`model ${at}: ${problem}`);
    else if (reaches && code === 'read') wrong.push(`model ${at}: it reaches for another file, and was read`);
    rmSync(work, { recursive: true });
  }
  if (readdirSync(folder).some((name) => name.startsWith('outside'))) wrong.push('something was written outside of the folder');
  return { tried: makes.length, wrong, note: `${isRead} read in spite of it, the others refused` };
}

/** Replaces links by the files they lead to, as if they had been followed. */
function follow(path: string): void {
  if (!path.endsWith('model')) return;
  for (const name of readdirSync(path)) {
    const content = read(join(path, name));
    rmSync(join(path, name));
    writeFileSync(join(path, name), content);
  }
}

export const foreignModels: Measure = {
  id: 'B3',
  needsShim: false,
  small: 27,
  full: 450,
  what: 'Models and their zips, damaged at random or made to reach for other files: each is read or refused with the reason within 10 s, nothing else is read or written',
  run: (count, playground) => models(count, playground),
  plant: { what: 'a link that is followed', run: (playground) => models(9, playground, follow) },
};
