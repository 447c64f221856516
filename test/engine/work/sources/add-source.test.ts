import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { JobResult } from '../../../../engine/contract/index.ts';
import type { FailureCode, StudioError } from '../../../../engine/domain/failure.ts';
import { ownMark } from '../../../../engine/files/own-remains.ts';
import { kerasModel } from '../../../support/keras-models.ts';
import { learnerForTests, ownLibrary, type OwnLibrary } from '../../../support/models/own-library.ts';
import { writeTinySource, type ModelJson } from '../../../support/models/tiny-source.ts';

const learner = learnerForTests();
const failing =
  (code: FailureCode, facts: Readonly<Record<string, string | RegExp>> = {}) =>
  (error: StudioError): boolean => {
    assert.equal(error.code, code, String(error.stack));
    for (const [fact, value] of Object.entries(facts)) {
      if (typeof value === 'string') assert.equal(error.facts[fact], value);
      else assert.match(String(error.facts[fact]), value);
    }
    return true;
  };

/** A tfjs folder without a card. */
async function bareTfjs(folder: string, change: (model: ModelJson) => void = () => {}): Promise<string> {
  const whole = await writeTinySource(`${folder}-whole`);
  mkdirSync(folder);
  await cp(join(whole, 'weights.bin'), join(folder, 'weights.bin'));
  const model = JSON.parse(readFileSync(join(whole, 'model.json'), 'utf8')) as ModelJson;
  change(model);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  return folder;
}

describe('a model that is added', () => {
  test('is listed with what it is, where it came from, and that it may be removed again', async (t) => {
    const own = ownLibrary(t, learner);
    const path = await writeTinySource(join(own.root, 'given'), {
      card: { id: 'pond', default: true, library: { origin: 'own', from: 'elsewhere' } },
    });
    const source = await own.add({ from: { path } });
    assert.deepEqual((await own.list()).sources, [{ ...source, default: true }]);
    assert.deepEqual(
      [source.id, source.title, source.origin, source.from, source.removable, source.verified, source.path],
      ['pond', 'Tiny tiny', 'added', 'given', true, true, join(own.folder, 'pond')],
    );
    assert.deepEqual(own.files(), ['pond'], 'no draft is left');
    const stages = [...new Set(own.jobs.filter(({ state }) => state === 'running').map(({ progress }) => progress.stage))];
    assert.deepEqual(
      stages.filter((stage) => stage !== 'waiting'),
      ['reading-model', 'testing-model', 'writing'],
    );
    await own.handlers['sources.remove']({ source: 'pond' });
    assert.deepEqual([(await own.list()).sources, own.files(), existsSync(join(path, 'model.json'))], [[], [], true]);
  });

  test('is the same model under another title, too, and is not taken twice', async (t) => {
    const own = ownLibrary(t, learner);
    const first = await own.add({ from: { path: kerasModel('sequential.keras') }, title: 'Pond life', task: 'plankton', licence: 'MIT' });
    assert.deepEqual(
      [first.id, first.title, first.task, first.licence, first.from],
      ['pond-life', 'Pond life', 'plankton', 'MIT', 'sequential.keras'],
    );
    await assert.rejects(
      own.add({ from: { path: kerasModel('sequential.keras') }, title: 'Another' }),
      failing('source-exists', { source: 'Pond life' }),
    );
    await assert.rejects(own.add({ from: { path: first.path } }), failing('source-exists', { source: 'Pond life' }));
    assert.deepEqual(own.files(), ['pond-life']);
  });

  test('gets an id of its own beside another model of its name', async (t) => {
    const own = ownLibrary(t, learner);
    await writeTinySource(join(own.shipped, 'tiny'), { size: 32 });
    const one = await own.add({ from: { path: await writeTinySource(join(own.root, 'one')) } });
    const two = await own.add({ from: { path: kerasModel('sequential.keras') }, title: 'TINY' });
    assert.deepEqual([one.id, two.id], ['tiny-2', 'tiny-3']);
    assert.deepEqual(
      (await own.list()).sources.map(({ id, origin, removable }) => [id, origin, removable]),
      [
        ['tiny-2', 'added', true],
        ['tiny-3', 'added', true],
        ['tiny', 'shipped', false],
      ],
    );
    await assert.rejects(
      own.handlers['sources.remove']({ source: 'tiny' }) as Promise<unknown>,
      failing('source-not-removable', { source: 'Tiny tiny' }),
    );
    await assert.rejects(own.handlers['sources.remove']({ source: '../../..' }) as Promise<unknown>, failing('source-not-found'));
  });

  test('may come from a browser as a file or as a folder; what was sent is removed however it ends', async (t) => {
    const own = ownLibrary(t, learner);
    const file = await own.add({ from: { upload: await own.upload({ 'pond.keras': kerasModel('sequential.keras') }) } });
    const folder = await own.add({ from: { upload: await own.upload({ mosses: await writeTinySource(join(own.root, 'one')) }) } });
    assert.deepEqual([file.title, file.from, folder.from, own.uploads()], ['pond', 'pond.keras', 'mosses', []]);
    await assert.rejects(
      own.add({ from: { upload: await own.upload({ 'lambda.keras': kerasModel('lambda.keras') }) } }),
      failing('source-unsupported', { path: 'lambda.keras', detail: /Lambda/ }),
    );
    await assert.rejects(own.add({ from: { upload: 'nothing' } }), failing('upload-not-found'));
    assert.deepEqual(own.uploads(), []);
  });
});

