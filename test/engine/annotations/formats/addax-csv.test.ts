import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { addaxCsv } from '../../../../engine/annotations/formats/addax-csv.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

describe('AddaxAI CSV', () => {
  test('detections and files; videos are counted', async (t) => {
    const folder = folderOf(t, {
      'results_detections.csv': [
        'absolute_path,relative_path,data_type,label,confidence,human_verified,bbox_left,bbox_top,bbox_right,bbox_bottom,file_height,file_width,DateTimeOriginal',
        'C:\\cams,cam 1\\ä.jpg,img,roe deer,0.875,False,10,20,40,60,480,640,03/05/24 10:00:00',
        'C:\\cams,cam 1\\ä.jpg,img,person,0.5,False,10,20,10,60,480,640,',
        'C:\\cams,b.jpg,img,,0.5,False,1,2,3,4,480,640,never',
        'C:\\cams,c.mp4,video,roe deer,0.9,False,1,2,3,4,480,640,',
        'C:\\cams,,img,roe deer,0.9,False,1,2,3,4,480,640,',
      ].join('\n'),
      'results_files.csv':
        'absolute_path,relative_path,data_type,n_detections,file_height,file_width,max_confidence,human_verified,DateTimeOriginal\nC:\\cams,d.jpg,img,0,480,640,0,False,18/01/24 08:39:51\n',
    });
    assert.equal(await recognised(folder), 'addax-csv');
    const read = await readAs(addaxCsv, folder);
    const box = { x: 10, y: 20, width: 30, height: 40, unit: 'pixel' };
    assert.deepEqual(said(read), {
      'cam 1/ä.jpg': { boxes: [{ className: 'roe deer', ...box, confidence: 0.875 }], takenAt: Date.UTC(2024, 4, 3, 10) },
      'b.jpg': { boxes: [{ className: null, x: 1, y: 2, width: 2, height: 2, unit: 'pixel', confidence: 0.5 }] },
      'd.jpg': { takenAt: Date.UTC(2024, 0, 18, 8, 39, 51) },
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 1 },
      { kind: 'no-file', count: 1 },
      { kind: 'unclear-date', count: 1 },
      { kind: 'video', count: 1 },
    ]);
  });

  test('a file that is cut off, and one in another format', async (t) => {
    const folder = folderOf(t, {
      'cut.csv': 'relative_path,data_type,n_detections\na.jpg,img,"0',
      'other.csv': 'relative_path,label,bbox_left,bbox_top,bbox_right,bbox_bottom\na.jpg,deer,1,2,3,4\n',
    });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(addaxCsv, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('cut.csv'), await faultOf('other.csv')], ['cut-short', 'wrong-structure']);
    assert.equal(await recognised(join(folder, 'other.csv')), 'box-sheet');
  });
});
