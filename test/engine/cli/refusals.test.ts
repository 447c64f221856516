import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { writeScene } from '../../support/pictures.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';

const support = join(import.meta.dirname, '..', '..', 'support');

/** Each failure by the command: its code, and that the project is afterwards as it was. */
describe('the command refuses in words and loses nothing', () => {
  let graft: GraftCommand;
  /** Everything that a project knows of its images and labels. */
  const state = async (project: string): Promise<unknown> => graft.document('status', project);
  const pictures = async (folder: string, ...names: string[]): Promise<void> => {
    for (const [index, name] of names.entries()) await writeScene(graft.path(folder, name), index + folder.length * 100);
  };
  const refuses = async (code: string, ...words: string[]): Promise<{ message: string; remedy: string }> => {
    const failure = await graft.failure(...words);
    assert.equal(failure.code, code, `${words.join(' ')}: ${failure.message}`);
    return failure;
  };

  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-refusals-')));
    await graft.document('new', 'kept');
    await pictures('kept-images', ...Array.from({ length: 8 }, (_, index) => `${index % 2 ? 'oak' : 'elm'}/${index}.jpg`));
    await graft.document('import', 'kept', 'kept-images');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('words that it does not understand', async () => {
    await refuses('input-invalid', 'paint');
    assert.match(
      (await refuses('input-invalid', 'status', 'kept', '--colour')).message,
      /unknown option --colour\. See "graft help status"\. /,
    );
    assert.match(
      (await refuses('input-invalid', 'evaluate', 'kept', '--quick')).message,
      /unknown option --quick\. See "graft help evaluate"/,
    );
    assert.match((await refuses('input-invalid', 'train', 'kept', '--seed')).message, /--seed requires a value\. /);
    assert.match(
      (await refuses('input-invalid', 'status', 'kept', 'too')).message,
      /unexpected argument "too"\. See "graft help status"\. /,
    );
    await refuses('input-invalid', 'train', 'kept', '--seed', 'two');
    await refuses('input-invalid', 'train', 'kept', '--method', 'magic');
    await refuses('input-invalid', 'import', 'kept');
    assert.match(
      (await refuses('input-invalid', 'predict', 'kept', 'kept-images', '--out', 'x.csv', '--separator', ';')).message,
      /";": use comma, semicolon or tab/,
    );
    await refuses('input-invalid', 'import', 'kept', 'kept-images', '--labels', 'files');
    await refuses('input-invalid', 'import', 'kept', 'kept-images', '--group', '(');
    await refuses('input-invalid', 'export', 'kept', '--format', 'saved-model');
    assert.match((await refuses('input-invalid', 'status')).message, /The project is missing/);
  });

  test('the same without --json: nothing on standard output, three sentences on standard error', async () => {
    const { stdout, stderr, exitCode } = await graft.call('status', 'nowhere');
    assert.deepEqual([stdout, exitCode], ['', 1]);
    assert.match(stderr, /^There is no project at .*nowhere\.graft\.\nNothing was changed\.\nIf its drive is not connected.*\n$/);
  });

  test('help is no failure, and with --json it is one document', async () => {
    assert.match(JSON.stringify(await graft.document('help')), /graft predict/);
    const { exitCode, stdout } = await graft.call('--help');
    assert.deepEqual([exitCode, stdout.startsWith('Graft turns')], [0, true]);
    const [about, asked] = [await graft.call('help', 'sources', 'rank'), await graft.call('sources', 'rank', '--help')];
    assert.deepEqual(about, asked);
    assert.deepEqual([about.exitCode, about.stderr], [0, '']);
    assert.match(about.stdout, /^Usage: graft sources rank <project> \[--sources A,B\] \[--seed N\] \[--try N\]\n/);
    await refuses('input-invalid', 'help', 'paint');
  });

  test('projects that are not there, are there already, or are no projects', async () => {
    await refuses('project-not-found', 'status', 'nowhere');
    await refuses('project-exists', 'new', 'kept');
    await refuses('folder-not-found', 'new', join('no', 'such', 'place'));
    mkdirSync(graft.path('plain.graft'));
    await refuses('not-a-project', 'status', 'plain');
  });

  test('a project that another window has open', async (t) => {
    const before = await state('kept');
    const holder = spawn(process.execPath, [join(support, 'hold-project.ts'), graft.path('kept.graft')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const { message, remedy } = await refuses('project-in-use', 'import', 'kept', 'kept-images');
    assert.match(`${message} ${remedy}`, /open in another Graft window.*Nothing in the project was changed.*Close it there/);
    holder.stdin.end();
    await once(holder, 'exit');
    assert.deepEqual(await state('kept'), before);
  });

  test('a project of a newer version, left as it is to the last byte', async () => {
    cpSync(graft.path('kept.graft'), graft.path('newer.graft'), { recursive: true });
    const sqlite = new Database(graft.path('newer.graft', 'project.db'));
    sqlite.pragma('user_version = 99');
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    sqlite.close();
    const before = readFileSync(graft.path('newer.graft', 'project.db'));
    const { message, remedy } = await refuses('project-newer', 'import', 'newer', 'kept-images');
    assert.match(`${message} ${remedy}`, /newer version of Graft \(project format 99.*Nothing in the project was changed.*newer version/);
    assert.deepEqual(readFileSync(graft.path('newer.graft', 'project.db')), before);
  });

  test('a damaged project, with the place of a sound backup that restores it', async () => {
    cpSync(graft.path('kept.graft'), graft.path('hurt.graft'), { recursive: true });
    const before = (await state('hurt')) as { images: number; labelled: number };
    writeFileSync(graft.path('hurt.graft', 'project.db'), Buffer.alloc(20_000, 0xa5));
    const { message } = await refuses('project-damaged', 'status', 'hurt');
    const [backup] = /(?<=There is a verified backup: ).*?\.db/.exec(message) ?? [];
    cpSync(backup ?? '', graft.path('hurt.graft', 'project.db'));
    const { images, labelled } = (await state('hurt')) as typeof before;
    assert.deepEqual([images, labelled], [before.images, before.labelled]);
  });

  test('no images, one class, one image of a class, no run yet', async () => {
    await graft.document('new', 'few');
    mkdirSync(graft.path('nothing'));
    writeFileSync(graft.path('nothing', 'notes.txt'), 'no picture');
    await refuses('no-images', 'import', 'few', 'nothing');
    await refuses('folder-not-found', 'import', 'few', 'gone');
    await refuses('no-labels', 'train', 'few');
    await refuses('run-not-found', 'evaluate', 'few');
    await refuses('run-not-found', 'evaluate', 'few', '--run', '7');
    await pictures('few-images', 'oak/1.jpg', 'oak/2.jpg', 'oak/3.jpg');
    await graft.document('import', 'few', 'few-images');
    await refuses('too-few-classes', 'train', 'few');
    await pictures('few-more', 'elm/1.jpg');
    await graft.document('import', 'few', 'few-more');
    const { message } = await refuses('class-too-small', 'train', 'few');
    assert.match(message, /elm.*two images.*All your labels are saved/);
    assert.equal(((await state('few')) as { labelled: number }).labelled, 4);
  });

  test('classes that differ only in case are one class, and the report says which names were taken together', async () => {
    await graft.document('new', 'case');
    await pictures('case-images', 'a/Oak/1.jpg', 'b/oak/2.jpg', 'c/OAK /3.jpg');
    const report = (await graft.document('import', 'case', 'case-images')) as {
      classesJoined: { name: string; others: string[] }[];
      imported: number;
    };
    assert.deepEqual([report.imported, report.classesJoined], [3, [{ name: 'Oak', others: ['oak', 'OAK '] }]]);
    const { classes } = (await state('case')) as { classes: { name: string; images: number }[] };
    assert.deepEqual(
      classes.map(({ name, images }) => [name, images]),
      [['Oak', 3]],
    );
  });

  test('source models that are unknown, have a damaged card or damaged weights, and cuts that they do not have', async () => {
    const before = await state('kept');
    const models = graft.path('home', 'models');
    const card = await writeTinySource(join(models, 'torn-card'), { id: 'torn-card' });
    const weights = await writeTinySource(join(models, 'torn-weights'), { id: 'torn-weights' });
    writeFileSync(join(card, 'source.json'), '{"id":"torn-card","title":');
    writeFileSync(join(weights, 'weights.bin'), readFileSync(join(weights, 'weights.bin')).subarray(0, 99));
    await refuses('source-not-found', 'train', 'kept', '--source', 'unheard-of');
    const said = [
      await refuses('source-card-damaged', 'train', 'kept', '--source', 'torn-card'),
      await refuses('source-weights-damaged', 'train', 'kept', '--source', 'torn-weights'),
    ];
    for (const { message, remedy } of said)
      assert.match(`${message} ${remedy}`, /torn-.*Your projects and source models were not changed.*Copy the model again/);
    await refuses('cut-not-found', 'train', 'kept', '--cut', 'nowhere');
    const { sources, unusable } = (await graft.document('sources')) as { sources: { id: string }[]; unusable: { code: string }[] };
    assert.deepEqual(
      [sources.map(({ id }) => id), unusable.map(({ code }) => code)],
      [['starter'], ['source-card-damaged', 'source-weights-damaged']],
    );
    assert.deepEqual(await state('kept'), before, 'no run was begun');
  });

  test('where the only source model is damaged, that is what is said', async () => {
    const alone = new GraftCommand(graft.folder, {
      GRAFT_HOME: graft.path('other-home'),
      GRAFT_SHIPPED_MODELS: graft.path('home', 'models', 'torn-weights'),
    });
    assert.equal((await alone.failure('train', 'kept')).code, 'source-weights-damaged');
  });

  test('an export folder that holds something, and a CSV that exists, are not touched', async () => {
    await graft.document('train', 'kept');
    mkdirSync(graft.path('full'));
    writeFileSync(graft.path('full', 'mine.txt'), 'mine');
    await refuses('input-invalid', 'export', 'kept', '--format', 'onnx', '--out', 'new-folder');
    await refuses('export-folder-not-empty', 'export', 'kept', '--format', 'tfjs-graph', '--out', 'full');
    await refuses('output-exists', 'predict', 'kept', 'kept-images', '--out', join('full', 'mine.txt'));
    await refuses('output-exists', 'predict', 'kept', 'kept-images', '--out', 'full', '--replace');
    await refuses('folder-not-found', 'predict', 'kept', 'gone', '--out', 'x.csv');
    await refuses('folder-not-found', 'predict', 'kept', 'kept-images', '--out', join('gone', 'x.csv'));
    const labels = (format: string, ...words: string[]): string[] => ['labels', 'export', 'kept', '--format', format, '--out', ...words];
    await refuses('input-invalid', ...labels('xml', 'new.xml'));
    await refuses('input-invalid', 'labels', 'export', 'kept', '--format', 'csv');
    await refuses('output-exists', ...labels('csv', join('full', 'mine.txt')));
    await refuses('output-exists', ...labels('csv', 'full', '--replace'));
    await refuses('export-folder-not-empty', ...labels('class-folders', 'full', '--replace'));
    await refuses('output-in-project', ...labels('csv', join('kept.graft', 'labels.csv')));
    await refuses('folder-not-found', ...labels('coco', join('gone', 'coco')));
    assert.deepEqual([readdirSync(graft.path('full')), readFileSync(graft.path('full', 'mine.txt'), 'utf8')], [['mine.txt'], 'mine']);
  });

  test('a run whose files are damaged or gone', async () => {
    const head = graft.path('kept.graft', 'runs', '1', 'head.bin');
    const whole = readFileSync(head);
    writeFileSync(head, whole.subarray(0, whole.length - 4));
    await refuses('run-damaged', 'export', 'kept', '--format', 'saved-model', '--out', 'never');
    await refuses('run-damaged', 'predict', 'kept', 'kept-images', '--out', 'never.csv');
    assert.deepEqual(
      readdirSync(graft.folder).filter((name) => name.includes('never')),
      [],
    );
    writeFileSync(head, whole);
    await graft.document('export', 'kept', '--format', 'saved-model', '--out', 'now');
  });
});
