import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { starterSource } from '../../../../engine/domain/models/source-ids.ts';
import { earlierProject, earlierProjects } from '../../../support/earlier-projects.ts';
import { temporaryFolder } from '../../../support/project.ts';
import { ServedStudio } from '../../../support/served-studio.ts';
import { wellEnded } from '../../../support/benches/transfer-set.ts';

test('projects of earlier versions are opened, labelled, trained on and undone by the program of today', async (t) => {
  const folder = temporaryFolder(t);
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  mkdirSync(join(folder, 'projects'), { recursive: true });
  for (const called of earlierProjects) {
    const opened = await studio.ask('projects.open', { path: earlierProject(called, join(folder, 'projects')) });
    const project = opened.id;
    const classes = opened.classes.filter(({ images }) => images > 2);
    assert.ok(classes.length >= 2, `${called} has classes to train on`);
    const { ids } = await studio.ask('images.ids', { project, filter: { class: classes[0]!.id } });
    const labelled = await studio.ask('labels.set', { project, images: [ids[0]!], class: classes[1]!.id });
    assert.equal(labelled.dataVersion, opened.dataVersion + 1);
    const runs = await studio.ask('runs.list', { project });
    assert.ok(
      runs.runs.every(({ stale }) => stale),
      `${called}: a label makes stale what was trained before`,
    );
    const { run, job } = await studio.ask('runs.start', { project, source: starterSource });
    wellEnded(await studio.ended(job));
    const trained = (await studio.ask('runs.list', { project })).runs.find((one) => one.run === run)!;
    assert.deepEqual([trained.state, trained.stale], ['done', false]);
    const { changed, undo } = await studio.ask('labels.undo', { project });
    assert.deepEqual([changed, undo], [1, opened.undo]);
    assert.ok(
      (await studio.ask('runs.list', { project })).runs.find((one) => one.run === run)!.stale,
      'an undo makes stale as a label does',
    );
    await studio.ask('projects.close', { project });
  }
});

test('a transfer report and a ranking of an earlier version are read as they were', async (t) => {
  const folder = temporaryFolder(t);
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  mkdirSync(join(folder, 'projects'), { recursive: true });
  const { id: project } = await studio.ask('projects.open', { path: earlierProject('form-4 reported', join(folder, 'projects')) });
  const [report] = (await studio.ask('reports.list', { project })).reports;
  const { stale, verdict } = await studio.ask('reports.get', { project, report: report!.report });
  assert.equal(stale, false);
  assert.ok(verdict);
  const { ranking } = await studio.ask('rankings.latest', { project });
  assert.equal(ranking?.stale, false);
});
