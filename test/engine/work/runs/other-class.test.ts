import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { requests, type CheckedInput, type RunSummary } from '../../../../engine/contract/index.ts';
import type { ClassId, ImageId, RunId } from '../../../../engine/domain/ids.ts';
import type { OtherChoice } from '../../../../engine/domain/labels/other-class.ts';
import { usualChoices } from '../../../../engine/domain/models/usual-choices.ts';
import { usualVariation } from '../../../../engine/domain/models/usual-variation.ts';
import type { TestProject } from '../../../support/screens/test-project.ts';
import { TestStudio, type Fill } from '../../../support/test-studio.ts';

const [birch, oak, fern, moss] = [1, 2, 3, 4] as ClassId[] as [ClassId, ClassId, ClassId, ClassId];
const ferns: OtherChoice = { name: 'Other', into: null, classes: [fern, moss] };
/** Birch 20, Oak 20, Fern 5, Moss 1: as labelled, Moss cannot be trained. */
const fill: Fill = (filler) => {
  for (const [name, images] of [
    ['Birch', 20],
    ['Oak', 20],
    ['Fern', 5],
    ['Moss', 1],
  ] as const)
    filler.addImages(name, images, images);
};

class World {
  readonly studio = new TestStudio();
  project!: TestProject;

  static async make(t: TestContext, before: Fill = fill): Promise<World> {
    const world = new World();
    t.after(() => world.studio.end());
    world.project = await world.studio.addProject('Wood', before);
    world.studio.open(world.project);
    return world;
  }

  async train(facts: Partial<CheckedInput<'runs.start'>> = {}): Promise<RunId> {
    const { run, job } = await this.studio.ask('runs.start', {
      project: this.project.id,
      method: 'head',
      seed: 1,
      variation: usualVariation,
      ...facts,
    });
    await this.studio.done({ job });
    return run;
  }

  async run(run: RunId): Promise<RunSummary> {
    const { runs } = await this.studio.ask('runs.list', { project: this.project.id });
    return requests['runs.list'].output.parse({ runs }).runs.find((one) => one.run === run)!;
  }

  label(image: ImageId, to: ClassId | null): Promise<unknown> {
    return this.studio.ask('labels.set', { project: this.project.id, images: [image], class: to, how: 'by-hand' });
  }

  labelled(as: ClassId): ImageId[] {
    return this.project.images.filter((image) => image.class === as).map(({ id }) => id);
  }

  /** Changes the database while the studio has it closed. */
  async change(sql: string): Promise<void> {
    await this.studio.close(this.project);
    const database = new Database(join(this.project.path, 'project.db'));
    database.exec(sql);
    database.close();
    this.studio.open(this.project);
  }
}

/** Images given to the learner with a class that the job does not know: labels that were not mapped. */
const strayClasses = (jobs: TestStudio['learner']['asked']): string[] =>
  jobs.flatMap((job) =>
    'images' in job && 'classes' in job && job.kind !== 'export'
      ? job.images.flatMap((image) =>
          'class' in image && !job.classes.some((one) => (typeof one === 'number' ? one : one.id) === image.class)
            ? [`${job.kind}: image ${'id' in image ? image.id : image.image} of class ${image.class}`]
            : [],
        )
      : [],
  );

test('classes that cannot be trained alone are trained as one; their labels stay, and no label can be the class of the run', async (t) => {
  const world = await World.make(t);
  const { id: project } = world.project;
  await assert.rejects(world.train(), { code: 'class-too-small' });
  const plan = await world.studio.ask('runs.plan', { project, method: 'head', variation: usualVariation, other: ferns });
  assert.deepEqual([plan.tooSmall, plan.trainImages + plan.validationImages + plan.testImages], [[], 46]);
  const before = world.project.images.map((image) => image.class);
  const run = await world.run(await world.train({ other: ferns }));
  assert.deepEqual(run.classes, ['Birch', 'Oak', 'Other']);
  assert.deepEqual(run.other && [run.other.name, run.other.isOwn, run.other.classes.map(({ name }) => name)], [
    'Other',
    false,
    ['Fern', 'Moss'],
  ]);
  assert.equal(run.classIds.at(-1), run.other?.classId);
  assert.deepEqual(
    world.project.images.map((image) => image.class),
    before,
  );
  assert.deepEqual(
    world.project.classSummaries().map(({ name }) => name),
    ['Birch', 'Oak', 'Fern', 'Moss'],
  );
  const evaluation = await world.studio.ask('runs.evaluation', { project, run: run.run });
  assert.deepEqual(evaluation.other, run.other);
  assert.deepEqual(
    evaluation.test.perClass.map((one) => one.class),
    ['Birch', 'Oak', 'Other'],
  );
  assert.ok(evaluation.test.perClass.at(-1)!.images > 0);
  const asOther = await world.studio.ask('images.page', {
    project,
    filter: { outcome: { run: run.run, actual: run.other!.classId } },
    order: 'doubt',
    offset: 0,
    limit: 100,
  });
  assert.equal(asOther.total, evaluation.test.perClass.at(-1)!.images);
  assert.ok(asOther.images.every((image) => image.class === fern || image.class === moss));
  await assert.rejects(world.label(world.labelled(fern)[0]!, run.other!.classId), { code: 'class-not-found' });
  const again = await world.studio.ask('reports.recompute', { project });
  assert.deepEqual([again.equal, again.figures > 0], [true, true]);
});

