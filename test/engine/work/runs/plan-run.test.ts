import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualVariation } from '../../../../engine/domain/models/usual-variation.ts';
import { who } from '../../../support/project.ts';
import { TestStudio } from '../../../support/test-studio.ts';

test('without a first block the plan is that of the block which the training chooses by the number of labels', async (t) => {
  const studio = new TestStudio();
  t.after(() => studio.end());
  for (const [images, block] of [
    [12, 'block_6'],
    [60, 'block_5'],
  ] as const) {
    const project = await studio.addProject(`With ${images}`, (filler) => {
      for (const name of ['Betula', 'Quercus']) filler.addImages(name, images, images);
    });
    studio.open(project);
    const choice = { project: project.id, method: 'fine-tune' as const, variation: usualVariation };
    const plan = await studio.ask('runs.plan', choice);
    assert.equal(plan.tuneFrom, block);
    assert.deepEqual(plan, await studio.ask('runs.plan', { ...choice, tuneFrom: block }));
  }
  const empty = await studio.addProject('Without labels');
  studio.open(empty);
  assert.equal(
    (await studio.ask('runs.plan', { project: empty.id, method: 'head', variation: usualVariation })).time,
    null,
    'nothing can be said of how long it takes',
  );
  assert.equal(
    (await studio.ask('runs.plan', { project: empty.id, method: 'fine-tune', variation: usualVariation })).tuneFrom,
    'block_6',
    'then the last one stands for it',
  );
});

test('the plan names the classes that cannot be both trained and tested on, so that "Ready to train" is not said of them', async (t) => {
  const studio = new TestStudio();
  t.after(() => studio.end());
  const planned = async (name: string, plants: number): Promise<[string[], number]> => {
    const project = await studio.addProject(name, (filler) => {
      for (const folder of ['Betula', 'Quercus, old']) filler.addImages(folder, 12, 12);
      const oaks = filler.store.images.labelled().slice(12);
      oaks.forEach(({ id }, at) => filler.store.labels.group([id], `plant ${at % plants}`, who));
    });
    studio.open(project);
    const plan = await studio.ask('runs.plan', { project: project.id, method: 'head', variation: usualVariation });
    return [plan.tooSmall, plan.trainImages + plan.validationImages + plan.testImages];
  };
  assert.deepEqual(await planned('Twelve plants', 12), [[], 24]);
  assert.deepEqual(await planned('One plant', 1), [['Quercus, old'], 0]);
});
