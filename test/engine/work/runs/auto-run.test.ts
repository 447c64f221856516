import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { RunSummary } from '../../../../engine/contract/index.ts';
import { autoChoice } from '../../../../engine/contract/runs.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { RunId } from '../../../../engine/domain/ids.ts';
import type { TrialJob } from '../../../../engine/learner/protocol.ts';
import { ProjectStore } from '../../../../engine/store/project-store.ts';
import { AutoWorld, type TrialPlan } from '../../../support/models/auto-world.ts';
import { who } from '../../../support/project.ts';

const better: TrialPlan = { right: 0.9, sure: 0.95, seconds: 2 };
const plain: TrialPlan = { right: 0.7, sure: 0.7, seconds: 2 };
const sourceOf = (job: TrialJob): string => job.source.folder.split(/[\\/]/).at(-1)!;
const isTuned = (job: TrialJob): boolean => job.tune !== undefined;

describe('automatic mode', () => {
  test('tries head, other source models, cuts and fine-tunes, and becomes the best of them', async (t) => {
    const world = await AutoWorld.make(t);
    world.sweep = { seconds: 5, cuts: { pool: 0.5, 'conv_bn+pool': 0.9 } };
    world.trial = (job) => (isTuned(job) ? { ...better, seconds: 60 } : plain);
    const { job, run } = await world.auto(600);
    assert.equal(job.state, 'done');
    const auto = autoChoice.parse(run.auto);
    assert.deepEqual(
      auto.trials.map(({ method, source, cut, tuneFrom, chosen }) => [method, source, cut, tuneFrom, chosen]),
      [
        ['head', 'plain', 'pool', null, false],
        ['head', 'other', 'pool', null, false],
        ['head', 'plain', 'conv_bn+pool', null, false],
        ['fine-tune', 'plain', 'pool', 'all', true],
        ['fine-tune', 'plain', 'pool', 'normalisation', false],
        ['fine-tune', 'plain', 'pool', 'part_2', false],
      ],
    );
    assert.deepEqual(auto.tuning, { why: 'enough-images', imagesPerClass: 40, far: true }, 'another cut won');
    assert.equal(auto.why, 'best-on-validation');
    assert.deepEqual(auto.swept, { source: 'plain', proposed: 'conv_bn+pool', seconds: 5 });
    assert.ok(auto.usedSeconds < 600 && auto.usedSeconds > 130);
    assert.deepEqual([run.method, run.source.id, run.cut, run.tuneFrom, run.state], ['fine-tune', 'plain', 'pool', 'all', 'done']);
    assert.deepEqual(job.result?.kind === 'train' && [job.result.report.method, job.result.report.auto], ['fine-tune', auto]);
    assert.equal(existsSync(join(world.store.runFolder(run.run), 'trials')), false, 'nothing of a trial is left');
  });

  test('looks at test images once, for the chosen one: no trial and no comparison of cuts is given one', async (t) => {
    const world = await AutoWorld.make(t);
    await world.auto(600);
    const test = new Set(
      world.store.images
        .labelled()
        .filter(({ split }) => split === 'test')
        .map(({ id }) => id),
    );
    assert.ok(test.size > 0);
    const given = world.asked.map((job) => ({
      kind: job.kind,
      test: 'images' in job && job.kind !== 'rank' ? job.images.filter(({ id }) => test.has(id)).length : 0,
    }));
    assert.deepEqual(
      given.filter((one) => one.test > 0),
      [{ kind: 'train', test: test.size }],
    );
    assert.ok(given.some(({ kind }) => kind === 'sweep') && given.some(({ kind }) => kind === 'trial'));
  });

  test('chooses the same with other test labels', async (t) => {
    const chosen = async (spoil: boolean): Promise<unknown> => {
      const world = await AutoWorld.make(t);
      await world.auto(30);
      const tested = world.store.images.labelled().filter(({ split }) => split === 'test');
      const classes = world.store.classes.list().map(({ id }) => id);
      if (spoil)
        for (const { id, class: own } of tested)
          world.store.labels.set(
            [id],
            classes.find((one) => one !== own)!,
            who,
          );
      const {
        run: { auto, method, source, cut },
      } = await world.auto(600);
      return [method, source, cut, auto?.trials.map((trial) => ({ ...trial, seconds: 0 }))];
    };
    assert.deepEqual(await chosen(true), await chosen(false));
  });

  test('keeps the plain head where a fine-tune harms, and where it is only as good', async (t) => {
    for (const tuned of [
      { right: 0.4, sure: 0.9, seconds: 20 },
      { ...plain, seconds: 20 },
    ]) {
      const world = await AutoWorld.make(t, { sources: ['plain'] });
      world.trial = (job) => (isTuned(job) ? tuned : plain);
      const { run } = await world.auto(600);
      assert.deepEqual(
        [run.method, run.tuneFrom, run.auto?.why, run.auto?.trials[0]?.chosen],
        ['head', null, 'plain-head-not-beaten', true],
      );
      assert.ok(run.auto!.trials.some(({ method }) => method === 'fine-tune'));
    }
  });

  test('a clearly better other source model wins, with its own cut', async (t) => {
    const world = await AutoWorld.make(t);
    world.trial = (job) => (sourceOf(job) === 'other' && !isTuned(job) ? better : plain);
    const { run } = await world.auto(600);
    assert.deepEqual([run.method, run.source.id, run.auto?.why], ['head', 'other', 'best-on-validation']);
    assert.ok(
      world.asked.filter((job) => job.kind === 'trial' && isTuned(job)).every((job) => job.kind === 'trial' && sourceOf(job) === 'other'),
      'and is what is tuned',
    );
  });

  test('begins nothing that would not end in time; the plain head is there, and it is said', async (t) => {
    const world = await AutoWorld.make(t);
    world.trial = () => ({ ...plain, seconds: 50 });
    const { job, run } = await world.auto(20);
    assert.deepEqual([job.state, run.auto?.trials.length, run.auto?.why, run.method], ['done', 1, 'out-of-time', 'head']);
    assert.ok(run.auto!.usedSeconds > run.auto!.budgetSeconds);
  });

  test('gives a fine-tune no more than the time that is left', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain'] });
    const given: number[] = [];
    world.trial = (job) => {
      if (!job.tune) return plain;
      given.push(job.tune.budgetSeconds!);
      return { ...plain, seconds: job.tune.budgetSeconds! };
    };
    const { run } = await world.auto(300);
    assert.equal(given.length, 3);
    assert.ok(run.auto!.usedSeconds <= 300, `${run.auto!.usedSeconds} s`);
  });

  test('leaves out what fails or cannot be tuned, and tells it', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain', 'damaged', 'hungry'] });
    mkdirSync(join(world.models, 'torn'));
    writeFileSync(join(world.models, 'torn', 'source.json'), '{');
    const fails: Record<string, StudioError> = {
      damaged: new StudioError('source-weights-damaged', { path: 'x' }),
      hungry: new StudioError('out-of-memory'),
    };
    world.trial = (job) => {
      const failure = isTuned(job) ? new StudioError('learner-died') : fails[sourceOf(job)];
      return failure === undefined ? plain : { ...plain, fails: failure };
    };
    const { job, run } = await world.auto(600);
    assert.equal(job.state, 'done');
    assert.deepEqual(
      run.auto?.skipped.map(({ method, source, failure: { code } }) => [method, source, code]),
      [
        ['head', 'torn', 'source-card-damaged'],
        ['head', 'damaged', 'source-weights-damaged'],
        ['head', 'hungry', 'out-of-memory'],
        ['fine-tune', 'plain', 'learner-died'],
      ],
    );
    assert.deepEqual([run.method, run.auto?.why], ['head', 'plain-head-not-beaten']);
  });

  test('does not take a source model that was trained on images by which models are chosen here', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain', 'knowing'] });
    await world.auto(20);
    const judged = world.store.images.labelled().filter(({ split }) => split === 'validation');
    writeFileSync(join(world.models, 'knowing', 'training-images.txt'), judged.map(({ hash }) => `${hash}\n`).join(''));
    world.asked.length = 0;
    world.trial = (job) => (sourceOf(job) === 'knowing' ? better : plain);
    const { run } = await world.auto(600);
    assert.deepEqual(
      run.auto?.skipped.map(({ source, failure }) => [source, failure.code, failure.facts.images]),
      [['knowing', 'source-saw-images', judged.length]],
    );
    assert.equal(run.source.id, 'plain');
  });

  test('fails only where the plain head does, and with its reason', async (t) => {
    const world = await AutoWorld.make(t);
    world.trial = () => ({ ...plain, fails: new StudioError('disk-full') });
    const { job, run } = await world.auto(600);
    assert.deepEqual([job.state, job.failure?.code, run.state, run.failure?.code], ['failed', 'disk-full', 'failed', 'disk-full']);
  });
});

