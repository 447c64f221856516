import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { labelExportFormatNames, labelExportFormats, type LabelExportFormat } from '../../../../../engine/domain/labels/label-export.ts';
import type { TableForm } from '../../../../../engine/domain/table-form.ts';
import { usualTableForm } from '../../../../../engine/domain/table-form.ts';
import type { LabelledSet, SetImage } from '../../../../../engine/work/labels/export/labelled-set.ts';
import { namesOfFiles } from '../../../../../engine/work/labels/export/names-of-files.ts';
import { labelWriters } from '../../../../../engine/work/labels/export/writers.ts';
import { hashOf, projectId } from '../../../../support/project.ts';
import { setImage as image } from '../../../../support/set-image.ts';

const plain: TableForm = { separator: 'comma', bom: false };

const [elm, oak, excluded, bare, torn] = [
  image(1, 'elm/1.jpg', { class: 'elm', split: 'train', group: 'tree 1' }),
  image(2, 'oak/1.jpg', { class: '=oak, "red"', split: 'validation' }),
  image(3, 'oak/2.jpg', { class: '=oak, "red"', split: 'test', excluded: true }),
  image(4, '-new/ü.jpg'),
  image(5, 'torn.jpg', { conflict: true }),
] as const;

const set = (images: readonly SetImage[], facts: Partial<LabelledSet> = {}): LabelledSet => ({
  project: { id: projectId, name: 'Trees' },
  software: 'Graft 1.0',
  dataVersion: 12,
  at: Date.UTC(2026, 5, 1),
  classes: ['elm', '=oak, "red"', 'ash'],
  images,
  ...facts,
});
const whole = set([elm, oak, excluded, bare, torn]);

/** What a format writes: the texts by name, and the names of copies with what they are copies of. */
function written(
  format: LabelExportFormat,
  of: LabelledSet = whole,
  table: TableForm = plain,
): { files: Record<string, string>; left: unknown } {
  const { files, left } = labelWriters[format](of, table);
  return {
    files: Object.fromEntries(
      [...files].map((file) => [
        file.name,
        'text' in file
          ? [...file.text].join('')
          : 'copyOf' in file
            ? `copy of ${file.copyOf.file}`
            : JSON.stringify([...file.workbook.rows]),
      ]),
    ),
    left: left.all,
  };
}
const lines = (...all: string[]): string => all.map((line) => `${line}\r\n`).join('');

describe('the sheet', () => {
  const head = 'file,class,group,split,excluded,labelled_by,labelled_at,width,height,hash';

  test('has a row for every image, and no cell that a spreadsheet would run', () => {
    assert.deepEqual(written('csv'), {
      files: {
        'labels.csv': lines(
          head,
          `elm/1.jpg,elm,tree 1,train,false,Ada,2026-05-01T12:00:00.000Z,640,480,${elm.hash}`,
          `oak/1.jpg,"'=oak, ""red""",,validation,false,Ada,2026-05-01T12:00:00.000Z,640,480,${oak.hash}`,
          `oak/2.jpg,"'=oak, ""red""",,test,true,Ada,2026-05-01T12:00:00.000Z,640,480,${excluded.hash}`,
          `./-new/ü.jpg,,,,false,,,640,480,${bare.hash}`,
          `torn.jpg,,,,false,,,640,480,${torn.hash}`,
        ),
      },
      left: [],
    });
  });

  test('has columns for site, time and tags where an image has any', () => {
    const noted = { ...elm, site: '=North', takenAt: Date.UTC(2026, 5, 1, 12, 30, 5), tags: ['wet', 'old'] };
    const { files } = written('csv', set([noted, bare]));
    const [first, second, third] = files['labels.csv']!.split('\r\n');
    assert.equal(first, `${head},site,taken_at,tags`);
    assert.ok(second!.endsWith(`,${elm.hash},'=North,2026-06-01T12:30:05,"wet;old"`), second);
    assert.ok(third!.endsWith(`,${bare.hash},,,`));
    assert.equal(written('csv', set([{ ...elm, site: 'North' }])).files['labels.csv']!.split('\r\n')[0], `${head},site`);
  });

  test('is written in the form asked for', () => {
    const { files } = written('csv', set([elm]), { separator: 'semicolon', bom: true });
    assert.ok(files['labels.csv']?.startsWith(`\uFEFF${head.replaceAll(',', ';')}\r\nelm/1.jpg;elm;tree 1;train;`));
  });
});

