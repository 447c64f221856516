import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { unzipSync, zipSync } from 'fflate';
import { failureOf, type FailureCode } from '../../../../engine/domain/failure.ts';
import { seededRandom, type Random } from '../../../../engine/domain/statistics/random.ts';
import { passGate } from '../../../../engine/learn/gate/gate.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import { damagedBytes, damagedText } from '../../../support/damage.ts';
import { kerasModel } from '../../../support/keras-models.ts';
import { torchFile } from '../../../support/models/torch-writer.ts';
import { writeTinySource } from '../../../support/models/tiny-source.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** How many damaged models of each kind; a longer run asks for more, for other ones, and for the test with pictures, which takes a second each. */
const count = Number(process.env.GRAFT_DAMAGED_MODELS ?? 6), firstSeed = Number(process.env.GRAFT_DAMAGED_SEED ?? 1);
/** What may be said of a damaged model, beside that it was read: never that something unexpected happened. */
const told: ReadonlySet<FailureCode> = new Set<FailureCode>(
  ['source-file-unreadable', 'source-unsupported', 'source-weights-damaged', 'source-card-damaged', 'source-too-large', 'source-not-finite', 'source-self-test-failed', 'input-invalid']);
const mostCpuSeconds = 10;

type Make = (random: Random, folder: string) => string | Promise<string>;

const file = (name: string, bytes: Uint8Array): Make => (random, folder) => {
  const path = join(folder, name);
  writeFileSync(path, damagedBytes(random, bytes));
  return path;
};

/** A zip that is whole itself and holds one damaged file. */
const zipped = (name: string, files: Record<string, Uint8Array>): Make => (random, folder) => {
  const path = join(folder, name);
  writeFileSync(path, zipSync(oneDamaged(random, files), { level: 1 }));
  return path;
};

const inFolder = (files: Record<string, Uint8Array>): Make => (random, folder) => {
  const path = join(folder, 'model');
  mkdirSync(path);
  for (const [name, bytes] of Object.entries(oneDamaged(random, files))) writeFileSync(join(path, name), bytes);
  return path;
};

function oneDamaged(random: Random, files: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const names = Object.keys(files);
  const chosen = names[Math.floor(random() * names.length)]!;
  const isText = chosen.endsWith('.json') && random() < 0.8;
  const damaged = isText ? damagedText(random, Buffer.from(files[chosen]!).toString('utf8')) : damagedBytes(random, files[chosen]!);
  return { ...files, [chosen]: new Uint8Array(damaged) };
}

const read = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
const tensors = { 'a.weight': { shape: [2, 3], numbers: [1, 2, 3, 4, 5, 6] }, 'a.bias': { shape: [2], numbers: [1, 2] }, 'a.count': { shape: [], numbers: [1], whole: true } };

async function kindsOfModels(folder: string): Promise<Readonly<Record<string, Make>>> {
  const source = await writeTinySource(join(folder, 'tiny'));
  const files = Object.fromEntries(['model.json', 'weights.bin'].map((name) => [name, read(join(source, name))]));
  return {
    'a Keras file (.h5)': file('model.h5', read(kerasModel('nested.h5'))),
    'a Keras 2 file (.h5)': file('model.h5', read(kerasModel('keras2.h5'))),
    'a Keras file (.keras)': file('model.keras', read(kerasModel('nested.keras'))),
    'what is inside a Keras file (.keras)': zipped('model.keras', unzipSync(read(kerasModel('nested.keras')))),
    'a file of a tfjs folder': inFolder(files),
    'what is inside a zip of a tfjs folder': zipped('model.zip', files),
    'a file of a source folder': inFolder({ ...files, 'source.json': read(join(source, 'source.json')) }),
    'a PyTorch file (.pth)': file('model.pth', torchFile(tensors)),
  };
}

/** What the learner does of it: the files are taken in, and what comes out is read, or in a longer run tested with pictures. */
async function added(path: string, folder: string): Promise<void> {
  await takeInModel(path, { id: 'damaged', from: 'damaged', scaling: 'none' }, folder);
  if (process.env.GRAFT_DAMAGED_GATE === undefined) await (await readSource(folder)).weights();
  else await passGate(folder);
}

/** Of all threads: what a busy machine does beside it does not count. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

test('a file over which the library for HDF5 goes round for ever is refused', async (t) => {
  const folder = temporaryFolder(t);
  const path = await file('model.h5', read(kerasModel('nested.h5')))(seededRandom(22), folder);
  const before = cpuSeconds();
  await assert.rejects(added(path, join(folder, 'made')), (error: unknown) => {
    const { code, facts } = failureOf(error);
    return code === 'source-file-unreadable' && /comes to no end/.test(String(facts.detail));
  });
  assert.ok(cpuSeconds() - before < mostCpuSeconds);
});

test('whatever is damaged in a model, it is read or refused with the reason, and soon', async (t) => {
  const folder = temporaryFolder(t);
  const outcomes = new Map<string, number>();
  for (const [kind, make] of Object.entries(await kindsOfModels(folder))) {
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const work = mkdtempSync(join(folder, 'work-'));
      const path = await make(seededRandom(seed), work);
      const before = cpuSeconds();
      const code = await added(path, join(work, 'made')).then(() => 'read', (error: unknown) => {
        const failure = failureOf(error);
        assert.ok(told.has(failure.code), `${kind}, seed ${seed}: ${failure.code}, ${error instanceof Error ? error.stack : String(error)}`);
        return failure.code;
      });
      const seconds = cpuSeconds() - before;
      assert.ok(seconds < mostCpuSeconds, `${kind}, seed ${seed}: ${seconds} s`);
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      rmSync(work, { recursive: true });
    }
  }
  t.diagnostic([...outcomes].map(([code, times]) => `${code} ${times}`).join(', '));
  // Were every one refused at its first byte, or none at all, nothing would have been tried.
  assert.ok(outcomes.size >= 4 && (outcomes.get('read') ?? 0) > 0);
});
