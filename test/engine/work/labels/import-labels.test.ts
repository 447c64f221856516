import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { requests, type CheckedInput, type Job, type LabelImport } from '../../../../engine/contract/index.ts';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import { JobQueue } from '../../../../engine/work/studio/job-queue.ts';
import { labelImportHandlers } from '../../../../engine/work/labels/import-labels.ts';
import { record, temporaryFolder, who } from '../../../support/project.ts';
import { testShelf } from '../../../support/models/shelf.ts';

interface Said {
  readonly file: string;
  readonly class?: string;
}

/** A project whose images are files at these paths, and a function that imports labels from a COCO file into it. */
function labelling(t: TestContext, paths: readonly string[]) {
  const { shelf } = testShelf(t);
  const store = shelf.create({ name: 'one' });
  store.images.addBatch(
    paths.map((path) => record(path)),
    who,
  );
  const queue = new JobQueue(() => {});
  const file = join(temporaryFolder(t), 'labels.json');
  const handlers = labelImportHandlers({ projects: shelf, queue } as unknown as StudioParts);
  const write = (said: readonly Said[], name = file): void => {
    const classes = [...new Set(said.flatMap((one) => (one.class === undefined ? [] : [one.class])))];
    writeFileSync(
      name,
      JSON.stringify({
        images: said.map((one, id) => ({ id, file_name: one.file })),
        categories: classes.map((one, id) => ({ id, name: one })),
        annotations: said.flatMap((one, image) =>
          one.class === undefined ? [] : [{ image_id: image, category_id: classes.indexOf(one.class) }],
        ),
      }),
    );
  };
  const run = async (said: readonly Said[], choices: Partial<CheckedInput<'labels.import'>> = {}): Promise<Job> => {
    write(said);
    const input = requests['labels.import'].input.parse({ project: store.id, annotations: { file }, ...choices });
    const { job } = await handlers['labels.import'](input);
    return queue.ended(job);
  };
  const labels = (): (string | null)[] => {
    const names = new Map(store.classes.list().map(({ id, name }) => [id, name]));
    return store.images.ids({}, 'added').map((image) => names.get(store.images.get(image).class ?? (0 as never)) ?? null);
  };
  return { store, queue, run, labels, handlers, file, write };
}

const reportOf = ({ result, failure }: Job): LabelImport => {
  assert.equal(failure, null);
  assert.ok(result?.kind === 'import-labels');
  return requests['jobs.get'].output.parse({ ...template, result }).result!.report as LabelImport;
};
const template = {
  id: 'x',
  kind: 'import-labels',
  project: null,
  projectName: null,
  run: null,
  state: 'done',
  progress: { stage: 'labelling', done: 1, total: 1, secondsLeft: null },
  behind: null,
  curve: [],
  startedAt: 1,
  endedAt: 2,
  earlier: false,
  failure: null,
};