const refused: readonly (readonly [string, (t: TestContext, own: OwnLibrary) => Promise<string> | string, FailureCode, RegExp])[] = [
  ['a layer with code of its own', () => kerasModel('lambda.keras'), 'source-unsupported', /Lambda/],
  ['a custom layer', () => kerasModel('custom.keras'), 'source-unsupported', /./],
  ['weights that are no numbers', () => kerasModel('nan.keras'), 'source-not-finite', /./],
  ['an input that is not square', () => kerasModel('oblong.keras'), 'source-unsupported', /not square/],
  ['an input of one colour', () => kerasModel('grey.keras'), 'source-unsupported', /three colours/],
  [
    'weights of 2 GB',
    async (_t, own) => {
      const folder = await bareTfjs(join(own.root, 'huge'), (model) => {
        model.weightsManifest[0].weights[0].shape = [2 ** 15, 2 ** 14];
      });
      truncateSync(join(folder, 'weights.bin'), 2 ** 31);
      return folder;
    },
    'source-too-large',
    /600 MB/,
  ],
  [
    'a weight file outside of its folder',
    (_t, own) =>
      bareTfjs(join(own.root, 'bare'), (model) => {
        model.weightsManifest[0].paths = ['../weights.bin'];
      }),
    'source-card-damaged',
    /outside the folder/,
  ],
  ['no file at all', (_t, own) => join(own.root, 'nothing.keras'), 'source-file-unreadable', /not there/],
  [
    'features that do not tell pictures apart',
    async (_t, own) => {
      const folder = await writeTinySource(join(own.root, 'blind'), { card: { files: undefined } });
      writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(readFileSync(join(folder, 'weights.bin')).length));
      return folder;
    },
    'source-self-test-failed',
    /same number/,
  ],
];
for (const [what, make, code, detail] of refused) {
  test(`${what} is refused with the reason and the path that the user gave, and leaves nothing behind`, async (t) => {
    const own = ownLibrary(t, learner);
    const path = await make(t, own);
    await assert.rejects(own.add({ from: { path }, scaling: 'none' }), failing(code, { path, detail }));
    assert.deepEqual([own.files(), (await own.list()).sources], [[], []]);
  });
}

describe('adding that does not come to its end', () => {
  test('can be stopped at any stage and leaves nothing; the next goes well', async (t) => {
    const own = ownLibrary(t, learner);
    const path = await writeTinySource(join(own.root, 'given'));
    for (const stage of ['waiting', 'reading-model', 'testing-model']) {
      const { job } = await own.handlers['sources.add']({ from: { path } });
      while (
        own.queue.get(job).state === 'queued'
        || (own.queue.get(job).endedAt === null && own.queue.get(job).progress.stage !== stage && stage !== 'waiting')
      )
        await new Promise((resolve) => {
          setTimeout(resolve, 1);
        });
      own.queue.stop(job);
      assert.deepEqual([(await own.ended(job)).state, own.files()], ['stopped', []], stage);
    }
    assert.equal((await own.add({ from: { path } })).id, 'tiny');
  });

  test('leaves a draft when its process is killed, which is never listed and goes with the next; drafts of living ones stay', async (t) => {
    const own = ownLibrary(t, learner);
    const drafts = join(own.folder, '.drafts');
    const [dead, living] = [
      join(drafts, `${ownMark().replace(/\d+$/, '4194303')}-left`),
      join(drafts, `${ownMark().replace(/\d+$/, String(process.ppid))}-busy`),
    ];
    for (const draft of [dead, living]) await writeTinySource(join(draft, 'model'));
    assert.deepEqual(await own.list(), { sources: [], unusable: [] });
    await own.add({ from: { path: await writeTinySource(join(own.root, 'given')) } });
    assert.deepEqual([existsSync(dead), existsSync(living), own.files()], [false, true, ['.drafts', 'tiny']]);
  });
});

test('a speed is that of these very weights: it is kept by hash and comes back with the model', async (t) => {
  const own = ownLibrary(t, learner);
  const path = await writeTinySource(join(own.root, 'given'));
  const source = await own.add({ from: { path } });
  assert.equal(source.speed, null);
  const measured = await own.handlers['sources.measure']({ source: source.id });
  assert.ok(measured.speed!.imagesPerSecond > 0);
  await own.handlers['sources.remove']({ source: source.id });
  const other = await own.add({ from: { path: await writeTinySource(join(own.root, 'other'), { size: 32 }) } });
  assert.equal(other.speed, null);
  assert.deepEqual((await own.add({ from: { path }, title: 'Again' })).speed, measured.speed);
  await assert.rejects(own.handlers['sources.measure']({ source: 'absent' }) as Promise<unknown>, failing('source-not-found'));
});

test('no speed is measured beside other work, which is named', async (t) => {
  const own = ownLibrary(t, learner);
  const source = await own.add({ from: { path: await writeTinySource(join(own.root, 'given')) } });
  const { promise, resolve } = Promise.withResolvers<JobResult>();
  const project = own.shelf.create({ name: 'Moths' }).id;
  const work = own.queue.start({ kind: 'compare', project, work: () => promise });
  await assert.rejects(
    own.handlers['sources.measure']({ source: source.id }) as Promise<unknown>,
    failing('machine-busy', { job: work.id, kind: 'compare' }),
  );
  resolve({ kind: 'predict', report: { file: '', predicted: 0, refused: [], seconds: 0 } });
  await own.queue.ended(work.id);
  assert.ok((await own.handlers['sources.measure']({ source: source.id })).speed);
});