describe('what automatic mode tries', () => {
  const tuned = (run: Awaited<ReturnType<AutoWorld['auto']>>['run']): (string | null)[] =>
    run.auto!.trials.filter(({ method }) => method === 'fine-tune').map(({ tuneFrom }) => tuneFrom);
  const order = (run: Awaited<ReturnType<AutoWorld['auto']>>['run']): string[] =>
    run.auto!.trials.filter(({ method, cut }) => method === 'head' && cut === 'pool').map(({ source }) => source);

  test('is the last blocks, everything and normalisation alone, each once, where there are some 30 images per class', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain'] });
    const { run } = await world.auto(600);
    assert.deepEqual(
      [tuned(run), run.auto?.tuning],
      [['part_2', 'all', 'normalisation'], { why: 'enough-images', imagesPerClass: 40, far: false }],
    );
  });

  test('is no fine-tune with few images that the source model knows well, and it says so', async (t) => {
    const world = await AutoWorld.make(t, { perClass: 29, sources: ['plain'] });
    world.trial = () => ({ ...plain, right: 0.8, naive: 0.5 });
    const { run } = await world.auto(600);
    assert.deepEqual(
      [tuned(run), run.auto?.tuning, run.auto?.why],
      [[], { why: 'few-and-near', imagesPerClass: 29, far: false }, 'plain-head-not-beaten'],
    );
  });

  test('is fine-tunes with few images where a baseline does as well as the best head', async (t) => {
    const world = await AutoWorld.make(t, { perClass: 100, sources: ['plain'] });
    world.store.labels.set(world.images.slice(29, 100), null, who);
    world.trial = () => ({ ...plain, naive: 0.7 });
    const { run } = await world.auto(600);
    assert.deepEqual(
      [tuned(run), run.auto?.tuning],
      [['all', 'normalisation', 'part_2'], { why: 'hardly-beats-naive', imagesPerClass: 29, far: true }],
    );
  });

  test("asks what the baselines say once, of the plain head's trial", async (t) => {
    const world = await AutoWorld.make(t);
    await world.auto(600);
    assert.deepEqual(
      world.asked.flatMap((job) => (job.kind === 'trial' && job.asksNaive === true ? [job.tune === undefined] : [])),
      [true],
    );
  });

  test('are source models in the order of the ranking, those that it could not tell apart from its best the cheapest first', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain', 'b', 'c', 'd', 'e'] });
    const cheapest = await world.auto(600);
    assert.deepEqual([order(cheapest.run), cheapest.run.auto?.order], [['plain', 'b', 'c', 'd', 'e'], { by: 'least-work', stale: false }]);
    world.rank([
      { source: 'e', tied: true },
      { source: 'plain', tied: false },
      { source: 'd', tied: true },
      { source: 'c', tied: false },
    ]);
    const ranked = await world.auto(600);
    assert.deepEqual([order(ranked.run), ranked.run.auto?.order], [['plain', 'd', 'e', 'c', 'b'], { by: 'ranking', stale: false }]);
  });

  test('follow a ranking that labels have changed since, too, and it is said to be old', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain', 'b', 'c'] });
    world.rank([
      { source: 'c', tied: true },
      { source: 'b', tied: false },
    ]);
    world.store.labels.set([world.images[0]!], world.store.classes.list()[1]!.id, who);
    const { run } = await world.auto(600);
    assert.deepEqual([order(run), run.auto?.order], [['plain', 'c', 'b'], { by: 'ranking', stale: true }]);
  });

  test('is in time what comes first in the ranking, where there is time for one more alone', async (t) => {
    const world = await AutoWorld.make(t, { sources: ['plain', 'b', 'c'] });
    world.trial = () => ({ ...plain, seconds: 20 });
    world.rank([
      { source: 'c', tied: true },
      { source: 'b', tied: false },
    ]);
    const { run } = await world.auto(110);
    assert.deepEqual(order(run).slice(0, 2), ['plain', 'c']);
    assert.equal(run.auto?.why, 'out-of-time');
  });
});