test('every method gives the learner mapped labels only', async (t) => {
  const world = await World.make(t);
  const { id: project } = world.project;
  await world.train({ other: ferns });
  await world.train({ other: ferns, method: 'fine-tune' });
  await world.train({ other: ferns, method: 'auto', budgetSeconds: 600 });
  await world.studio.done(await world.studio.ask('runs.sweep', { project, seed: 1, other: ferns }));
  const { asked } = world.studio.learner;
  const kinds = new Set(asked.map(({ kind }) => kind));
  for (const kind of ['train', 'trial', 'sweep'] as const) assert.ok(kinds.has(kind), kind);
  assert.deepEqual(strayClasses(asked), []);
  // The planted fault: one image whose label was forgotten.
  const job = asked.find((one) => one.kind === 'train')!;
  const [first, ...others] = job.images;
  assert.deepEqual(strayClasses([{ ...job, images: [{ ...first!, class: moss }, ...others] }]), [
    `train: image ${first!.id} of class ${moss}`,
  ]);
});

test('a label that goes from one of these classes to another leaves the run as it is; any other change makes it stale', async (t) => {
  const world = await World.make(t);
  const { id: project } = world.project;
  const run = await world.train({ other: ferns });
  const isStale = async (): Promise<boolean> => (await world.run(run)).stale;
  const [first, second] = world.labelled(fern) as [ImageId, ImageId];
  await world.label(first, moss);
  assert.equal(await isStale(), false);
  await world.studio.ask('labels.undo', { project });
  assert.equal(await isStale(), false);
  await world.label(second, moss);
  // The planted fault: a run without its mapping is stale after the same changes.
  await world.change("UPDATE runs SET settings = json_remove(settings, '$.other')");
  assert.equal(await isStale(), true);
});

test('a label that leaves or joins these classes makes the run stale, also that of a new class', async (t) => {
  for (const [from, to] of [
    [fern, birch],
    [birch, fern],
    [fern, null],
  ] as const) {
    const world = await World.make(t);
    const run = await world.train({ other: ferns });
    await world.label(world.labelled(from)[0]!, to);
    assert.equal((await world.run(run)).stale, true, `${from} → ${to}`);
  }
  const world = await World.make(t);
  const run = await world.train({ other: ferns });
  const { id } = (await world.studio.ask('classes.add', { project: world.project.id, name: 'Lichen' })).class;
  assert.equal((await world.run(run)).stale, false, 'a class without images changes nothing');
  await world.label(world.labelled(fern)[0]!, id);
  assert.equal((await world.run(run)).stale, true);
});

test('a stopped run resumes with its mapping after a label went from one of these classes to another, and not after another change', async (t) => {
  const stopped = { failure: { code: 'stopped' as const, facts: {} }, resumable: true, method: 'fine-tune' as const, other: ferns };
  const runs: RunId[] = [];
  const world = await World.make(t, async (filler) => {
    await fill(filler);
    runs.push(filler.runs.add(stopped), filler.runs.add(stopped));
  });
  const [first, second] = runs as [RunId, RunId];
  const { id: project } = world.project;
  await world.label(world.labelled(fern)[0]!, moss);
  await world.studio.done(await world.studio.ask('runs.resume', { project, run: first }));
  const resumed = await world.run(first);
  assert.deepEqual([resumed.state, resumed.classes], ['done', ['Birch', 'Oak', 'Other']]);
  assert.deepEqual(strayClasses(world.studio.learner.asked), []);
  await world.label(world.labelled(oak)[0]!, moss);
  await assert.rejects(world.studio.ask('runs.resume', { project, run: second }), { code: 'run-not-resumable' });
});

