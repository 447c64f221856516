import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { camtrapDp } from '../../../../engine/annotations/formats/camtrap-dp.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const at = (seconds: number): number => Date.UTC(2024, 4, 3, 10, 0, seconds);
const time = (seconds: number): string => new Date(at(seconds)).toISOString().replace('.000', '');

const deployments = 'deploymentID,locationID,locationName\nd1,l1,"Beek, ""kleine"" vijver"\nd2,l2,\n';
const media = [
  'mediaID,deploymentID,timestamp,filePath,filePublic,fileName,fileMediatype',
  `m1,d1,${time(0)},media/ä%201.jpg,true,1.jpg,image/jpeg`,
  `m2,d1,${time(1)},https://example.org/assets/77/file,true,2.jpg,image/jpeg`,
  `m3,d1,${time(2)},media/3.jpg,true,,image/jpeg`,
  `m4,d2,soon,media/4.jpg,true,,image/jpeg`,
  `m5,d2,${time(0)},media/5.mp4,true,,video/mp4`,
  `m6,d2,${time(9)},media/6.jpg,true,,image/jpeg`,
].join('\n');
const observationColumns =
  'observationID,deploymentID,mediaID,eventID,eventStart,eventEnd,observationLevel,observationType,scientificName,count,sex,bboxX,bboxY,bboxWidth,bboxHeight,classificationMethod,classifiedBy,classificationProbability';
const observations = [
  observationColumns,
  `o1,d1,,e1,${time(0)},${time(5)},event,animal,Anas platyrhynchos,2,female,,,,,human,Kim,`,
  `o2,d1,,e1,${time(0)},${time(5)},event,animal,Rattus norvegicus,,,,,,,human,Kim,`,
  `o3,d1,m2,e1,${time(1)},${time(1)},media,blank,,,,,,,,human,Kim,`,
  `o4,d1,m3,e1,${time(2)},${time(2)},media,animal,Anas platyrhynchos,,,0.25,0.5,0.25,0.125,machine,MegaDetector,0.875`,
  `o5,d2,m4,,,,media,unknown,,,,,,,,human,,`,
  `o6,d2,m4,,,,media,human,,,,,,,,human,,`,
  `o7,d2,m99,,,,media,blank,,,,,,,,human,,`,
  `o8,d2,,e2,${time(50)},${time(60)},event,animal,Sus scrofa,,,,,,,human,,`,
  `o9,d2,,e3,${time(0)},${time(40)},event,animal,Vulpes vulpes,,,,,,,human,,`,
  `o10,d2,,e4,${time(1)},${time(2)},event,animal,Meles meles,,,,,,,human,,`,
].join('\n');

describe('Camtrap DP', () => {
  test('media joined with observations of their own, or with those of their event by time', async (t) => {
    const folder = folderOf(t, { 'deployments.csv': deployments, 'media.csv': media, 'observations.csv': observations });
    assert.equal(await recognised(folder), 'camtrap-dp');
    const read = await readAs(camtrapDp, folder);
    const site = 'Beek, "kleine" vijver';
    const box = { x: 0.25, y: 0.5, width: 0.25, height: 0.125, unit: 'share', confidence: 0.875 };
    assert.deepEqual(said(read), {
      '2.jpg': { classes: ['blank'], group: 'e1', site, takenAt: at(1), by: 'Kim' },
      'media/3.jpg': { boxes: [{ className: 'Anas platyrhynchos', ...box }], group: 'e1', site, takenAt: at(2), by: 'MegaDetector' },
      'media/4.jpg': { classes: ['human'], site: 'l2' },
      'media/ä%201.jpg': { classes: ['Anas platyrhynchos', 'Rattus norvegicus'], group: 'e1', site, takenAt: at(0) },
      'media/6.jpg': { classes: ['Vulpes vulpes'], group: 'e3', site: 'l2', takenAt: at(9) },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 2 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 3 },
      { kind: 'unclear-date', count: 1 },
      { kind: 'video', count: 1 },
    ]);
  });

  test('a chosen package with tables of other names; names that lead elsewhere are not followed', async (t) => {
    const resource = (name: string, path: string) => ({ name, path });
    const folder = folderOf(t, {
      'outside.csv': 'deploymentID,locationName\nd1,elsewhere\n',
      'in/datapackage.json': JSON.stringify({
        resources: [resource('deployments', '../outside.csv'), resource('media', 'm.csv'), resource('observations', 'o.csv'), 7],
      }),
      'in/m.csv': 'mediaID,deploymentID,timestamp,filePath\nm1,d1,,鹿.jpg\n',
      'in/o.csv': 'observationID,deploymentID,mediaID,observationType\no1,d1,m1,vehicle\n',
    });
    assert.equal(await recognised(join(folder, 'in', 'datapackage.json')), 'camtrap-dp');
    const read = await readAs(camtrapDp, join(folder, 'in', 'datapackage.json'));
    assert.deepEqual(said(read), { '鹿.jpg': { classes: ['vehicle'], site: 'd1' } });
    assert.deepEqual(read.lost, []);
  });

  test('sequences of versions before 1, and a damaged package beside usual names', async (t) => {
    const folder = folderOf(t, {
      'datapackage.json': '{"resources": [',
      'media.csv': 'mediaID,deploymentID,sequenceID,timestamp,filePath\nm1,d1,s1,,a.jpg\nm2,d1,s1,,b.jpg\n',
      'observations.csv': 'observationID,deploymentID,sequenceID,mediaID,observationType,scientificName\no1,d1,s1,,animal,Sus scrofa\n',
    });
    assert.deepEqual(said(await readAs(camtrapDp, folder)), {
      'a.jpg': { classes: ['Sus scrofa'], group: 's1', site: 'd1' },
      'b.jpg': { classes: ['Sus scrofa'], group: 's1', site: 'd1' },
    });
  });

  test('very many events within each other are read in time', async (t) => {
    const rows = Array.from({ length: 3000 }, (_, one) => one);
    const folder = folderOf(t, {
      'media.csv': `mediaID,deploymentID,timestamp,filePath\n${rows.map((one) => `m${one},d1,${time(5000 + one)},${one}.jpg`).join('\n')}`,
      'observations.csv': `observationID,deploymentID,mediaID,eventID,eventStart,eventEnd,observationType\n${rows.map((one) => `o${one},d1,,e${one},${time(one)},${time(20_000)},blank`).join('\n')}`,
    });
    const began = performance.now();
    const { images } = await readAs(camtrapDp, folder);
    assert.deepEqual(images[0]?.classes, ['blank']);
    assert.ok(performance.now() - began < 20_000);
  });

  test('a table that is missing or cut off, and other formats', async (t) => {
    const cut = folderOf(t, { 'media.csv': media, 'observations.csv': `${observations}\no9,d2,"m` });
    const missing = folderOf(t, { 'media.csv': media });
    const faultOf = (path: string): Promise<unknown> =>
      readAs(camtrapDp, path).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf(cut), await faultOf(missing)], ['cut-short', 'missing-file']);
    assert.equal(await recognised(folderOf(t, { 'media.csv': 'file,label\na.jpg,elm\n', 'observations.csv': 'a,b\n1,2\n' })), null);
  });
});