describe('the workbook', () => {
  test('has the rows of the sheet, with names as they are', () => {
    const rows = JSON.parse(written('xlsx').files['labels.xlsx'] ?? '') as unknown[][];
    assert.deepEqual(rows[0], ['file', 'class', 'group', 'split', 'excluded', 'labelled_by', 'labelled_at', 'width', 'height', 'hash']);
    assert.deepEqual(
      rows.slice(1).map(([file, label, , , , , , width]) => [file, label, width]),
      [
        ['elm/1.jpg', 'elm', 640],
        ['oak/1.jpg', '=oak, "red"', 640],
        ['oak/2.jpg', '=oak, "red"', 640],
        ['-new/ü.jpg', '', 640],
        ['torn.jpg', '', 640],
      ],
    );
  });
});

describe('COCO', () => {
  test('has a file per part with the same categories, and leaves out what may not be trained from', () => {
    const { files, left } = written('coco', set([elm, oak, excluded, bare, torn, image(6, 'late.jpg', { class: 'elm' })]));
    assert.deepEqual(left, [
      { reason: 'unlabelled', count: 1 },
      { reason: 'conflict', count: 1 },
      { reason: 'excluded', count: 1 },
    ]);
    assert.deepEqual(Object.keys(files), ['labels_train.json', 'labels_val.json', 'labels_unsplit.json']);
    const categories = [
      { id: 1, name: 'elm', supercategory: '' },
      { id: 2, name: '=oak, "red"', supercategory: '' },
      { id: 3, name: 'ash', supercategory: '' },
    ];
    const info = { description: 'Trees', version: '12', contributor: 'Graft 1.0', date_created: '2026-06-01T00:00:00.000Z' };
    const document = (images: object[], annotations: object[]) => ({ info, licenses: [], images, annotations, categories });
    const size = { width: 640, height: 480 };
    assert.deepEqual(
      JSON.parse(files['labels_train.json'] ?? ''),
      document([{ id: 1, file_name: 'elm/1.jpg', ...size, group: 'tree 1', sha256: elm.hash }], [{ id: 1, image_id: 1, category_id: 1 }]),
    );
    assert.deepEqual(
      JSON.parse(files['labels_val.json'] ?? ''),
      document([{ id: 2, file_name: 'oak/1.jpg', ...size, sha256: oak.hash }], [{ id: 2, image_id: 2, category_id: 2 }]),
    );
    assert.deepEqual(
      JSON.parse(files['labels_unsplit.json'] ?? ''),
      document([{ id: 3, file_name: 'late.jpg', ...size, sha256: hashOf('late.jpg') }], [{ id: 3, image_id: 3, category_id: 1 }]),
    );
  });
});

describe('Label Studio', () => {
  test('has a task per image, with a choice for its label and everything else in its data', () => {
    const { files, left } = written('label-studio');
    assert.deepEqual(left, []);
    const tasks = JSON.parse(files['tasks.json'] ?? '') as unknown[];
    const said = { labelled_by: 'Ada', labelled_at: '2026-05-01T12:00:00.000Z', width: 640, height: 480 };
    const choice = (label: string) => [
      { result: [{ from_name: 'choice', to_name: 'image', type: 'choices', value: { choices: [label] } }] },
    ];
    assert.deepEqual(tasks.slice(0, 4), [
      { id: 1, data: { image: 'elm/1.jpg', group: 'tree 1', split: 'train', ...said, sha256: elm.hash }, annotations: choice('elm') },
      { id: 2, data: { image: 'oak/1.jpg', split: 'validation', ...said, sha256: oak.hash }, annotations: choice('=oak, "red"') },
      {
        id: 3,
        data: { image: 'oak/2.jpg', split: 'test', excluded: true, ...said, sha256: excluded.hash },
        annotations: choice('=oak, "red"'),
      },
      { id: 4, data: { image: '-new/ü.jpg', width: 640, height: 480, sha256: bare.hash }, annotations: [] },
    ]);
    assert.equal(tasks.length, 5);
  });
});

