import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { join } from 'node:path';
import { usualVariation } from '../../../engine/domain/models/usual-variation.ts';
import { compareCuts } from '../../../engine/domain/choice/compare-cuts.ts';
import { cutCandidates } from '../../../engine/models/library/cut-candidates.ts';
import { findCut, readSource } from '../../../engine/models/library/source-models.ts';
import { normalisationRecipe } from '../../../engine/learn/tune/trainer/recipes.ts';
import { learnerWork } from '../../../engine/learner/jobs.ts';
import type { SweepJob } from '../../../engine/learner/protocol.ts';
import type { LearnerControl } from '../../../engine/learner/serve-jobs.ts';
import { sharedPath, withoutShared } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tinyLayers, writeTinySource, type TinySource } from '../../support/models/tiny-source.ts';
import { stripedPicture, tinyJob } from '../../support/models/tuning-data.ts';

const quiet: LearnerControl = { signal: new AbortController().signal, progress: () => undefined };

/** 54 images, each held out once in three folds, of which every picture that is read is counted. */
async function sweeping(t: TestContext, source: TinySource = {}) {
  const folder = temporaryFolder(t);
  const { images, classes } = await tinyJob(folder);
  const {
    folder: at,
    model: { hash },
  } = await readSource(await writeTinySource(join(folder, 'swept'), source));
  const read: string[] = [];
  const work = learnerWork({
    raster: (view) => {
      read.push(view);
      return Promise.resolve(stripedPicture(view, 20));
    },
  });
  const job: SweepJob = {
    kind: 'sweep',
    source: { folder: at, hash },
    seed: 2,
    classes,
    features: join(folder, 'features'),
    images: images
      .filter(({ split }) => split !== 'test')
      .map(({ split: _, ...image }, number) => ({ ...image, fold: Math.floor(number / 3) % 3 })),
  };
  return { job, work, read, folder };
}

describe('a comparison of cuts', () => {
  test('sees each picture once for all cuts, keeps what it saw, and says the same again', async (t) => {
    const { job, work, read } = await sweeping(t);
    const first = await work.sweep(job, quiet);
    assert.equal(read.length, job.images.length);
    assert.deepEqual(await work.sweep(job, quiet), first);
    assert.equal(read.length, job.images.length, 'the second time nothing is seen again');
    assert.deepEqual(
      first.cuts.map(({ cut, features, right }) => [cut, features, right.length]),
      [
        ['conv_bn', 6, 54],
        ['pool', 6, 54],
        ['conv_bn+pool', 12, 54],
      ],
    );
    for (const { parameters, multiplyAdds } of first.cuts) assert.ok(parameters > 0 && multiplyAdds > 0);
    assert.ok(first.cuts[0]!.multiplyAdds < first.cuts[1]!.multiplyAdds && first.cuts[1]!.multiplyAdds === first.cuts[2]!.multiplyAdds);
  });

  test('the kept features are those of a run at the same cut', async (t) => {
    const { job, work, read, folder } = await sweeping(t);
    await work.sweep(job, quiet);
    const { images } = await tinyJob(folder);
    const seen = read.length;
    const trial = {
      kind: 'trial' as const,
      source: job.source,
      seed: 2,
      classes: job.classes,
      variation: usualVariation,
      images: images.filter(({ split }) => split !== 'test'),
      runFolder: join(folder, 'runs', '9'),
    };
    const kept = await work.trial({ ...trial, cut: 'conv_bn+pool', features: job.features }, quiet);
    assert.equal(kept.pace.seen, 0);
    assert.equal(kept.naiveErrors, null, 'nobody asked');
    const fresh = await work.trial({ ...trial, cut: 'conv_bn+pool', features: join(folder, 'fresh') }, quiet);
    assert.ok(read.length > seen);
    fresh.predictions.forEach(({ probabilities }, at) =>
      probabilities.forEach((value, index) => assert.ok(Math.abs(value - kept.predictions[at]!.probabilities[index]!) < 1e-3)),
    );
  });

  test('proposes the cut before the layer that destroys what was seen, and finds the joined one as good', async (t) => {
    const { job, work } = await sweeping(t, {
      layers: [...tinyLayers.slice(0, -1), { kind: 'Rescaling', name: 'blind', config: { scale: 0, offset: 1 } }, tinyLayers.at(-1)!],
      cuts: [
        { layer: 'conv_bn', outputShape: [8, 8, 6] },
        { layer: 'sum', outputShape: [8, 8, 6] },
        { layer: 'pool', outputShape: [6] },
      ],
    });
    const { cuts, proposed } = compareCuts((await work.sweep(job, quiet)).cuts, new Array<null>(54).fill(null));
    assert.notEqual(proposed, 'pool');
    const of = (cut: string) => cuts.find((one) => one.cut === cut)!;
    assert.equal(of('pool').tiedWithBest, false);
    assert.ok(of('sum').accuracy.low > of('pool').accuracy.high, `${of('sum').accuracy.value} against ${of('pool').accuracy.value}`);
    assert.ok(of('sum+pool').tiedWithBest);
  });

  test('an image whose fold is -1 is learned from and never judged', async (t) => {
    const { job, work } = await sweeping(t);
    const images = job.images.map((image, at) => (at < 3 ? { ...image, fold: -1 } : image));
    assert.equal((await work.sweep({ ...job, images }, quiet)).cuts[0]!.right.length, 51);
  });

  test('can be stopped at any time; what was seen is kept', async (t) => {
    const { job, work, read } = await sweeping(t);
    for (const stage of ['features', 'fitting'] as const) {
      const stop = new AbortController();
      await assert.rejects(
        work.sweep(job, {
          signal: stop.signal,
          progress: (now, done) => {
            if (now === stage && done > 0) stop.abort();
          },
        }),
        { code: 'stopped' },
      );
    }
    assert.ok(read.length < 2 * job.images.length, 'what the first try saw was not seen again');
  });

  test('is refused for a model that is no longer the one that was chosen', async (t) => {
    const { job, work } = await sweeping(t);
    await assert.rejects(work.sweep({ ...job, source: { ...job.source, hash: job.images[0]!.hash } }, quiet), {
      code: 'source-weights-damaged',
    });
  });
});

