import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import Database from 'better-sqlite3';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { fiveClasses, writeFiveClasses, writeFlower } from '../../support/five-classes.ts';

const flowers: readonly string[] = fiveClasses;
const perClass = 12;
const share = z.number().min(0).max(1);
const interval = z.looseObject({ value: share, low: share, high: share }).refine(({ value, low, high }) => low <= value && value <= high);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const refused = z.array(z.looseObject({ file: z.string(), code: z.string(), message: z.string().min(10) }));

/** The fields that scripts may rely on. */
const forms = {
  new: z.looseObject({ project: z.uuid(), name: z.literal('Flowers'), path: z.string() }),
  import: z.looseObject({
    imported: z.int(),
    present: z.int(),
    duplicates: z.array(z.looseObject({ file: z.string(), of: z.string() })),
    conflicts: z.array(z.unknown()),
    severalFrames: z.array(z.unknown()),
    refused,
  }),
  status: z.looseObject({
    images: z.int(),
    labelled: z.int(),
    classes: z.array(z.looseObject({ name: z.string(), images: z.int() })),
    dataVersion: z.int(),
  }),
  sources: z.looseObject({
    sources: z
      .array(
        z.looseObject({
          id: z.string(),
          title: z.string(),
          task: z.string(),
          inputSize: z.int(),
          parameters: z.int(),
          licence: z.string(),
          hash,
          path: z.string(),
          cuts: z.array(z.looseObject({ layer: z.string(), features: z.int() })).min(1),
        }),
      )
      .min(1),
  }),
  train: z.looseObject({
    run: z.int(),
    method: z.literal('head'),
    head: z.enum(['nearest-mean', 'ridge', 'logistic']),
    source: z.string(),
    cut: z.string(),
    seed: z.literal(7),
    classes: z.array(z.string()),
    trainImages: z.int().positive(),
    seconds: z.number().positive(),
  }),
  evaluate: z.looseObject({
    run: z.int(),
    test: z.looseObject({
      images: z.int().positive(),
      accuracy: interval,
      balancedAccuracy: interval,
      perClass: z
        .array(
          z.looseObject({
            class: z.string(),
            images: z.int(),
            precision: share.nullable(),
            recall: share.nullable(),
            f1: share.nullable(),
          }),
        )
        .length(5),
      confusion: z.looseObject({ classes: z.array(z.string()).length(5), counts: z.array(z.array(z.int()).length(5)).length(5) }),
    }),
    baselines: z.array(z.looseObject({ name: z.string(), accuracy: interval })).length(3),
    dataVersion: z.int(),
    stale: z.boolean(),
    source: z.looseObject({ id: z.string(), hash }),
    cut: z.string(),
    seed: z.int(),
    software: z.string(),
  }),
  export: z.looseObject({
    format: z.string(),
    folder: z.string(),
    files: z.array(z.string()).min(3),
    signature: z.looseObject({ inputs: z.array(z.unknown()), outputs: z.array(z.unknown()) }),
    parity: z.looseObject({ images: z.int().positive(), maxAbsoluteError: z.number().max(1e-4), sameClass: z.int() }),
  }),
  predict: z.looseObject({ file: z.string(), predicted: z.int(), refused }),
  doctor: z.looseObject({
    software: z.string(),
    platform: z.string(),
    node: z.string(),
    findings: z.array(z.looseObject({ code: z.string(), works: z.boolean() })).min(3),
  }),
};

const testSetForm = z.looseObject({
  images: z.int(),
  runs: z.int(),
  reports: z.int(),
  optimism: share.nullable(),
  locked: z.boolean(),
  history: z.array(z.looseObject({ kind: z.enum(['draw', 'lock', 'open']), looked: z.int().nullable(), seed: z.int().nullable() })),
});