describe('folders of pictures', () => {
  const table = lines('class,folder', 'elm,elm', `"'=oak, ""red""","./=oak, -red-"`, 'ash,ash');

  test('class folders hold copies of what may be trained from', () => {
    assert.deepEqual(written('class-folders'), {
      files: { 'classes.csv': table, 'elm/1.jpg': 'copy of elm/1.jpg', '=oak, -red-/1.jpg': 'copy of oak/1.jpg' },
      left: [
        { reason: 'unlabelled', count: 1 },
        { reason: 'conflict', count: 1 },
        { reason: 'excluded', count: 1 },
      ],
    });
  });

  test('the layout of YOLO has a folder per part, and leaves out what is in none', () => {
    const late = image(6, 'late.jpg', { class: 'elm' });
    assert.deepEqual(written('yolo', set([elm, oak, late])), {
      files: { 'classes.csv': table, 'train/elm/1.jpg': 'copy of elm/1.jpg', 'val/=oak, -red-/1.jpg': 'copy of oak/1.jpg' },
      left: [{ reason: 'no-split', count: 1 }],
    });
    assert.deepEqual(written('yolo', set([late])).files, { 'classes.csv': table, 'train/elm/late.jpg': 'copy of late.jpg' });
  });

  test('names that a system refuses are made safe, told in the table, and never the same as others', () => {
    const classes = ['CON', 'a/b', 'A\\B', 'end. ', '...', 'x'.repeat(400), '木'.repeat(100), 'Classes.csv', 'nul.txt', 'a:b'];
    const { files } = written('class-folders', set([image(1, 'q/1.jpg', { class: 'a/b' })], { classes }));
    assert.deepEqual(files, {
      'classes.csv': lines(
        'class,folder',
        'CON,CON-',
        'a/b,a-b',
        'A\\B,A-B-3',
        '"end. ",end',
        '...,class',
        `${'x'.repeat(400)},${'x'.repeat(80)}`,
        `${'木'.repeat(100)},${'木'.repeat(66)}`,
        'Classes.csv,Classes.csv-8',
        'nul.txt,nul-.txt',
        'a:b,a-b-10',
      ),
      'a-b/1.jpg': 'copy of q/1.jpg',
    });
  });

  test('pictures of one name get a part of their hash, also where only case or a forbidden letter tells them apart', () => {
    const named = ['a/IMG.jpg', 'b/IMG.jpg', 'c/img.JPG', 'd/IMG', 'e/x?.png', 'e/x*.png', 'f/aux.jpg', 'g/.jpg'];
    const { files } = written('class-folders', set(named.map((file, at) => image(at + 1, file, { class: 'elm' }))));
    const mark = (file: string): string => hashOf(file).slice(0, 8);
    assert.deepEqual(Object.keys(files).slice(1), [
      'elm/IMG.jpg',
      `elm/IMG-${mark('b/IMG.jpg')}.jpg`,
      `elm/img-${mark('c/img.JPG')}.JPG`,
      'elm/IMG',
      'elm/x-.png',
      `elm/x--${mark('e/x*.png')}.png`,
      'elm/aux-.jpg',
      'elm/jpg',
    ]);
  });
});

describe('Camtrap DP', () => {
  test('has the published tables, with what a project knows', () => {
    const person = image(6, 'p.jpg', { class: 'Person', labelledBy: null });
    const { files, left } = written('camtrap-dp', set([elm, person, bare], { classes: ['elm', 'Person'] }));
    assert.deepEqual(left, [{ reason: 'no-place-or-time', count: 3 }]);
    assert.deepEqual(Object.keys(files), ['datapackage.json', 'deployments.csv', 'media.csv', 'observations.csv']);
    const rows = (name: string): string[][] => (files[name] ?? '').split('\r\n').map((line) => line.split(','));
    const cells = (name: string): Record<string, string>[] => {
      const [head = [], ...others] = rows(name);
      return others
        .slice(0, -1)
        .map((row) => Object.fromEntries(head.flatMap((column, at) => (row[at] === '' ? [] : [[column, row[at] ?? '']]))));
    };
    assert.deepEqual(
      ['deployments.csv', 'media.csv', 'observations.csv'].map((name) => [rows(name)[0]?.length, rows(name)[1]?.length]),
      [
        [24, 24],
        [11, 11],
        [28, 28],
      ],
    );
    assert.deepEqual(cells('deployments.csv'), [{ deploymentID: 'unknown-site' }]);
    assert.deepEqual(cells('media.csv')[0], {
      mediaID: elm.hash,
      deploymentID: 'unknown-site',
      filePath: 'elm/1.jpg',
      filePublic: 'false',
      fileName: '1.jpg',
      fileMediatype: 'image/jpeg',
    });
    const about = ({ hash }: SetImage) => ({
      observationID: hash,
      deploymentID: 'unknown-site',
      mediaID: hash,
      observationLevel: 'media',
    });
    const by = { classificationMethod: 'human', classificationTimestamp: '2026-05-01T12:00:00Z' };
    assert.deepEqual(cells('observations.csv'), [
      { ...about(elm), eventID: 'tree 1', observationType: 'animal', scientificName: 'elm', classifiedBy: 'Ada', ...by },
      { ...about(person), observationType: 'human', ...by },
      { ...about(bare), observationType: 'unclassified' },
    ]);
    const told = JSON.parse(files['datapackage.json'] ?? '') as Record<string, unknown>;
    assert.deepEqual(
      [
        told['name'],
        told['version'],
        told['contributors'],
        told['taxonomic'],
        (told['resources'] as { path: string }[]).map(({ path }) => path),
      ],
      [
        projectId,
        '12',
        [{ title: 'Ada', role: 'contributor' }],
        [{ scientificName: 'elm' }],
        ['deployments.csv', 'media.csv', 'observations.csv'],
      ],
    );
  });
});

