import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { AddedSource, Output, SourceModel } from '../../../engine/contract/index.ts';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { kerasModel } from '../../support/keras-models.ts';
import { idsOf, placingUser } from '../../support/models/placing-user.ts';

const shapes = documentedShapes();
const agrees = (name: string, document: unknown): void => assert.deepEqual(differences(document, shapes.get(name)!), [], name);

describe('graft sources', () => {
  test('adds, looks into, measures, exports, removes and takes back a model, each with its documented shape', async (t) => {
    const graft = await placingUser(t);
    const added = (await graft.document(
      'sources',
      'add',
      kerasModel('sequential.keras'),
      '--title',
      'Pond life',
      '--task',
      'plankton',
      '--licence',
      'MIT',
    )) as AddedSource;
    agrees('sources add', added);
    assert.deepEqual([added.source.id, added.checks.length, await idsOf(graft)], ['pond-life', 6, ['pond-life', 'places']]);
    const inspection = (await graft.document('sources', 'inspect', 'pond-life')) as Output<'sources.inspect'>;
    agrees('sources inspect', inspection);
    assert.ok(inspection.blocks.length > 1);
    const measured = (await graft.document('sources', 'measure', 'pond-life')) as SourceModel;
    agrees('sources measure', measured);
    assert.ok(measured.speed!.imagesPerSecond > 0);
    const exported = (await graft.document('sources', 'export', 'pond-life', '--out', 'pond.zip')) as Output<'sources.export'>;
    agrees('sources export', exported);
    assert.equal(exported.file, graft.path('pond.zip'));
    const removed = await graft.document('sources', 'remove', 'pond-life');
    agrees('sources remove', removed);
    assert.deepEqual([removed, await idsOf(graft)], [{ removed: 'pond-life' }, ['places']]);
    const again = (await graft.document('sources', 'add', 'pond.zip')) as AddedSource;
    assert.deepEqual([again.source.hash, again.source.task, again.source.speed], [added.source.hash, 'plankton', measured.speed]);
    const offers = await graft.document('sources', 'offers');
    agrees('sources offers', offers);
    // What cannot be fetched in a test has the shape of what is added.
    assert.deepEqual(shapes.get('sources download'), shapes.get('sources add'));
  });

  test('refuses what cannot be, with words', async (t) => {
    const graft = await placingUser(t);
    const codeOf = async (...words: string[]): Promise<string> => (await graft.failure('sources', ...words)).code;
    const refusals = [
      [['fold'], 'input-invalid'],
      [['add'], 'input-invalid'],
      [['add', '--project', 'absent', '--run', '1'], 'project-not-found'],
      [['add', '--project', 'absent'], 'input-invalid'],
      [['add', 'absent.keras'], 'source-file-unreadable'],
      [['add', kerasModel('lambda.keras')], 'source-unsupported'],
      [['add', kerasModel('keras2.h5'), '--scaling', 'twofold'], 'input-invalid'],
      [['remove', 'places'], 'source-not-removable'],
      [['remove', 'absent'], 'source-not-found'],
      [['export', 'places'], 'input-invalid'],
      [['download', 'absent'], 'offer-not-found'],
    ] as const;
    for (const [words, code] of refusals) assert.equal(await codeOf(...words), code, words.join(' '));
    assert.match((await graft.failure('sources', 'fold')).message, /add, remove, inspect, export, offers, download, measure/);
    assert.equal(existsSync(graft.path('home', 'models', 'lambda')), false);
  });

  test('killed in the middle of adding leaves nothing that is listed; the next adding cleans up', async (t) => {
    const graft = await placingUser(t);
    const drafts = graft.path('home', 'models', '.drafts');
    const child = graft.start(['sources', 'add', kerasModel('sequential.keras')]);
    while (!(existsSync(drafts) && readdirSync(drafts).length > 0) && child.exitCode === null) await wait(2);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const [left] = readdirSync(drafts);
    assert.deepEqual([await idsOf(graft), ((await graft.document('sources')) as Output<'sources.list'>).unusable], [['places'], []]);
    await graft.document('sources', 'add', kerasModel('sequential.keras'));
    assert.equal(existsSync(join(drafts, left!)), false);
    assert.deepEqual(readdirSync(graft.path('home', 'models')), ['sequential']);
  });

  test('refuses a library folder that is a file', async (t) => {
    const graft = await placingUser(t);
    mkdirSync(graft.path('home'), { recursive: true });
    writeFileSync(graft.path('home', 'models'), 'not a folder');
    assert.equal((await graft.failure('sources', 'add', kerasModel('sequential.keras'))).code, 'folder-not-found');
  });
});
