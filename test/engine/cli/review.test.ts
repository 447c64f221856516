import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { plantedPerClass, plantedPictures } from '../../support/planted-pictures.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';

const images = 2 * plantedPerClass + 3;

interface Reviewed {
  images: number;
  labels: number;
  found: { kind: string; all: number; open: number }[];
  findings: { kind: string; images: { name: string }[] }[];
}

describe('graft review', () => {
  let graft: GraftCommand;
  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-review-')));
    await plantedPictures(graft.path('drawn'));
    await graft.document('new', 'shapes');
    await graft.document('import', 'shapes', 'drawn');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('counts and lists what it finds, and gives all of it as a document', async () => {
    const { stdout } = await graft.call('review', 'shapes', '--source', 'starter');
    assert.match(stdout, /^63 images and 63 labels reviewed on .* with Starter/m);
    assert.match(
      stdout,
      /^Likely label errors: \d+\n( {2}.*\n)*? {2}really-a-disc\.jpg: Labelled triangle \(\d+%\), more likely disc \(\d+%\)$/m,
    );
    const document = (await graft.document('review', 'shapes', '--source', 'starter')) as Reviewed;
    assert.deepEqual(differences(document, documentedShapes().get('review')!), []);
    assert.deepEqual([document.images, document.labels], [images, images]);
    assert.equal(
      document.findings.length,
      document.found.reduce((sum, { open }) => sum + open, 0),
    );
    assert.ok(document.findings.some(({ kind, images }) => kind === 'label-error' && images[0]!.name === 'really-a-disc.jpg'));
  });

  test('is refused without images', async () => {
    await graft.document('new', 'empty');
    assert.equal((await graft.failure('review', 'empty')).code, 'no-images-to-review');
  });
});
