import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ImportReport } from '../../../engine/contract/index.ts';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { writeScene } from '../../support/pictures.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';

describe('graft import --boxes cut', () => {
  let graft: GraftCommand;
  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-boxes-')));
    for (let at = 0; at < 3; at++) await writeScene(graft.path('images', `${at}.jpg`), at, 400);
    const box = (image_id: number, category_id: number, score: number) => ({ image_id, category_id, score, bbox: [20, 30, 100, 80] });
    const detections = {
      images: [0, 1, 2].map((id) => ({ id, file_name: `${id}.jpg`, width: 400, height: 300 })),
      categories: ['deer', 'boar'].map((name, id) => ({ id, name })),
      annotations: [box(0, 0, 0.9), box(1, 1, 0.8), box(1, 0, 0.1)],
    };
    writeFileSync(graft.path('detections.json'), JSON.stringify(detections));
    await graft.document('new', 'traps');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('makes images of the boxes chosen, and exports give the boxes back', async () => {
    const cut = ['--labels', 'file', '--annotations', 'detections.json', '--boxes', 'cut'];
    const chosen = ['--box-classes', 'deer, boar', '--box-confidence', '0.5', '--box-side', '20', '--box-margin', '0.25'];
    const report = (await graft.document('import', 'traps', 'images', ...cut, ...chosen)) as ImportReport;
    assert.deepEqual(differences(report, documentedShapes().get('import')!), []);
    assert.deepEqual([report.imported, report.cuts, report.classesAdded], [2, { pictures: 2, without: 1 }, ['deer', 'boar']]);
    assert.deepEqual(report.annotations?.left, [{ reason: 'box-unsure', count: 1, examples: ['1.jpg'] }]);

    await graft.document('labels', 'export', 'traps', '--format', 'csv', '--out', 'labels.csv', '--no-bom');
    const [head, ...rows] = readFileSync(graft.path('labels.csv'), 'utf8').trim().split('\r\n');
    assert.match(head ?? '', /,xmin,ymin,xmax,ymax$/);
    assert.deepEqual(
      rows.map((row) => row.replace(/,[^,]*,[^,]*,[^,]*,[^,]*,125,100,[0-9a-f]{64},/, ' ... ')),
      ['0.jpg,deer,0.jpg ... 20,30,120,110', '1.jpg,boar,1.jpg ... 20,30,120,110'],
    );
  });

  test('refuses options of boxes without it, and what is no number', async () => {
    const whole = ['import', 'traps', 'images', '--labels', 'file', '--annotations', 'detections.json'];
    for (const [words, detail] of [
      [['--box-side', '20'], /--box-side requires --boxes cut/],
      [['--unlabelled-boxes'], /--unlabelled-boxes requires --boxes cut/],
      [['--boxes', 'cut', '--box-confidence', 'high'], /--box-confidence requires a number, not "high"/],
      [['--boxes', 'cut', '--box-margin', '9'], /widen/],
    ] as const) {
      const { code, message } = await graft.failure(...whole, ...words);
      assert.equal(code, 'input-invalid', words.join(' '));
      assert.match(message, detail);
    }
    assert.equal((await graft.failure('labels', 'import', 'traps', 'detections.json', '--boxes', 'cut')).code, 'input-invalid');
  });
});