test('runs on the same classes as one share a ladder; runs on others are compared on the images that both have under one class', async (t) => {
  const world = await World.make(t, (filler) => {
    for (const name of ['Birch', 'Oak', 'Fern', 'Moss']) filler.addImages(name, 20, 20);
  });
  const { id: project } = world.project;
  const apart = await world.train();
  const [one, same] = [await world.train({ other: ferns }), await world.train({ other: { ...ferns, classes: [moss, fern] } })];
  const fewer = await world.train({ other: { ...ferns, classes: [fern, oak] } });
  assert.equal((await world.run(one)).other?.classId, (await world.run(same)).other?.classId);
  assert.notEqual((await world.run(one)).other?.classId, (await world.run(fewer)).other?.classId);
  const of = async (a: RunId, b: RunId): Promise<number> => (await world.studio.ask('runs.compare', { project, a, b })).images;
  // Four test images of each class.
  assert.deepEqual([await of(one, same), await of(apart, one), await of(one, fewer)], [16, 8, 4]);
  const ladder = await world.studio.ask('runs.ladder', { project });
  assert.deepEqual([ladder.rungs.filter(({ run }) => run !== null).map(({ run }) => run), ladder.leftOut], [[fewer], 3]);
});

test('a class of the project can be the target: its own images count with the others', async (t) => {
  const world = await World.make(t);
  const run = await world.run(await world.train({ other: { name: 'unused', into: fern, classes: [moss] } }));
  assert.deepEqual(run.classes, ['Birch', 'Oak', 'Fern']);
  assert.deepEqual([run.other?.classId, run.other?.isOwn, run.trainImages + run.validationImages + run.testImages], [fern, true, 46]);
  await world.label(world.labelled(moss)[0]!, fern);
  assert.equal((await world.run(run.run)).stale, false);
});

test('what cannot be trained as one is refused in words, and nothing is written', async (t) => {
  const world = await World.make(t);
  const written = (): unknown => readFileSync(join(world.project.path, 'project.db'));
  await world.studio.close(world.project);
  const before = written();
  world.studio.open(world.project);
  for (const [other, code] of [
    [{ ...ferns, name: ' birch ' }, 'other-name-taken'],
    [{ ...ferns, name: ' ' }, 'class-name-empty'],
    [{ ...ferns, classes: [99 as ClassId] }, 'class-not-found'],
    [{ ...ferns, into: moss, classes: [moss] }, 'other-without-classes'],
    [{ ...ferns, classes: [moss] }, 'other-too-small'],
    [{ ...ferns, classes: [birch, oak, fern, moss] }, 'too-few-classes'],
  ] as const)
    await assert.rejects(world.train({ other }), { code }, code);
  assert.deepEqual((await world.studio.ask('runs.list', { project: world.project.id })).runs, []);
  await world.studio.close(world.project);
  assert.deepEqual(written(), before);
  world.studio.open(world.project);
});

test('a new test set is drawn for the classes that the next training treats as one', async (t) => {
  const world = await World.make(t);
  const { id: project } = world.project;
  await assert.rejects(async () => world.studio.ask('testSet.draw', { project, from: 'random' }), { code: 'class-too-small' });
  await world.studio.ask('projects.choose', { project, choices: { ...usualChoices, other: { ...ferns } } });
  const { images } = await world.studio.ask('testSet.draw', { project, from: 'random' });
  assert.ok(images > 0);
});

test('the export of a model says what its class stands for', async (t) => {
  const world = await World.make(t);
  const run = await world.train({ other: ferns });
  const job = await world.studio.ask('exports.start', {
    project: world.project.id,
    run,
    format: 'saved-model',
    out: join(world.studio.folders.start, 'model'),
  });
  await world.studio.done(job);
  const exported = world.studio.learner.asked.findLast((one) => one.kind === 'export')!;
  assert.deepEqual(exported.card.trainedAsOne, { class: 'Other', classes: ['Fern', 'Moss'] });
  assert.deepEqual(
    exported.classes.map(({ name }) => name),
    ['Birch', 'Oak', 'Other'],
  );
});

test('runs of earlier versions and choices of earlier versions have no such class', async (t) => {
  const world = await World.make(t, (filler) => {
    for (const name of ['Birch', 'Oak']) filler.addImages(name, 20, 20);
  });
  const run = await world.train();
  await world.change(
    `UPDATE runs SET settings = json_remove(settings, '$.other'); UPDATE project SET training_choices = '${JSON.stringify({
      ...usualChoices,
      other: undefined,
      seed: 7,
    })}'`,
  );
  assert.equal((await world.run(run)).other, null);
  const { choices } = world.project.summary();
  assert.deepEqual([choices?.seed, choices?.other], [7, null]);
});
