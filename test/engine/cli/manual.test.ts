import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generatedParts, withTable } from '../../../build/manual/generated-parts.ts';
import { overview } from '../../../engine/cli/table/help-text.ts';
import { differences, documentedShapes } from '../../support/documented-shapes.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { writeScene } from '../../support/pictures.ts';

const manual = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'CLI.md'), 'utf8');
const shapes = documentedShapes(manual);
const subcommands = ['add', 'remove', 'inspect', 'export', 'offers', 'download', 'measure', 'rank'].map((name) => `sources ${name}`);
const commands = [
  'new',
  'import',
  'labels',
  'labels import',
  'labels export',
  'status',
  'find',
  'sources',
  ...subcommands,
  'train',
  'sweep',
  'develop',
  'runs',
  'compare',
  'evaluate',
  'test-set',
  'review',
  'similar',
  'groups',
  'brightness',
  'pages',
  'cache',
  'restore',
  'pack',
  'unpack',
  'export',
  'predict',
  'report',
  'serve',
  'example',
  'doctor',
  'completion',
  'help',
];

describe('docs/CLI.md', () => {
  let graft: GraftCommand;
  const agrees = (name: string, document: unknown): void => {
    const shape = shapes.get(name);
    assert.ok(shape, `docs/CLI.md has no shape for ${name}`);
    assert.deepEqual(differences(document, shape), [], name);
  };

  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-manual-')));
    for (let seed = 0; seed < 12; seed++)
      await writeScene(graft.path('images', ['elm', 'Oak', 'oak'][seed % 3] ?? '', `${seed}.jpg`), seed);
    cpSync(graft.path('images', 'elm', '0.jpg'), graft.path('images', 'elm', 'again.jpg'));
    cpSync(graft.path('images', 'elm', '3.jpg'), graft.path('images', 'Oak', 'other.jpg'));
    writeFileSync(graft.path('images', 'elm', 'empty.jpg'), '');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('names every command, in its table, in its shapes and in the usage', () => {
    const inTable = [...manual.matchAll(/^\| `([a-z-]+(?: [a-z]+)?)[ `]/gm)].map(([, name]) => name);
    assert.deepEqual([inTable, [...shapes.keys()]], [commands, commands]);
    for (const name of commands) assert.match(overview(), new RegExp(`^ {2}graft ${name}\\b`, 'm'));
  });

  test('has the table that follows from the program; "npm run docs" writes it', () => {
    assert.equal(manual, withTable('commands', manual));
    assert.notEqual(manual.replace('[--keep-split] ', ''), withTable('commands', manual), 'a planted fault: an option is left out');
    assert.throws(() => withTable('commands', manual.replace('<!-- end of the commands -->', '')), /lacks/);
  });

  test('so has the page on annotation formats', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', '..', generatedParts.formats.file), 'utf8');
    assert.equal(page, withTable('formats', page));
    assert.match(page, /^\| \[COCO\]\(http/m);
  });

  test('has the shape of what each command prints, not a field more or less', async () => {
    agrees('new', await graft.document('new', 'trees'));
    agrees('import', await graft.document('import', 'trees', 'images'));
    const coco = {
      images: [{ id: 1, file_name: '0.jpg' }],
      categories: [{ id: 1, name: 'elm' }],
      annotations: [{ image_id: 1, category_id: 1 }],
    };
    writeFileSync(graft.path('coco.json'), JSON.stringify(coco));
    agrees('labels', await graft.document('labels'));
    agrees('labels import', await graft.document('labels', 'import', 'trees', 'coco.json', '--replace'));
    agrees('status', await graft.document('status', 'trees'));
    agrees('find', await graft.document('find', 'trees', 'images'));
    agrees('labels export', await graft.document('labels', 'export', 'trees', '--format', 'coco', '--out', 'coco'));
    agrees('train', await graft.document('train', 'trees'));
    agrees('sweep', await graft.document('sweep', 'trees'));
    agrees('sources rank', await graft.document('sources', 'rank', 'trees'));
    agrees('evaluate', await graft.document('evaluate', 'trees'));
    agrees('test-set', await graft.document('test-set', 'trees', 'draw'));
    agrees('runs', await graft.document('runs', 'trees'));
    agrees('similar', await graft.document('similar', 'trees', '3.jpg', '--most', '3'));
    agrees('groups', await graft.document('groups', 'trees', 'time', '10', '--preview', '--propose'));
    agrees('brightness', await graft.document('brightness', 'trees'));
    agrees('pages', await graft.document('pages', 'trees'));
    agrees('cache', await graft.document('cache', 'trees', 'empty'));
    agrees('pack', await graft.document('pack', 'trees', '--out', 'trees.graft.zip', '--images'));
    agrees('restore', await graft.document('restore', 'trees'));
    agrees('export', await graft.document('export', 'trees', '--format', 'tfjs-graph', '--out', 'model'));
    agrees('predict', await graft.partialDocument('predict', 'trees', 'images', '--out', 'trees.csv'));
  });

  test('has the shape of what the machine and its source models are said to be', async () => {
    agrees('sources', await graft.document('sources'));
    agrees('doctor', await graft.document('doctor'));
    agrees('completion', await graft.document('completion', 'bash'));
    agrees('help', await graft.document('help'));
  });

  test('has the shape of what serve prints when it is ready', async (t) => {
    const child = graft.start(['serve', '--json']);
    t.after(() => child.kill('SIGKILL'));
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    agrees('serve', JSON.parse(line));
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(child.exitCode, 0);
  });

  test('has the shape of the example, whose parts are what the single commands print', async () => {
    const document = (await graft.document('example')) as Record<string, unknown> & { reloaded: { images: number; same: number } };
    agrees('example', document);
    agrees('import', document['imported']);
    agrees('train', document['trained']);
    agrees('evaluate', document['evaluation']);
    agrees('export', document['exported']);
    assert.equal(document.reloaded.same, document.reloaded.images, 'the exported model answers alike in a process of its own');
  });

  test('is caught when it lacks a field, has one too many, or calls a value a list', () => {
    const shape = documentedShapes('- `train`: `{run, classes:[name], source:{id}}`').get('train');
    assert.ok(shape);
    assert.deepEqual(differences({ run: 1, classes: ['a'], source: { id: 'x' } }, shape), []);
    assert.deepEqual(differences({ classes: 'a', source: { id: 'x', hash: 'y' }, seed: 1 }, shape), [
      'document.run is documented and not printed',
      'document.seed is printed and not documented',
      'document.classes is no list',
      'document.source.hash is printed and not documented',
    ]);
    assert.throws(() => documentedShapes('- `train`: `{run, classes:[name}`'), /is missing/);
  });
});
