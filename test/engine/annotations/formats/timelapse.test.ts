import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { timelapse } from '../../../../engine/annotations/formats/timelapse.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

describe('Timelapse', () => {
  test('paths of two columns, entries by the names that templates usually have, videos and pictures to delete', async (t) => {
    const folder = folderOf(t, {
      'TimelapseData.csv': [
        'RootFolder,File,RelativePath,DateTime,DeleteFlag,Station,Species,Count,Sequence,Analyst',
        'Survey,IMG_1.JPG,Station 1\\Déploiement,2024-05-03 10:00:00,false,S1,Moose,2,q1,Kim',
        'Survey,IMG_2.JPG,,03-May-2024 10:00:01,false,S1,,,q1,',
        'Survey,IMG_3.JPG,.,soon,false,S1,鹿,1,,',
        'Survey,IMG_4.AVI,,2024-05-03 10:00:00,false,S1,Moose,,,',
        'Survey,IMG_5.JPG,,2024-05-03 10:00:00,True,S1,Moose,,,',
        'Survey,,,2024-05-03 10:00:00,false,S1,Moose,,,',
      ].join('\r\n'),
    });
    assert.equal(await recognised(folder), 'timelapse');
    const read = await readAs(timelapse, folder);
    const at = Date.UTC(2024, 4, 3, 10);
    assert.deepEqual(said(read), {
      'Station 1/Déploiement/IMG_1.JPG': { classes: ['Moose'], site: 'S1', takenAt: at, group: 'q1' },
      'IMG_2.JPG': { site: 'S1', takenAt: at + 1000, group: 'q1' },
      'IMG_3.JPG': { classes: ['鹿'], site: 'S1' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'no-file', count: 1 },
      { kind: 'skipped-by-annotator', count: 1 },
      { kind: 'unclear-date', count: 1 },
      { kind: 'video', count: 1 },
    ]);
  });

  test('a file that is cut off, and one in another format', async (t) => {
    const folder = folderOf(t, { 'cut.csv': 'File,RelativePath,Species\na.jpg,,"mo', 'other.csv': 'RelativePath,Species\na.jpg,moose\n' });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(timelapse, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('cut.csv'), await faultOf('other.csv')], ['cut-short', 'wrong-structure']);
    assert.equal(await recognised(join(folder, 'other.csv')), 'sheet');
  });
});
