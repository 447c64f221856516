import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { writeScene } from '../../support/pictures.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';

const manual = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'CLI.md'), 'utf8');

interface Printed {
  number: number;
  images: number;
  ranking: { source: string; probabilityBest: number }[];
  baselines: { name: string }[];
  advice: { code: string };
  skipped: { source: string }[];
  trial: { tried: { source: string }[]; right: boolean } | null;
}

describe('sources rank', () => {
  let graft: GraftCommand;
  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'graft-rank-'));
    graft = new GraftCommand(folder, { GRAFT_MODELS: join(folder, 'models') });
    for (const [id, size] of [
      ['one', 16],
      ['other', 24],
      ['torn', 16],
    ] as const)
      await writeTinySource(graft.path('models', id), { id, size });
    writeFileSync(graft.path('models', 'torn', 'weights.bin'), 'short');
    for (let seed = 0; seed < 36; seed++)
      await writeScene(graft.path('images', ['ash', 'elm', 'oak'][seed % 3] ?? '', `${seed}.jpg`), seed);
    await graft.document('new', 'trees');
    await graft.document('import', 'trees', 'images');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('prints what the manual says, with the baselines, what was skipped and the trial', async () => {
    const document = (await graft.document('sources', 'rank', 'trees', '--try', '2')) as Printed;
    const shape = documentedShapes(`- \`rank\`: \`${/`sources rank`: `(\{.*?\})`/.exec(manual)?.[1] ?? ''}\``).get('rank');
    assert.ok(shape);
    assert.deepEqual(differences(document, shape), []);
    assert.deepEqual(
      document.baselines.map(({ name }) => name),
      ['random-start', 'colour-and-texture', 'majority-class'],
    );
    assert.deepEqual(
      document.skipped.map(({ source }) => source),
      ['torn'],
    );
    assert.deepEqual(document.ranking.map(({ source }) => source).sort(), ['one', 'other', 'starter']);
    assert.ok(Math.abs(document.ranking.reduce((sum, { probabilityBest }) => sum + probabilityBest, 0) - 1) < 1e-9);
    assert.equal(document.trial?.tried.length, 2);
    const { report, equal, figures } = (await graft.document('report', 'trees', '--recompute')) as {
      report: null;
      equal: boolean;
      figures: number;
    };
    assert.deepEqual([report, equal], [null, true]);
    assert.ok(figures > 100);
  });

  test('says in words which is likely best, and what could not be ranked', async () => {
    const { stdout, exitCode } = await graft.call('sources', 'rank', 'trees', '--sources', 'one,other');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Ranked on \d+ images of 3 classes, 200 resamplings, .*\. Test images were not used\.\n/);
    assert.match(stdout, /% best {2}Tiny (one|other) \[(one|other)\]/);
    assert.match(stdout, /baseline {2}Always the largest class: ridge /);
    assert.match(stdout, /skipped {2}torn: The weights of the source model at .* are damaged/);
  });

  test('refuses what is not there or not understood', async () => {
    const refused = async (...words: string[]): Promise<string> => (await graft.failure('sources', 'rank', ...words)).code;
    assert.equal(await refused('trees', '--sources', 'nobody'), 'source-not-found');
    assert.equal(await refused('trees', '--sources', 'torn'), 'source-weights-damaged');
    assert.equal(await refused('trees', '--try', 'two'), 'input-invalid');
    assert.equal(await refused(), 'input-invalid');
  });
});
