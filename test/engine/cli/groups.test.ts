import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeScene } from '../../support/pictures.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';

interface Document {
  readonly paths: readonly string[];
  readonly now: { readonly groups: number; readonly images: number };
  readonly preview: { readonly groups: number; readonly examples: readonly { readonly group: string }[] } | null;
}

describe('graft groups', () => {
  let graft: GraftCommand;
  const document = async (...words: string[]): Promise<Document> => (await graft.document('groups', 'leaves', ...words)) as Document;
  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-groups-')));
    for (let leaf = 1; leaf <= 3; leaf++)
      for (let view = 1; view <= 2; view++) await writeScene(graft.path('elm', `leaf${leaf}_${view}.jpg`), 10 * leaf + view);
    await graft.document('new', 'leaves');
    await graft.document('import', 'leaves', 'elm', '--labels', 'none');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('numbers the parts of a path, previews and sets groups by them, and removes them', async () => {
    const { stdout } = await graft.call('groups', 'leaves');
    assert.match(stdout, /^The images are in no groups\.\nParts of an example path: 1 .*, 3 elm, 4 leaf, 5 1, 6 1\n$/);
    const { preview } = await document('parts', '4,5', '--preview');
    assert.deepEqual([preview!.groups, preview!.examples.map(({ group }) => group)], [3, ['leaf 1', 'leaf 2', 'leaf 3']]);
    assert.equal((await document()).now.groups, 0, 'a preview changes nothing');
    assert.deepEqual((await document('parts', '4,5')).now, { groups: 3, images: 6, alone: 0, largest: 2, mixed: 0, single: 0 });
    assert.match((await graft.call('groups', 'leaves', 'none')).stdout, /^Groups of 6 images changed\.\nThe images are in no groups\.\n$/);
  });

  test('proposes groups on request, with features that it computes first, and says when none hold together', async () => {
    const { stdout } = await graft.call('groups', 'leaves', '--propose');
    assert.match(stdout, /Names and capture times suggest no groups\.\n$/);
    const { proposed } = (await graft.document('groups', 'leaves', '--propose')) as { proposed: { missing: number; tried: number } };
    assert.deepEqual([proposed.missing, proposed.tried], [0, 0], 'three leaves are too few to tell');
  });

  test('refuses what is no rule', async () => {
    for (const rule of [['parts', '9'], ['parts'], ['time', '-1'], ['time'], ['none', '1'], ['colour']]) {
      const { code, message } = await graft.failure('groups', 'leaves', ...rule);
      assert.equal(code, 'input-invalid');
      assert.match(message, /is no way to group images/);
    }
  });
});