describe('the dataset version', () => {
  test('has a line per image, sorted by content, and the hash of these lines', () => {
    const { files, left } = written('dataset-version');
    assert.deepEqual(left, []);
    const document = JSON.parse(files['dataset.json'] ?? '') as { images: { hash: string }[]; sha256: string };
    assert.deepEqual(
      document.images.map(({ hash }) => hash),
      whole.images.map(({ hash }) => hash).toSorted(),
    );
    assert.deepEqual(
      document.images.find(({ hash }) => hash === excluded.hash),
      { hash: excluded.hash, class: '=oak, "red"', split: 'test', group: null, excluded: true },
    );
    const own = (files['dataset.json'] ?? '').split('\n').filter((line) => line.startsWith('{"hash"'));
    assert.equal(own.length, 5);
    assert.equal(
      document.sha256,
      createHash('sha256')
        .update(own.map((line) => `${line.replace(/,$/, '')}\n`).join(''))
        .digest('hex'),
    );
  });

  test('is the same for the same data under other names, and another for other data', () => {
    const sum = (of: LabelledSet): string =>
      (JSON.parse(written('dataset-version', of).files['dataset.json'] ?? '') as { sha256: string }).sha256;
    const renamed = set([oak, { ...elm, file: 'x.png', labelledBy: 'Bob', labelledAt: 1 }], {
      dataVersion: 3,
      project: { id: projectId, name: 'Copy' },
    });
    assert.equal(sum(renamed), sum(set([elm, oak])));
    for (const change of [{ class: 'ash' }, { split: 'test' }, { group: null }, { excluded: true }] as const)
      assert.notEqual(sum(set([{ ...elm, ...change }, oak])), sum(set([elm, oak])), JSON.stringify(change));
    assert.notEqual(sum(set([elm])), sum(set([elm, oak])));
  });
});

test('images are named below the folder that holds them all, uploads as they were sent, and no two alike', () => {
  const files = (...paths: string[]) => paths.map((path, at) => ({ path, hash: `hash${at}` }));
  assert.deepEqual(namesOfFiles(files('/home/ada/trees/elm/1.jpg', '/home/ada/trees/oak/1.jpg'), '/'), ['elm/1.jpg', 'oak/1.jpg']);
  assert.deepEqual(namesOfFiles(files('/home/ada/trees/1.jpg'), '/'), ['1.jpg']);
  assert.deepEqual(namesOfFiles(files('C:\\trees\\elm\\1.jpg', 'C:\\trees\\2.jpg'), '\\'), ['elm/1.jpg', '2.jpg']);
  assert.deepEqual(namesOfFiles(files('C:\\trees\\1.jpg', 'D:\\2.jpg'), '\\'), ['C:/trees/1.jpg', 'D:/2.jpg']);
  const sent = (folder: string): string => `/home/ada/.graft/uploads/pc-1/0000000${folder}-0000-4000-8000-000000000001/elm/1.jpg`;
  assert.deepEqual(namesOfFiles(files(sent('1'), '/data/a/1.jpg', sent('2'), '/data/b/elm/1.jpg'), '/'), [
    'elm/1.jpg',
    'a/1.jpg',
    'elm/1-hash2.jpg',
    'b/elm/1.jpg',
  ]);
  assert.deepEqual(namesOfFiles([], '/'), []);
});

test('a format that carries a fact writes it, and one that does not carry it does not', () => {
  const facts = {
    class: 'Quercus',
    group: 'burst 77',
    split: 'validation',
    author: 'Grace',
    time: '2026-05-01T12:00:00',
    hash: oak.hash,
    site: 'upper bog',
    taken: '2024-05-31T23:59:59',
    tags: 'check again',
  } as const;
  const noted = { site: 'upper bog', takenAt: Date.UTC(2024, 4, 31, 23, 59, 59), tags: ['check again'] };
  const one = { ...oak, ...noted, class: 'Quercus', group: 'burst 77', labelledBy: 'Grace' };
  for (const format of labelExportFormatNames) {
    const text = Object.entries(written(format, set([one], { classes: ['Quercus'] }), usualTableForm).files)
      .flat()
      .join('\n');
    const carries: readonly string[] = labelExportFormats[format].carries;
    for (const [fact, value] of Object.entries(facts)) {
      const isThere = text.includes(value) || (fact === 'split' && /val[/_]|labels_val/.test(text));
      // The hash identifies media in Camtrap DP.
      if (format === 'camtrap-dp' && fact === 'hash') continue;
      assert.equal(isThere, carries.includes(fact), `${format}: ${fact}`);
    }
    assert.equal(text.includes('copy of'), carries.includes('pictures'), format);
  }
});
