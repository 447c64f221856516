import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { AnyLearnerJob } from '../../../../engine/learner/protocol.ts';
import type { LearnerControl } from '../../../../engine/learner/serve-jobs.ts';
import { augmentationsFor } from '../../../../engine/domain/models/augmentations.ts';
import { usualVariation } from '../../../../engine/domain/models/usual-variation.ts';
import { augmentedFolder, featuresMissing, FeatureStore } from '../../../../engine/models/forward/feature-store.ts';
import { MeasuredSpeeds } from '../../../../engine/work/studio/measured-speeds.ts';
import { AutoWorld } from '../../../support/models/auto-world.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Reads, as the learner does, what is not kept, a picture in a tenth of a second; and then keeps it. */
const reads =
  (world: AutoWorld) =>
  (job: AnyLearnerJob, { progress }: LearnerControl): void => {
    if (job.kind !== 'train' && job.kind !== 'trial') return;
    const read = (folder: string, images: typeof job.images, views: number): void => {
      const space = { source: job.source.hash, cut: job.cut };
      const missing = featuresMissing(
        folder,
        space,
        images.map(({ hash }) => hash),
      );
      const kept = images.length - missing.length;
      progress('features', kept, images.length);
      const store = new FeatureStore(folder, { ...space, dimension: 2 });
      for (const [at, hash] of missing.entries()) {
        world.clockMs += 100 * views;
        store.append([hash], new Float32Array(2));
        progress('features', kept + at + 1, images.length);
      }
      store.close();
    };
    read(job.features, job.images, 1);
    progress('fitting', 0, null);
  };
const readingOf = (world: AutoWorld) => world.parts.speeds.timed.reading;

describe('how long trainings take, by what was really done', () => {
  test('before the first it is guessed; then new images cost what they took, and kept ones nothing', async (t) => {
    const world = await AutoWorld.make(t);
    world.before = reads(world);
    const first = await world.plan();
    assert.deepEqual([first.newImages, first.time?.isGuess], [80, true]);
    assert.equal((await world.head()).state, 'done');
    assert.deepEqual(
      readingOf(world).map(({ pictures, seconds }) => [pictures, Math.round(seconds)]),
      [[80, 8]],
    );
    assert.deepEqual(
      await world.plan().then(({ newImages, time }) => ({ newImages, time })),
      { newImages: 0, time: { low: 3, high: 3, isGuess: false } },
      'it is loaded, and fits for a second',
    );
  });

  test('a training on kept features changes no speed of reading, and a stopped one teaches what it has read', async (t) => {
    const world = await AutoWorld.make(t);
    world.before = reads(world);
    await world.head();
    const before = readingOf(world);
    await world.head();
    await world.head();
    assert.deepEqual(readingOf(world), before);
    const other = await AutoWorld.make(t);
    other.before = (job, control) => {
      reads(other)(job, control);
      throw new StudioError('stopped');
    };
    assert.equal((await other.head()).state, 'stopped');
    assert.equal(readingOf(other)[0]?.pictures, 80);
    assert.deepEqual(other.parts.speeds.timed.fitting, [], 'it has not been fitted to the end');
  });

  test('of a head on few labels the augmented pictures count, too', async (t) => {
    const world = await AutoWorld.make(t, { perClass: 12 });
    const { newImages, trainImages, learnsFromAugmented } = await world.plan();
    assert.deepEqual([newImages, learnsFromAugmented], [24, true]);
    const { low } = (await world.plan()).time!;
    const source = await world.parts.library.find(undefined);
    const hashes = world.store.images.labelled().map(({ hash }) => hash);
    const keep = (folder: string): void => {
      const store = new FeatureStore(folder, { source: source.hash, cut: 'pool', dimension: 6 });
      store.append(hashes, new Float32Array(6 * hashes.length));
      store.close();
    };
    keep(world.store.featuresFolder);
    const half = await world.plan();
    assert.equal(half.newImages, trainImages, 'each training image is read again for its copies');
    assert.ok(half.time!.low < low);
    for (const { name } of augmentationsFor(usualVariation)) keep(augmentedFolder(world.store.featuresFolder, name));
    assert.equal((await world.plan()).newImages, 0);
  });

  test('the time left is there from the first second, goes down and ends at nothing', async (t) => {
    const world = await AutoWorld.make(t);
    world.before = reads(world);
    await world.head();
    const told: (number | null)[] = [];
    const begun = world.plan();
    world.before = (job, control) => {
      told.push(world.queue.list()[0]!.progress.secondsLeft);
      reads(world)(job, {
        ...control,
        progress: (...event) => {
          control.progress(...event);
          told.push(world.queue.list()[0]!.progress.secondsLeft);
        },
      });
    };
    await world.head();
    assert.equal(told[0], (await begun).time!.low);
    for (const [at, left] of told.entries()) assert.ok(left !== null && left >= 0 && (at === 0 || left <= told[at - 1]!));
  });

  test('automatic mode learns the pace of reading from each of its tries', async (t) => {
    const world = await AutoWorld.make(t);
    world.before = reads(world);
    await world.auto(600);
    const asked = world.asked.filter(({ kind }) => kind === 'trial').length;
    assert.ok(asked > 2);
    assert.equal(new Set(readingOf(world).map(({ what }) => what)).size, 2, 'both source models');
    assert.ok(readingOf(world).length < asked, 'what was tried on kept features read nothing');
    for (const { pictures, seconds } of readingOf(world)) assert.ok(Math.abs(seconds / pictures - 0.1) < 1e-6);
  });
});

describe('what is kept of speeds', () => {
  test('speeds of earlier versions, which counted kept images as read, are not used; what tells nothing is not kept', (t) => {
    const home = temporaryFolder(t);
    writeFileSync(join(home, 'speeds.json'), '{"seeing":[1e-9],"tuning":[1e-9]}');
    const speeds = new MeasuredSpeeds(home);
    for (const [pictures, seconds] of [
      [0, 3],
      [5, 0],
      [5, -1],
      [5, NaN],
      [5, Infinity],
    ] as const)
      speeds.note('reading', { what: 'a', multiplyAdds: 1, pictures, seconds });
    assert.deepEqual(speeds.timed, { reading: [], fitting: [], tuning: [] });
    assert.ok(existsSync(join(home, 'speeds.json')) && !existsSync(join(home, 'timed-work.json')));
    for (let seconds = 1; seconds <= 50; seconds++) speeds.note('tuning', { what: 'a', multiplyAdds: 1, pictures: 5, seconds });
    assert.deepEqual(
      new MeasuredSpeeds(home).timed.tuning.map(({ seconds }) => seconds),
      Array.from({ length: 40 }, (_, at) => at + 11),
      'the newest',
    );
  });
});
