import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { addImages, projectId, record, temporaryFolder, who } from '../../support/project.ts';

test('graft restore lists the backups of a project that is refused, and takes it back to one of them and forth again', async (t) => {
  const graft = new GraftCommand(temporaryFolder(t));
  const store = ProjectStore.create(graft.path('moths.graft'), { name: 'moths', id: projectId, at: 1 });
  addImages(store, 3);
  await store.backup(Date.UTC(2026, 0, 1));
  store.images.addBatch([record('/pictures/another.jpg')], who);
  store.close();
  const database = graft.path('moths.graft', 'project.db');
  const backups = async () =>
    (await graft.document('restore', 'moths')) as {
      present: unknown;
      backups: { file: string; kind: string; sound: boolean; images: number | null }[];
    };
  const backup = 'project-2026-01-01T00-00-00-000Z.db';
  const expected = { file: backup, at: Date.UTC(2026, 0, 1), kind: 'backup', sound: true, images: 3, labelled: 0 };
  assert.deepEqual(await backups(), { present: { sound: true, images: 4, labelled: 0, behind: false }, backups: [expected] });
  assert.equal(((await graft.document('restore', 'moths', backup)) as { images: number }).images, 3);
  const [replaced] = (await backups()).backups;
  assert.deepEqual([replaced?.kind, replaced?.images], ['replaced', 4]);
  assert.equal(((await graft.document('restore', 'moths', replaced?.file ?? '')) as { images: number }).images, 4);

  writeFileSync(database, 'damaged '.repeat(999));
  const refused = await graft.call('status', 'moths');
  assert.deepEqual([refused.exitCode, /database is damaged[^]*graft restore/.test(refused.stderr)], [1, true], refused.stderr);
  const listed = await graft.call('restore', 'moths');
  assert.match(
    listed.stdout,
    /Current state: the database cannot be opened\.[^]*project-2026-01-01T00-00-00-000Z\.db {2}.*3 images, 0 labelled/,
  );
  await graft.document('restore', 'moths', backup);
  assert.equal(((await graft.document('status', 'moths')) as { images: number }).images, 3);
  const none = await graft.call('restore', 'moths', 'none.db');
  assert.match(none.stderr, /There is no backup named "none\.db"/);
});