describe('an automatic run that does not come to its end', () => {
  /** Stopped in the second fine-tune, when two heads, the comparison of cuts and a first fine-tune were done. */
  const stopped = async (t: TestContext, trial?: AutoWorld['trial']): Promise<{ world: AutoWorld; run: RunId }> => {
    const world = await AutoWorld.make(t);
    if (trial !== undefined) world.trial = trial;
    const { run, job } = await world.start(600);
    let tunings = 0;
    world.before = (asked) => {
      if (asked.kind === 'trial' && isTuned(asked) && ++tunings === 2) world.queue.stop(job);
    };
    assert.equal((await world.queue.ended(job)).state, 'stopped');
    world.before = () => undefined;
    return { world, run };
  };
  const goneOn = async (world: AutoWorld, run: RunId): Promise<RunSummary> => {
    const { job } = await world.resume(run);
    assert.equal((await world.queue.ended(job)).state, 'done');
    return world.store.runs.get(run);
  };
  const whatWas = (auto: RunSummary['auto']): unknown =>
    auto!.trials.map(({ method, source, cut, tuneFrom }) => [method, source, cut, tuneFrom]);

  test('stopped, has no model, tells what was tried, and goes on from there', async (t) => {
    const { world, run } = await stopped(t);
    const { state, auto, resumable, accuracy } = world.store.runs.get(run);
    assert.deepEqual(
      [state, resumable, accuracy, auto?.why, auto?.trials.length, auto?.trials.some(({ chosen }) => chosen)],
      ['stopped', true, null, null, 4, false],
    );
    const broken = world.broken!;
    world.asked.length = 0;
    const ended = await goneOn(world, run);
    assert.deepEqual(
      world.asked.map(({ kind }) => kind),
      ['trial', 'trial', 'train'],
      'no head, no cut and no fine-tune that had ended is tried again',
    );
    const [again] = world.asked as TrialJob[];
    assert.deepEqual(
      [again!.runFolder, again!.tune!.tuneFrom, again!.tune!.budgetSeconds, again!.tune!.resume],
      [broken.runFolder, 'all', broken.tune!.budgetSeconds, true],
      'its checkpoint fits',
    );
    assert.equal(broken.tune!.resume, false);
    const usual = await (await AutoWorld.make(t)).auto(600);
    assert.deepEqual(
      [whatWas(ended.auto), ended.auto?.why, ended.auto?.swept?.proposed, ended.auto?.tuning],
      [whatWas(usual.run.auto), usual.run.auto?.why, usual.run.auto?.swept?.proposed, usual.run.auto?.tuning],
      'as if it had not been stopped',
    );
    assert.ok(ended.auto!.usedSeconds > auto!.usedSeconds);
    assert.deepEqual(
      ['trials', 'checkpoint'].map((name) => existsSync(join(world.store.runFolder(run), name))),
      [false, false],
    );
  });

  test('gone on with after the project was moved, adopts the fine-tune that was tried before where it lies now', async (t) => {
    const { world, run } = await stopped(t, (job) => (isTuned(job) ? { ...better, seconds: 20 } : plain));
    const file = join(world.store.runFolder(run), 'checkpoint');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(JSON.stringify(world.store.folder).slice(1, -1), '/where it lay before'));
    assert.match(readFileSync(file, 'utf8'), /where it lay before/);
    world.trial = () => ({ ...plain, fails: new StudioError('out-of-memory') });
    world.asked.length = 0;
    assert.deepEqual((await goneOn(world, run)).tuneFrom, 'part_2');
    const adopted = world.asked.find((job) => job.kind === 'adopt')!;
    for (const place of [adopted.trialFolder, adopted.tuned.model.folder]) assert.ok(place.startsWith(world.store.runFolder(run)), place);
  });

  test('goes on without a source model that is gone, and from the beginning where what was kept is damaged', async (t) => {
    const gone = await stopped(t);
    rmSync(join(gone.world.models, 'other'), { recursive: true });
    const without = await goneOn(gone.world, gone.run);
    assert.ok(without.auto!.trials.every(({ source }) => source === 'plain'));
    assert.deepEqual(
      without.auto!.trials.flatMap(({ tuneFrom }) => tuneFrom ?? []),
      ['part_2', 'all', 'normalisation'],
      'the one that was under way is begun anew',
    );
    const torn = await stopped(t);
    writeFileSync(join(torn.world.store.runFolder(torn.run), 'checkpoint'), '{');
    torn.world.asked.length = 0;
    await goneOn(torn.world, torn.run);
    assert.deepEqual(torn.world.asked.map(({ kind }) => kind).slice(0, 3), ['trial', 'trial', 'sweep']);
  });

  test('does not go on on other labels', async (t) => {
    const { world, run } = await stopped(t);
    world.store.labels.set([world.images[0]!], world.store.classes.list()[1]!.id, who);
    await assert.rejects(async () => world.resume(run), { code: 'run-not-resumable' });
  });

  test('ended early, becomes the best until then', async (t) => {
    const world = await AutoWorld.make(t);
    world.trial = (job) => (sourceOf(job) === 'other' ? better : plain);
    const { run, job } = await world.start(600);
    world.before = (asked) => {
      if (asked.kind === 'sweep') world.queue.stop(job, true);
    };
    assert.equal((await world.queue.ended(job)).state, 'done');
    const { state, auto, source } = world.store.runs.get(run);
    assert.deepEqual([state, auto?.why, source.id, auto?.trials.length], ['done', 'ended-early', 'other', 2]);
  });

  test('ended early before there is a plain head, still has one', async (t) => {
    const world = await AutoWorld.make(t);
    const { run, job } = await world.start(600);
    world.before = (asked) => {
      if (asked.kind === 'trial') world.queue.stop(job, true);
    };
    assert.equal((await world.queue.ended(job)).state, 'done');
    assert.deepEqual([world.store.runs.get(run).auto?.why, world.store.runs.get(run).auto?.trials.length], ['ended-early', 1]);
  });

  test('broken off together with the program, is told as failed with what was tried, and can go on; nothing is left of it at its end', async (t) => {
    const world = await AutoWorld.make(t);
    const { promise, resolve } = Promise.withResolvers<void>();
    const { run } = await world.start(600);
    const reached = Promise.withResolvers<void>();
    world.before = (asked) => {
      if (asked.kind !== 'sweep') return undefined;
      reached.resolve();
      return promise;
    };
    await reached.promise;
    const leftover = join(world.store.runFolder(run), 'trials', '9');
    mkdirSync(leftover, { recursive: true });
    const copy = `${world.store.folder}-copy`;
    const { cpSync } = await import('node:fs');
    cpSync(world.store.folder, copy, { recursive: true, filter: (file) => !/lock/.test(file) });
    const again = ProjectStore.open(copy);
    t.after(() => again.close());
    const { state, failure, auto, resumable } = again.runs.get(run);
    assert.deepEqual([state, failure?.code, resumable, auto?.trials.length, auto?.why], ['failed', 'studio-ended', true, 2, null]);
    resolve();
    await world.auto(20);
    assert.equal(existsSync(leftover), false);
  });

  test('is refused in words without a time, without validation images and with one class', async (t) => {
    const world = await AutoWorld.make(t);
    await assert.rejects(async () => world.start(undefined), { code: 'input-invalid' });
    const few = await AutoWorld.make(t, { perClass: 2 });
    await assert.rejects(async () => few.start(60), { code: 'no-validation-images' });
    const [ash] = world.store.classes.list();
    world.store.labels.set(world.images, ash!.id, who);
    await assert.rejects(async () => world.start(60), { code: 'too-few-classes' });
    assert.deepEqual([...world.store.runs.list(), ...few.store.runs.list()], []);
  });
});