describe('the whole job by the command, on 60 flowers', () => {
  let graft: GraftCommand, copy: string;
  const images = (): string => graft.path('images');
  const ask = async <K extends keyof typeof forms>(command: K, ...words: string[]): Promise<z.infer<(typeof forms)[K]>> =>
    forms[command].parse(await graft.document(command, ...words)) as z.infer<(typeof forms)[K]>;

  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-command-')));
    await writeFiveClasses(images(), perClass);
    const [first = ''] = readdirSync(join(images(), 'daisy'));
    copy = `daisy/zz-copy${extname(first)}`;
    cpSync(join(images(), 'daisy', first), join(images(), copy));
    writeFileSync(join(images(), 'tulips', 'broken.png'), 'no picture');
    await ask('new', 'Flowers');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('import gives every file its verdict, and a second import finds everything present', async () => {
    const report = await ask('import', 'Flowers', images());
    assert.deepEqual([report.imported, report.present, report.duplicates.map(({ file }) => file), report.conflicts], [60, 0, [copy], []]);
    assert.deepEqual(
      report.refused.map(({ file, code }) => [file, code]),
      [['tulips/broken.png', 'not-an-image']],
    );
    const again = await ask('import', 'Flowers.graft', 'images');
    assert.deepEqual([again.imported, again.present], [0, 61]);
  });

  test('an import leaves a sound backup behind, although the command ends at once', () => {
    const backups = readdirSync(graft.path('Flowers.graft', 'backups'));
    const newest = new Database(graft.path('Flowers.graft', 'backups', backups.at(-1) ?? ''), { readonly: true });
    assert.equal(newest.prepare('SELECT count(*) FROM images').pluck().get(), 60);
    newest.close();
  });

  test('status and sources say what is there', async () => {
    const status = await ask('status', 'Flowers');
    assert.deepEqual(
      [status.images, status.labelled, status.classes.map(({ name, images: count }) => [name, count])],
      [60, 60, flowers.map((name) => [name, perClass])],
    );
    const { sources } = await ask('sources');
    assert.deepEqual(
      sources.filter((source) => source['default'] === true).map(({ id }) => id),
      ['starter'],
    );
  });

  test('train and evaluate: a run on the starter model, its score, its baselines and what it stands on', async () => {
    const run = await ask('train', 'Flowers', '--seed', '7');
    assert.deepEqual([run.source, run.classes], ['starter', flowers]);
    const evaluation = await ask('evaluate', 'Flowers');
    assert.deepEqual(
      [evaluation.run, evaluation.seed, evaluation.stale, evaluation.source.id, evaluation.cut],
      [run.run, 7, false, 'starter', run.cut],
    );
    assert.equal(
      evaluation.test.confusion.counts.flat().reduce((sum, count) => sum + count, 0),
      evaluation.test.images,
    );
    assert.deepEqual(
      evaluation.baselines.map(({ name }) => name),
      ['majority-class', 'colour-and-texture', 'raw-pixels'],
    );
    assert.equal((await ask('evaluate', 'Flowers', '--run', String(run.run))).run, run.run);
  });

  for (const format of ['saved-model', 'tfjs-graph', 'tfjs-layers']) {
    test(`export as ${format}: complete, and the same answers when read back`, async () => {
      const report = await ask('export', 'Flowers', '--format', format, '--out', format);
      assert.deepEqual([report.format, report.folder, report.parity.sameClass], [format, graft.path(format), report.parity.images]);
      assert.deepEqual(report.files, readdirSync(graft.path(format)).toSorted());
      assert.ok(report.files.includes('labels.txt') && report.files.includes('card.json'));
    });
  }

  test('predict writes the CSV as documented; an old one is replaced only on request and only by a complete one', async () => {
    const report = forms.predict.parse(await graft.partialDocument('predict', 'Flowers', 'images', '--out', 'flowers.csv'));
    assert.deepEqual(
      [report.file, report.predicted, report.refused.map(({ file }) => file)],
      [graft.path('flowers.csv'), 61, ['tulips/broken.png']],
    );
    const lines = readFileSync(graft.path('flowers.csv'), 'utf8').split('\r\n');
    assert.equal(lines[0], '\uFEFFfile,label,probability,daisy,dandelion,roses,sunflowers,tulips,failure');
    assert.equal(lines.length, 1 + 62 + 1);
    for (const line of lines.slice(1, -1).filter((one) => !one.includes('broken'))) {
      const [, label, probability, ...rest] = line.split(',');
      assert.deepEqual(
        [flowers.includes(label ?? ''), Number(probability), rest.at(-1)],
        [true, Math.max(...rest.slice(0, 5).map(Number)), ''],
      );
    }
    const before = readFileSync(graft.path('flowers.csv'));
    assert.equal((await graft.failure('predict', 'Flowers', 'images', '--out', 'flowers.csv')).code, 'output-exists');
    mkdirSync(graft.path('empty'));
    assert.equal((await graft.failure('predict', 'Flowers', 'empty', '--out', 'flowers.csv', '--replace')).code, 'no-images');
    assert.deepEqual(readFileSync(graft.path('flowers.csv')), before, 'a prediction that fails leaves the old file');
    assert.equal(
      (await ask('predict', 'Flowers', 'images/daisy', '--out', 'flowers.csv', '--replace', '--separator', 'semicolon', '--no-bom'))
        .predicted,
      13,
    );
    const [head, first, ...rest] = readFileSync(graft.path('flowers.csv'), 'utf8').split('\r\n');
    assert.deepEqual([head, rest.length], ['file;label;probability;daisy;dandelion;roses;sunflowers;tulips;failure', 12 + 1]);
    assert.match(first ?? '', /^[^;]+;\w+;[01],\d{6};/);
    assert.deepEqual(
      readdirSync(graft.folder).filter((name) => name.startsWith('flowers.csv')),
      ['flowers.csv'],
    );
  });

  test('labels that come after a run make its result stale, in words that say what is safe; training again gives a current one', async () => {
    mkdirSync(graft.path('more', 'roses'), { recursive: true });
    await writeFlower('roses', perClass, graft.path('more', 'roses'));
    assert.equal((await ask('import', 'Flowers', 'more')).imported, 1);
    assert.equal((await ask('evaluate', 'Flowers')).stale, true);
    const { stdout, exitCode } = await graft.call('evaluate', 'Flowers');
    assert.match(stdout, /labels or the test set have changed since this run.*Train again/s);
    assert.equal(exitCode, 0);
    await ask('train', 'Flowers', '--seed', '7');
    assert.equal((await ask('evaluate', 'Flowers')).stale, false);
    assert.equal((await ask('evaluate', 'Flowers', '--run', '1')).stale, true);
  });

  test('a locked test set withholds the score of a run until it is opened, and a fresh one makes runs stale', async () => {
    const testSet = async (...words: string[]): Promise<z.infer<typeof testSetForm>> =>
      testSetForm.parse(await graft.document('test-set', 'Flowers', ...words));
    const before = await testSet();
    assert.ok(before.runs === 2 && before.optimism! > 0, JSON.stringify(before));
    assert.equal((await testSet('lock')).locked, true);
    const { run } = await ask('train', 'Flowers', '--seed', '7');
    assert.equal((await graft.failure('evaluate', 'Flowers')).code, 'test-set-locked');
    const listed = await graft.call('runs', 'Flowers');
    assert.match(listed.stdout, new RegExp(`Run ${run}: .*; validation \\d.*test score hidden`));
    assert.match(listed.stdout, /best on validation/);
    assert.deepEqual([(await testSet('open', '--run', String(run))).runs, (await ask('evaluate', 'Flowers')).run], [3, run]);
    const { stdout } = await graft.call('test-set', 'Flowers', 'open');
    assert.match(stdout, /is unlocked[^]*3 runs were scored on these 15 test images[^]*Picking the best of 3 runs[^]*upper bound/);
    const drawn = await testSet('draw', '--seed', '5');
    assert.deepEqual([drawn.images, drawn.runs, drawn.history[0]?.looked, drawn.history[0]?.seed], [15, 0, 0, 5]);
    assert.equal((await ask('evaluate', 'Flowers')).stale, true);
    assert.equal((await graft.failure('test-set', 'Flowers', 'shuffle')).code, 'input-invalid');
  });

  test('doctor finds this machine able to train', async () => {
    const { findings } = await ask('doctor');
    assert.deepEqual(
      findings.filter(({ code }) => ['tensorflow', 'sources', 'projects-folder'].includes(code)).map(({ works }) => works),
      [true, true, true],
    );
  });

  test('for people the results go to standard output and the stages to standard error', async () => {
    const { stdout, stderr, exitCode } = await graft.call('train', 'Flowers', '--seed', '8');
    assert.match(stdout, /^Run \d+: new last layer \(.*\) on starter, trained on \d+ images/);
    assert.match(stderr, /Training the new last layer/);
    assert.equal(exitCode, 0);
    assert.ok(existsSync(graft.path('home')));
  });
});
