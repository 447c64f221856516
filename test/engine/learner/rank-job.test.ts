import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Stage } from '../../../engine/contract/index.ts';
import type { ClassId, ContentHash, ImageId } from '../../../engine/domain/ids.ts';
import { buildRanking } from '../../../engine/domain/ranking/ranking.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { rank } from '../../../engine/learner/rank-job.ts';
import type { RankCandidate, RankJob, RankOutcome } from '../../../engine/learner/rank-protocol.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';
import { stripedPicture } from '../../support/models/tuning-data.ts';

const classes = [1, 2, 3].map((id) => id as ClassId);

async function candidate(folder: string, id: string, size = 16): Promise<RankCandidate> {
  const { model } = await readSource(await writeTinySource(join(folder, id), { id, size }));
  return {
    source: id,
    title: model.title,
    parameters: model.parameters,
    multiplyAdds: model.multiplyAdds,
    folder: model.path,
    hash: model.hash,
    cut: 'pool',
  };
}

interface Ranking {
  readonly job: RankJob;
  readonly stages: Stage[];
  /** Views in the order in which they were decoded. */
  readonly decoded: string[];
  run(change?: Partial<RankJob>, signal?: AbortSignal, stopAfter?: number): Promise<RankOutcome>;
}

/** 36 striped pictures of three classes, and two source models that are one. */
async function ranking(t: TestContext, sources?: readonly RankCandidate[]): Promise<Ranking> {
  const folder = temporaryFolder(t);
  const job: RankJob = {
    kind: 'rank',
    sources: sources ?? [await candidate(folder, 'one'), await candidate(folder, 'other', 24)],
    classes,
    seed: 1,
    bootstraps: 50,
    features: join(folder, 'features'),
    images: Array.from({ length: 36 }, (_, at) => {
      const view = `${at} of ${at % 3}`;
      return {
        image: (at + 1) as ImageId,
        class: classes[at % 3]!,
        group: at < 6 ? `group ${at % 3}` : null,
        hash: createHash('sha256').update(view).digest('hex') as ContentHash,
        view,
      };
    }),
  };
  const stages: Stage[] = [];
  const decoded: string[] = [];
  const run: Ranking['run'] = (change = {}, signal, stopAfter = Infinity) => {
    const stop = new AbortController();
    const raster = (view: string): Promise<Raster> => {
      decoded.push(view);
      if (decoded.length >= stopAfter) stop.abort();
      return Promise.resolve(stripedPicture(view, 20));
    };
    return rank(
      { ...job, ...change },
      {
        signal: signal ?? stop.signal,
        progress: (stage) => {
          if (stages.at(-1) !== stage) stages.push(stage);
        },
      },
      raster,
    );
  };
  return { job, stages, decoded, run };
}

describe('ranking in the learner', () => {
  test('gives what its figures follow from, with a random start of the likely best and the trivial baselines', async (t) => {
    const { run, stages } = await ranking(t);
    const { data, figures, skipped } = await run();
    assert.deepEqual(stages, ['features', 'ranking', 'features', 'ranking']);
    assert.deepEqual(skipped, []);
    assert.deepEqual(data.images.length, 36);
    assert.deepEqual(buildRanking(data), figures);
    assert.deepEqual(
      data.baselines.map(({ name, source }) => [name, source]),
      [
        ['random-start', figures.sources[0]!.source],
        ['colour-and-texture', null],
        ['majority-class', null],
      ],
    );
    assert.equal(figures.baselines[2]!.accuracy.value, 1 / 3);
  });

  test('decodes nothing again and comes out the same, to the last bit', async (t) => {
    const { run, decoded } = await ranking(t);
    const first = await run();
    const before = decoded.length;
    assert.deepEqual(await run(), first);
    assert.equal(decoded.length, before);
    assert.notDeepEqual((await run({ seed: 2 })).figures, first.figures);
  });

  test('stopped while it sees the images keeps what it has seen, and started again comes out as if never stopped', async (t) => {
    const whole = await (await ranking(t)).run();
    const { run, decoded } = await ranking(t);
    // The second source model begins after the 36 pictures of the first.
    await assert.rejects(run({}, undefined, 40), { code: 'stopped' });
    const before = decoded.length;
    const again = await run();
    assert.ok(decoded.length - before <= 2 * 36, `${decoded.length - before} pictures decoded again: the first source model has seen them`);
    assert.deepEqual(again.figures, whole.figures);
  });

  test('does not begin when it is stopped at once', async (t) => {
    const { run, decoded } = await ranking(t);
    await assert.rejects(run({}, AbortSignal.abort()), { code: 'stopped' });
    assert.deepEqual(decoded, []);
  });

  test('a source model that is damaged, gone, another one or answers with no numbers is skipped aloud; without any other it fails', async (t) => {
    const folder = temporaryFolder(t);
    const [sound, cut, changed, gone, noNumbers] = (await Promise.all(
      ['sound', 'cut-short', 'changed', 'gone', 'no-numbers'].map((id) => candidate(folder, id)),
    )) as [RankCandidate, RankCandidate, RankCandidate, RankCandidate, RankCandidate];
    const weights = join(cut.folder, 'weights.bin');
    writeFileSync(weights, readFileSync(weights).subarray(0, 100));
    await writeTinySource(noNumbers.folder, { id: 'no-numbers', card: { files: undefined } });
    const spoiled = readFileSync(join(noNumbers.folder, 'weights.bin'));
    for (let at = 0; at < spoiled.length; at += 4) spoiled.writeFloatLE(3e38, at);
    writeFileSync(join(noNumbers.folder, 'weights.bin'), spoiled);
    const hash = (await readSource(noNumbers.folder)).model.hash;
    const broken = [
      cut,
      { ...changed, hash: sound.hash.replace(/./g, 'a') as ContentHash },
      { ...gone, folder: join(folder, 'nowhere') },
      { ...noNumbers, hash },
    ];
    const { run } = await ranking(t, [broken[0]!, sound, ...broken.slice(1)]);
    const { figures, skipped } = await run();
    assert.deepEqual(
      figures.sources.map(({ source }) => source),
      ['sound'],
    );
    assert.deepEqual(
      skipped.map(({ source, failure }) => [source, failure.code]),
      [
        ['cut-short', 'source-weights-damaged'],
        ['changed', 'source-weights-damaged'],
        ['gone', 'source-not-found'],
        ['no-numbers', 'source-not-finite'],
      ],
    );
    await assert.rejects(run({ sources: broken }), { code: 'source-weights-damaged' });
  });

  test('a picture that cannot be read is no fault of a source model', async (t) => {
    const { job } = await ranking(t);
    const unreadable = Object.assign(new Error('unreadable'), { name: 'Error' });
    await assert.rejects(
      rank(job, { signal: new AbortController().signal, progress: () => undefined }, () => Promise.reject(unreadable)),
      unreadable,
    );
  });
});