describe('a trial', () => {
  test('refuses test images, and does not change where there are others', async (t) => {
    const { work, folder } = await sweeping(t);
    const { tune: _, ...job } = await tinyJob(folder);
    await assert.rejects(work.trial({ ...job, kind: 'trial' }, quiet), RangeError);
  });

  test('tells how many validation images the best baseline names wrongly, where it is asked', async (t) => {
    const { work, folder } = await sweeping(t);
    const { tune: _, ...job } = await tinyJob(folder);
    const trial = { ...job, kind: 'trial' as const, images: job.images.filter(({ split }) => split !== 'test') };
    const known = await work.trial({ ...trial, asksNaive: true }, quiet);
    assert.ok(known.naiveErrors! >= 0 && known.naiveErrors! < 6, `${known.naiveErrors} of 18: stripes are a texture`);
    const other = (label: number): number => job.classes[(job.classes.findIndex(({ id }) => id === label) + 1) % job.classes.length]!.id;
    const spoilt = trial.images.map((image) =>
      image.split === 'validation' ? { ...image, class: other(image.class) as typeof image.class } : image,
    );
    assert.equal(
      (await work.trial({ ...trial, images: spoilt, asksNaive: true }, quiet)).naiveErrors! >= 12,
      true,
      'labels that are wrong are errors',
    );
  });

  test('of normalisation alone tries the rates that suit it', async (t) => {
    const { work, folder } = await sweeping(t);
    const job = await tinyJob(folder, { tune: { tuneFrom: 'normalisation' } });
    const images = job.images.filter(({ split }) => split !== 'test');
    const { tuned } = await work.trial({ ...job, kind: 'trial', images, runFolder: join(folder, 'trial') }, quiet);
    assert.equal(tuned!.tuneFrom, 'normalisation');
    assert.deepEqual(
      tuned!.tuning.triedRates.map(({ learningRate }) => learningRate),
      normalisationRecipe.rates,
    );
    assert.equal(tuned!.tuning.activations, 'nothing-frozen');
  });

  test('of a fine-tune becomes the very run that would have been trained', async (t) => {
    const { work, folder } = await sweeping(t);
    const job = await tinyJob(folder);
    const trialFolder = join(folder, 'trial');
    const images = job.images.filter(({ split }) => split !== 'test');
    const tried = await work.trial({ ...job, kind: 'trial', images, runFolder: trialFolder }, quiet);
    const adopted = await work.adopt(
      { ...job, kind: 'adopt', trialFolder, tuned: tried.tuned!, runFolder: join(folder, 'runs', 'adopted') },
      quiet,
    );
    const usual = await work.train({ ...job, runFolder: join(folder, 'runs', 'usual') }, quiet);
    assert.equal(adopted.tuned!.model.hash, usual.tuned!.model.hash);
    assert.deepEqual([adopted.test, adopted.baselines, adopted.validation], [usual.test, usual.baselines, usual.validation]);
    assert.deepEqual(adopted.predictions, usual.predictions);
    assert.deepEqual(
      tried.predictions,
      usual.predictions.filter(({ image }) => images.some(({ id }) => id === image)),
    );
  });
});

test(
  'of a deep model the ends of its stages, the widest gaps between them and two joined cuts are compared',
  { skip: withoutShared('models') },
  async () => {
    for (const name of ['mobilenet_v2_035_224_imagenet', 'mobilenet_v1_025_128_imagenet']) {
      const source = await readSource(join(sharedPath('models')!, name));
      const cuts = cutCandidates(source);
      assert.equal(cuts.length, 10);
      assert.equal(cuts.filter((cut) => cut.includes('+')).length, 2);
      assert.ok(cuts.includes('pool') && new Set(cuts).size === 10);
      assert.ok(!cuts.includes('top_relu') && !cuts.includes('block_13_pointwise_relu'), 'their average is the pooled features');
      for (const cut of cuts) assert.ok(findCut(source, cut).features > 0);
    }
  },
);
