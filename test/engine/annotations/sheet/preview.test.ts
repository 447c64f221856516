import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AnnotationSource } from '../../../../engine/annotations/reading/annotation-source.ts';
import { previewSheet } from '../../../../engine/annotations/sheet/preview.ts';
import { folderOf } from '../../../support/annotations/reading.ts';

test('a preview shows how a sheet is written, what its columns may mean, and its first ten rows', async (t) => {
  const rows = Array.from({ length: 30 }, (_, at) => `b${at}.jpg;elm|oak`).join('\n');
  const path = join(folderOf(t, { 'a.csv': `Datei;Arten;Notiz\na.jpg;elm\n${rows}` }), 'a.csv');
  const preview = await previewSheet(await AnnotationSource.open(path), 'a.csv');
  assert.deepEqual(
    { ...preview, rows: [preview.rows.length, preview.rows[0]] },
    {
      columns: [
        { name: 'Datei', role: 'file' },
        { name: 'Arten', role: 'classes' },
        { name: 'Notiz', role: 'ignore' },
      ],
      rows: [10, ['a.jpg', 'elm', '']],
    },
  );
});
