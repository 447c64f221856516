import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { teachableMachine } from '../../../../engine/annotations/formats/teachable-machine.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const picture = Uint8Array.of(0xff, 0xd8);
/** As the tool writes a project; there is no published description. */
const project = zipSync({
  'manifest.json': strToU8('{"type":"image","version":"2.4.0","appdata":{"trainEpochs":50}}'),
  'Class 1-!-0.jpg': picture,
  'Class 1-!-1.jpg': picture,
  '大生鮮蝦(一貫)-!-0.jpg': picture,
  'a-!-b-!-12.png': picture,
  'Sound-!-0.webm': picture,
  'notes.txt': picture,
  'folder/': new Uint8Array(),
});

describe('Teachable Machine', () => {
  test('each sample has the class that its name says', async (t) => {
    const folder = folderOf(t, { 'project.tm': project });
    assert.equal(await recognised(folder), 'teachable-machine');
    assert.equal(await recognised(join(folder, 'project.tm')), 'teachable-machine');
    const read = await readAs(teachableMachine, folder);
    assert.deepEqual(said(read), {
      'Class 1-!-0.jpg': { classes: ['Class 1'] },
      'Class 1-!-1.jpg': { classes: ['Class 1'] },
      '大生鮮蝦(一貫)-!-0.jpg': { classes: ['大生鮮蝦(一貫)'] },
      'a-!-b-!-12.png': { classes: ['a-!-b'] },
    });
    assert.deepEqual(read.lost, [{ kind: 'no-class', count: 2 }]);
  });

  test('a cut-off zip, one that is none, and names that lead elsewhere are refused', async (t) => {
    const folder = folderOf(t, {
      'cut.tm': project.slice(0, 200),
      'text.tm': 'no zip',
      'out.tm': zipSync({ 'manifest.json': strToU8('{}'), '../elm-!-0.jpg': picture }),
    });
    const faults = await Promise.all(['cut', 'text', 'out'].map((name) => faultOf(teachableMachine, join(folder, `${name}.tm`))));
    assert.deepEqual(faults, ['cut-short', 'damaged', 'unsafe']);
    assert.equal(await recognised(join(folder, 'text.tm')), null);
  });
});
