import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { writeScene } from '../../support/pictures.ts';

test('train and evaluate with small classes as one; what does not fit is refused before anything is trained', async (t) => {
  const graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-command-')));
  t.after(() => rmSync(graft.folder, { recursive: true, force: true }));
  for (const [name, images, from] of [
    ['ash', 12, 0],
    ['elm', 12, 20],
    ['fern', 2, 40],
    ['moss', 1, 50],
  ] as const)
    for (let at = 0; at < images; at++) await writeScene(graft.path('images', name, `${at}.jpg`), from + at);
  await graft.document('new', 'Wood');
  await graft.document('import', 'Wood', 'images');
  assert.equal((await graft.failure('train', 'Wood')).code, 'class-too-small');
  assert.equal((await graft.failure('train', 'Wood', '--other-below', '5', '--other-name', 'Ash')).code, 'other-name-taken');
  assert.equal((await graft.failure('train', 'Wood', '--other-classes', 'moss')).code, 'other-too-small');
  assert.equal((await graft.failure('train', 'Wood', '--other-below', '1')).code, 'other-without-classes');
  for (const wrong of [
    ['--other-name', 'Rest'],
    ['--other-classes', 'heather'],
    ['--other-below', '5', '--other-name', 'Rest', '--other-into', 'fern'],
    ['--other-below', '5', '--resume', '1'],
  ])
    assert.equal((await graft.failure('train', 'Wood', ...wrong)).code, 'input-invalid', wrong.join(' '));
  const said = await graft.call('train', 'Wood', '--other-below', '5', '--other-name', 'Rest');
  assert.equal(said.exitCode, 0, said.stderr);
  assert.match(said.stdout + said.stderr, /fern and moss will be trained as "Rest"/);
  const { runs } = (await graft.document('runs', 'Wood')) as { runs: { other: { name: string; classes: { name: string }[] } }[] };
  assert.deepEqual(
    runs.map(({ other }) => [other.name, other.classes.map(({ name }) => name)]),
    [['Rest', ['fern', 'moss']]],
  );
  assert.match((await graft.call('evaluate', 'Wood')).stdout, /The images of fern and moss were trained as one class, "Rest"/);
  const { classes } = (await graft.document('status', 'Wood')) as { classes: { name: string }[] };
  assert.deepEqual(
    classes.map(({ name }) => name),
    ['ash', 'elm', 'fern', 'moss'],
  );
});