describe('labels of an annotation file for the images of a project', () => {
  test('one action labels them, one undo takes all back', async (t) => {
    const { store, run, labels } = labelling(t, ['/plots/a.jpg', '/plots/b.jpg', '/plots/c.jpg']);
    const report = reportOf(
      await run([
        { file: 'a.jpg', class: 'elm' },
        { file: 'b.jpg', class: 'oak' },
        { file: 'gone.jpg', class: 'oak' },
      ]),
    );
    assert.deepEqual(report, {
      format: 'COCO',
      labels: 3,
      carried: 2,
      left: [{ reason: 'picture-missing', count: 1, examples: ['gone.jpg'] }],
      changed: 2,
      unchanged: 0,
      classesAdded: ['elm', 'oak'],
      split: null,
    });
    assert.deepEqual(labels(), ['elm', 'oak', null]);
    assert.deepEqual(store.labels.pending().undo, { kind: 'import', images: 2, detail: 'labels.json' });
    assert.equal(store.images.get(1 as never).history.at(-1)?.how, 'imported-file');
    store.labels.undo(who);
    assert.deepEqual([labels(), store.classes.list(), store.labels.pending().undo], [[null, null, null], [], null]);
    store.labels.redo(who);
    assert.deepEqual(labels(), ['elm', 'oak', null]);
  });

  test('site, time and tags of a sheet are kept with the images; a time in the file counts more', async (t) => {
    const { store, handlers, queue } = labelling(t, ['/p/a.jpg', '/p/b.jpg', '/p/c.jpg']);
    const [a, b, c] = store.images.ids({}, 'added') as [ImageId, ImageId, ImageId];
    store.images.setCaptures(new Map([[b, { takenAt: Date.UTC(2020, 0, 1), camera: null }]]));
    const sheet = join(temporaryFolder(t), 'notes.csv');
    writeFileSync(
      sheet,
      'file,site,taken at,tags\na.jpg,North bog,2026-06-01 12:30:00,wet;old\nb.jpg,,2026-06-02 00:00:00,\nc.jpg,Heath,,\n',
    );
    const input = requests['labels.import'].input.parse({ project: store.id, annotations: { file: sheet } });
    const importing = async (): Promise<LabelImport> => reportOf(await queue.ended((await handlers['labels.import'](input)).job));
    await importing();
    const notes = () => [a, b, c].map((id) => store.images.get(id)).map(({ site, takenAt, tags }) => [site, takenAt, tags]);
    const said = [
      ['North bog', Date.UTC(2026, 5, 1, 12, 30), ['wet', 'old']],
      [null, Date.UTC(2020, 0, 1), []],
      ['Heath', null, []],
    ];
    assert.deepEqual(notes(), said);
    assert.equal((await importing()).changed, 0, 'the same again is no news');
    store.labels.undo(who);
    assert.deepEqual(notes(), [
      [null, null, []],
      [null, Date.UTC(2020, 0, 1), []],
      [null, null, []],
    ]);
    store.labels.redo(who);
    assert.deepEqual(notes(), said);
  });

  test('a label is the word of its author in the file, also after undo and redo; one by hand is that of the user', async (t) => {
    const { store, handlers, queue } = labelling(t, ['/p/a.jpg', '/p/b.jpg']);
    const [a] = store.images.ids({}, 'added') as [ImageId, ImageId];
    const file = join(temporaryFolder(t), 'labels.csv');
    writeFileSync(file, 'file,class,annotated by\na.jpg,elm,Ben\nb.jpg,elm,\n');
    const input = requests['labels.import'].input.parse({ project: store.id, annotations: { file } });
    reportOf(await queue.ended((await handlers['labels.import'](input)).job));
    const authors = () => store.images.sheet().map(({ labelled }) => labelled?.by ?? null);
    const user = authors()[1]!;
    assert.notEqual(user, 'Ben');
    assert.deepEqual(authors(), ['Ben', user]);
    assert.deepEqual(
      store.images.get(a).history.map(({ by, how }) => [by, how]),
      [['Ben', 'imported-file']],
    );
    store.labels.undo(who);
    assert.deepEqual(authors(), [null, null]);
    store.labels.redo({ ...who, by: 'Eve' });
    assert.deepEqual(authors(), ['Ben', user], 'who redoes it has not looked at the image');
    store.labels.set([a], null, { ...who, by: 'Ada' });
    const elm = store.classes.find('elm')!.id;
    store.labels.set([a], elm, { ...who, by: 'Ada' });
    assert.deepEqual(authors(), ['Ada', user]);
  });

  test('images that have another label keep it, or get the new one if asked', async (t) => {
    const { store, run, labels } = labelling(t, ['/plots/a.jpg', '/plots/b.jpg']);
    await run([{ file: 'a.jpg', class: 'elm' }]);
    const said = [
      { file: 'a.jpg', class: 'Oak' },
      { file: 'b.jpg', class: 'ELM ' },
    ];
    const kept = reportOf(await run(said));
    assert.deepEqual(
      [kept.changed, kept.left, labels()],
      [1, [{ reason: 'labelled-otherwise', count: 1, examples: ['/plots/a.jpg'] }], ['elm', 'elm']],
    );
    const replaced = reportOf(await run(said, { labelled: 'replace' }));
    assert.deepEqual([replaced.changed, replaced.unchanged, replaced.left, labels()], [1, 1, [], ['Oak', 'elm']]);
    store.labels.undo(who);
    assert.deepEqual(labels(), ['elm', 'elm']);
  });

  test('copies of one image with different classes get neither', async (t) => {
    const { store, run, labels } = labelling(t, ['/plots/a.jpg']);
    store.images.addBatch([record('/plots/copy.jpg', { content: '/plots/a.jpg' })], who);
    const report = reportOf(
      await run([
        { file: 'a.jpg', class: 'elm' },
        { file: 'copy.jpg', class: 'oak' },
      ]),
    );
    assert.deepEqual(
      [report.carried, report.left, labels()],
      [0, [{ reason: 'several-classes', count: 2, examples: ['/plots/a.jpg'] }], [null]],
    );
  });

  test('a file about other images changes nothing and says so', async (t) => {
    const { store, run } = labelling(t, ['/plots/a.jpg']);
    const before = store.labels.dataVersion;
    const { failure } = await run([{ file: 'other.jpg', class: 'elm' }]);
    assert.equal(failure?.code, 'annotations-match-nothing');
    assert.deepEqual([store.labels.dataVersion, store.classes.list()], [before, []]);
  });

  test('the preview counts the same and writes nothing', async (t) => {
    const { store, handlers, file, write } = labelling(t, ['/plots/a.jpg', '/plots/b.jpg']);
    write([
      { file: 'a.jpg', class: 'elm' },
      { file: 'gone.jpg', class: 'elm' },
    ]);
    const before = store.labels.dataVersion;
    const seen = requests['annotations.read'].output.parse(
      await handlers['annotations.read'](requests['annotations.read'].input.parse({ about: { project: store.id }, annotations: { file } })),
    );
    assert.deepEqual(seen, {
      id: 'coco',
      format: 'COCO',
      labels: 2,
      carried: 1,
      left: [{ reason: 'picture-missing', count: 1, examples: ['gone.jpg'] }],
      sheet: null,
      boxes: 0,
      boxClasses: [],
      cuts: null,
      hasConfidence: false,
      classes: [{ name: 'elm', images: 1 }],
      classCount: 1,
      groups: 0,
      sites: 0,
      split: null,
      named: { found: 1, missing: 1, ambiguous: 0, unnamed: 1 },
    });
    assert.equal(store.labels.dataVersion, before);
  });

  test('20,000 labels come in batches between which other requests are answered', async (t) => {
    const count = 20_000;
    const paths = Array.from({ length: count }, (_, at) => `/plots/${at}.jpg`);
    const { store, run, labels } = labelling(t, paths);
    let turns = 0;
    const beat = setInterval(() => {
      turns += 1;
    }, 1);
    const job = await run(paths.map((file, at) => ({ file, class: `class ${at % 7}` })));
    clearInterval(beat);
    assert.equal(reportOf(job).changed, count);
    assert.equal(labels().filter((label) => label === 'class 3').length, Math.ceil((count - 3) / 7));
    assert.ok(turns > 10, `${turns} other turns`);
    assert.equal(store.labels.pending().undo?.images, count);
  });
});
