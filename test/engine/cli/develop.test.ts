import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { AddedSource, Evaluation, TrainReport } from '../../../engine/contract/index.ts';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { writePlacedPictures } from '../../support/models/placed-pictures.ts';
import { idsOf, placingUser } from '../../support/models/placing-user.ts';

describe('graft develop', () => {
  test('makes a source model of a project that beats its baselines, which another project then uses', async (t) => {
    const graft = await placingUser(t);
    await writePlacedPictures(graft.path('images'), 120);
    for (const project of ['places', 'others']) {
      await graft.document('new', project);
      await graft.document('import', project, 'images');
    }
    const developed = (await graft.document(
      'develop',
      'places',
      '--method',
      'scratch',
      '--orientation',
      'matters',
      '--title',
      'Where things are',
      '--task',
      'left and right',
    )) as { trained: TrainReport; evaluation: Evaluation; added: AddedSource };
    assert.deepEqual(differences(developed, documentedShapes().get('develop')!), []);
    const {
      trained,
      evaluation,
      added: { source },
    } = developed;
    assert.deepEqual(
      [trained.method, trained.tuneFrom, source.id, source.origin, source.verified],
      ['scratch', 'all', 'where-things-are', 'own', true],
    );
    const best = Math.max(...evaluation.baselines.map(({ accuracy }) => accuracy.value));
    assert.deepEqual(source.lineage, {
      project: 'places',
      run: trained.run,
      method: 'scratch',
      images: trained.trainImages,
      classes: 2,
      from: null,
      accuracy: evaluation.test.accuracy.value,
      baseline: best,
    });
    assert.ok(evaluation.test.accuracy.low > best);
    assert.deepEqual((await idsOf(graft)).toSorted(), ['places', 'where-things-are']);

    const head = (await graft.document('train', 'others', '--source', 'where-things-are')) as TrainReport;
    assert.deepEqual([head.method, head.source], ['head', 'where-things-are']);
    const scored = (await graft.document('evaluate', 'others')) as Evaluation;
    assert.ok(scored.test.accuracy.value > 0.8);
    assert.equal((await graft.failure('develop', 'others', '--run', String(head.run))).code, 'input-invalid');
    assert.equal((await graft.failure('develop', 'places', '--run', String(trained.run))).code, 'source-exists');
  });

  test('takes nothing into the library that does not beat its baselines, and keeps the run', async (t) => {
    const graft = await placingUser(t);
    await writePlacedPictures(graft.path('images'), 80, true);
    await graft.document('new', 'chance');
    await graft.document('import', 'chance', 'images');
    assert.equal((await graft.failure('develop', 'chance', '--method', 'head')).code, 'input-invalid');
    const { code, message } = await graft.failure('develop', 'chance', '--method', 'scratch', '--budget', '60s');
    assert.equal(code, 'source-not-better', message);
    assert.deepEqual(await idsOf(graft), ['places']);
    assert.equal(existsSync(graft.path('home', 'models')), false);
    const { runs } = (await graft.document('runs', 'chance')) as { runs: { run: number; state: string }[] };
    assert.deepEqual(
      runs.map(({ run, state }) => [run, state]),
      [[1, 'done']],
    );
    assert.equal((await graft.failure('develop', 'chance', '--run', '1')).code, 'source-not-better');
    assert.ok(readFileSync(graft.path('chance.graft', 'runs', '1', 'head.json')).length > 0);
  });
});
