import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ProjectId } from '../../../engine/domain/ids.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { finishReport } from '../../../engine/work/reports/report-summary.ts';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { keptReport } from '../../support/screens/kept-report.ts';
import { temporaryFolder } from '../../support/project.ts';
import { helpfulSource, simulatedReport } from '../../support/models/simulated-report.ts';

const projectId = '00000000-0000-4000-8000-00000000000a' as ProjectId;

/** A project on disk, with a report unless told otherwise, and the command in its folder. */
async function projectWith(t: TestContext, fill: (store: ProjectStore) => Promise<unknown>, name = 'leaves'): Promise<GraftCommand> {
  const folder = temporaryFolder(t);
  const store = ProjectStore.create(join(folder, 'leaves.graft'), { name, id: projectId, at: 1 });
  await fill(store);
  store.close();
  return new GraftCommand(folder);
}

const withReport = (store: ProjectStore): Promise<unknown> =>
  finishReport(store, keptReport(store, simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 10, trainPerClass: 5 })), 61);

test('report prints the report as documented, computes it again and writes it', async (t) => {
  const graft = await projectWith(t, withReport);
  const summary = (await graft.document('report', 'leaves')) as {
    report: number;
    verdict: { overall: { answer: string; sentence: string } };
  };
  const shape = documentedShapes().get('report');
  assert.ok(shape);
  assert.deepEqual(differences(summary, shape), []);
  assert.equal(summary.verdict.overall.answer, 'helps');
  const again = (await graft.document('report', 'leaves', '--recompute')) as { figures: number };
  assert.deepEqual(again, { report: summary.report, figures: again.figures, equal: true, differences: [] });
  assert.ok(again.figures > 100);
  assert.deepEqual(await graft.document('report', 'leaves', '--format', 'pdf', '--out', 'leaves.pdf'), {
    report: summary.report,
    file: graft.path('leaves.pdf'),
  });
  assert.match(readFileSync(graft.path('leaves.pdf'), 'latin1'), /^%PDF-1\.7/);
});

test('report says which letters of a name the document could not draw, and says nothing where it has all', async (t) => {
  const graft = await projectWith(t, withReport, 'жук 甲虫');
  const said = await graft.call('report', 'leaves', '--format', 'pdf', '--out', 'leaves.pdf');
  assert.match(
    said.stdout,
    /leaves\.pdf\nThe fonts of this document lack 2 characters used in it: Chinese characters \(U\+7532 and U\+866B\)\./,
  );
  assert.doesNotMatch((await graft.call('report', 'leaves', '--format', 'html', '--out', 'leaves.html')).stdout, /fonts/);
});

test('report says the verdict in words, and which figures differ', async (t) => {
  const graft = await projectWith(t, async (store) => {
    await withReport(store);
    const [point] = store.reports.points(1);
    assert.ok(point);
    store.reports.addPoint(1, { ...point, seconds: 100 });
  });
  const said = await graft.call('report', 'leaves');
  assert.match(said.stdout, /Overall: helps\. Transfer from MobileNetV2/);
  const again = await graft.call('report', 'leaves', '--recompute');
  assert.match(
    again.stdout,
    /^Report 1: 1 of [\d,]+ figures differ from the stored predictions:\n {2}report 1\.arms\.colour-texture\.points\.1\.seconds: stored 1\.5, recomputed /,
  );
});

test('report refuses what it cannot do in words', async (t) => {
  const graft = await projectWith(t, () => Promise.resolve());
  assert.equal((await graft.failure('report', 'leaves')).code, 'report-not-found');
  assert.equal((await graft.failure('report', 'leaves', '--recompute')).code, 'report-not-found');
  assert.equal((await graft.failure('report', 'leaves', '--report', '7')).code, 'report-not-found');
  assert.equal((await graft.failure('report', 'leaves', '--format', 'pdf')).code, 'input-invalid');
  assert.equal((await graft.failure('report', 'leaves', '--report', 'x')).code, 'input-invalid');
});

test('report writes nothing in a format that it does not know', async (t) => {
  const graft = await projectWith(t, withReport);
  assert.equal((await graft.failure('report', 'leaves', '--format', 'docx', '--out', 'a.docx')).code, 'input-invalid');
  assert.equal(existsSync(graft.path('a.docx')), false);
});
