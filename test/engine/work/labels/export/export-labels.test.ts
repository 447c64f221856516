import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { allFormats } from '../../../../../engine/annotations/all-formats.ts';
import { coco } from '../../../../../engine/annotations/formats/coco.ts';
import type { Input, Job, LabelsExportReport } from '../../../../../engine/contract/index.ts';
import type { ImageId } from '../../../../../engine/domain/ids.ts';
import { labelExportFormatNames, labelExportFormats, type LabelExportFormat } from '../../../../../engine/domain/labels/label-export.ts';
import type { Split } from '../../../../../engine/domain/labels/split.ts';
import { usualTableForm } from '../../../../../engine/domain/table-form.ts';
import { readCsv } from '../../../../../engine/files/csv.ts';
import type { ProjectStore } from '../../../../../engine/store/project-store.ts';
import { exportLabelsHandlers } from '../../../../../engine/work/labels/export/export-labels.ts';
import { writeText } from '../../../../../engine/work/labels/export/write-out.ts';
import { JobQueue } from '../../../../../engine/work/studio/job-queue.ts';
import type { StudioParts } from '../../../../../engine/work/studio/studio-parts.ts';
import { readAs, recognised, said } from '../../../../support/annotations/reading.ts';
import { hashOf, projectId, record, reopened, temporaryFolder, temporaryProject, who } from '../../../../support/project.ts';

interface Bench {
  readonly folder: string;
  readonly store: ProjectStore;
  readonly queue: JobQueue;
  /** The path of a picture. */
  picture(name: string): string;
  start(order: Omit<Input<'labels.export'>, 'project'>): Promise<Job['id']>;
  /** Exports, and returns the job when it has ended. */
  ended(order: Omit<Input<'labels.export'>, 'project'>): Promise<Job>;
  exported(format: LabelExportFormat, out: string): Promise<LabelsExportReport>;
}

const parts: Readonly<Record<string, Split>> = {
  'elm/1.jpg': 'train',
  'elm/2.jpg': 'validation',
  'oak/1.jpg': 'train',
  'oak/2.jpg': 'test',
};
const names = [...Object.keys(parts), 'elm/out.jpg', 'new/1.jpg'];

/** Six pictures: four used ones of two classes in three parts, one excluded, one without a label. Their files hold their names. */
function bench(t: TestContext): Bench {
  const folder = temporaryFolder(t);
  const store = temporaryProject(t, folder);
  const picture = (name: string): string => join(folder, 'pictures', ...name.split('/'));
  const ids = store.images
    .addBatch(
      names.map((name) => {
        mkdirSync(dirname(picture(name)), { recursive: true });
        writeFileSync(picture(name), name);
        const className = name.startsWith('new/') ? null : dirname(name);
        return record(picture(name), { hash: hashOf(name), bytes: name.length, className });
      }),
      who,
    )
    .map(({ image }) => image);
  store.images.assignSplits(new Map(ids.flatMap((id, at) => (parts[names[at]!] ? [[id, parts[names[at]!]!] as const] : []))), who);
  store.labels.group(ids.slice(0, 1), 'tree 1', who);
  store.labels.exclude(ids.slice(4, 5), true, who);
  const queue = new JobQueue(() => {});
  const handlers = exportLabelsHandlers({ projects: { get: () => store, now: () => 7 }, queue } as unknown as StudioParts);
  const start: Bench['start'] = async (order) => (await handlers['labels.export']({ project: projectId, ...order })).job;
  const ended: Bench['ended'] = async (order) => queue.ended(await start(order));
  return {
    folder,
    store,
    queue,
    picture,
    start,
    ended,
    async exported(format, out) {
      const job = await ended({ format, out });
      assert.equal(job.result?.kind, 'export-labels', JSON.stringify(job.failure));
      return job.result.report;
    },
  };
}

const below = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();

describe('what is exported can be read back: for every image the same class and part', () => {
  const used = Object.entries(parts).map(([name, part]) => [name, dirname(name), part]);

  test('COCO, through the reader of Graft', async (t) => {
    const { folder, exported } = bench(t);
    const out = join(folder, 'coco');
    const report = await exported('coco', out);
    assert.deepEqual(report, {
      format: 'coco',
      out,
      files: 3,
      images: 4,
      labels: 4,
      left: [
        { reason: 'unlabelled', count: 1 },
        { reason: 'excluded', count: 1 },
      ],
    });
    assert.deepEqual(
      said(await readAs(coco, out)),
      Object.fromEntries(
        used.map(([name, label, part]) => [name, { classes: [label], part, ...(name === 'elm/1.jpg' ? { group: 'tree 1' } : {}) }]),
      ),
    );
  });

  test('the sheet', async (t) => {
    const { folder, exported } = bench(t);
    const out = join(folder, 'labels.csv');
    assert.deepEqual(await exported('csv', out), { format: 'csv', out, files: 1, images: 6, labels: 5, left: [] });
    const [, ...rows] = readCsv(readFileSync(out, 'utf8'), usualTableForm);
    assert.deepEqual(
      rows.map((row) => row.slice(0, 7)),
      [
        ['elm/1.jpg', 'elm', 'tree 1', 'train', 'false', 'tester', '2023-11-14T22:13:20.000Z'],
        ['elm/2.jpg', 'elm', '', 'validation', 'false', 'tester', '2023-11-14T22:13:20.000Z'],
        ['oak/1.jpg', 'oak', '', 'train', 'false', 'tester', '2023-11-14T22:13:20.000Z'],
        ['oak/2.jpg', 'oak', '', 'test', 'false', 'tester', '2023-11-14T22:13:20.000Z'],
        ['elm/out.jpg', 'elm', '', '', 'true', 'tester', '2023-11-14T22:13:20.000Z'],
        ['new/1.jpg', '', '', '', 'false', '', ''],
      ],
    );
  });

  test('the workbook, as any sheet', async (t) => {
    const { folder, exported } = bench(t);
    const out = join(folder, 'labels.xlsx');
    assert.deepEqual(await exported('xlsx', out), { format: 'xlsx', out, files: 1, images: 6, labels: 5, left: [] });
    assert.equal(await recognised(out), 'sheet');
    const read = said(
      await readAs(
        allFormats.find(({ id }) => id === 'sheet')!,
        out,
      ),
    ) as Record<string, Record<string, unknown>>;
    assert.deepEqual(
      Object.entries(read).map(([file, { classes, part, group }]) => [file, classes, part, group]),
      [
        ['elm/1.jpg', ['elm'], 'train', 'tree 1'],
        ['elm/2.jpg', ['elm'], 'validation', undefined],
        ['oak/1.jpg', ['oak'], 'train', undefined],
        ['oak/2.jpg', ['oak'], 'test', undefined],
        ['elm/out.jpg', ['elm'], undefined, undefined],
        ['new/1.jpg', undefined, undefined, undefined],
      ],
    );
  });

  test('Label Studio', async (t) => {
    const { folder, exported } = bench(t);
    const out = join(folder, 'tasks.json');
    assert.deepEqual(await exported('label-studio', out), { format: 'label-studio', out, files: 1, images: 6, labels: 5, left: [] });
    const tasks = JSON.parse(readFileSync(out, 'utf8')) as {
      data: { image: string; split?: string };
      annotations: { result: { value: { choices: string[] } }[] }[];
    }[];
    assert.deepEqual(
      tasks.slice(0, 4).map(({ data, annotations }) => [data.image, annotations[0]?.result[0]?.value.choices.join('|'), data.split]),
      used,
    );
    assert.deepEqual(tasks[5]?.annotations, []);
  });

  test('the layout of YOLO and class folders, with the pictures', async (t) => {
    const { folder, exported, picture } = bench(t);
    const [yolo, folders] = [join(folder, 'yolo'), join(folder, 'folders')];
    assert.equal((await exported('yolo', yolo)).files, 5);
    assert.deepEqual(below(yolo), ['classes.csv', 'test/oak/2.jpg', 'train/elm/1.jpg', 'train/oak/1.jpg', 'val/elm/2.jpg']);
    assert.equal(readFileSync(join(yolo, 'val', 'elm', '2.jpg'), 'utf8'), 'elm/2.jpg');
    mkdirSync(folders);
    assert.deepEqual(await exported('class-folders', folders), {
      format: 'class-folders',
      out: folders,
      files: 5,
      images: 4,
      labels: 4,
      left: [
        { reason: 'unlabelled', count: 1 },
        { reason: 'excluded', count: 1 },
      ],
    });
    assert.deepEqual(below(folders), ['classes.csv', 'elm/1.jpg', 'elm/2.jpg', 'oak/1.jpg', 'oak/2.jpg']);
    writeFileSync(join(folders, 'elm', '1.jpg'), 'changed');
    assert.equal(readFileSync(picture('elm/1.jpg'), 'utf8'), 'elm/1.jpg', 'a copy is no link');
  });
});

test('every format writes what it says, and the project stays as it is', async (t) => {
  const { folder, exported, store } = bench(t);
  const version = store.labels.dataVersion;
  for (const format of labelExportFormatNames) {
    const out = join(folder, `${format}${labelExportFormats[format].ending}`);
    const { files, images } = await exported(format, out);
    assert.equal(labelExportFormats[format].writes === 'file' ? 1 : below(out).length, files, format);
    assert.ok(images >= 4, format);
  }
  assert.equal(store.labels.dataVersion, version);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('.part-')),
    [],
  );
});

test('images copied into a project are named as their originals were, and found when the originals are gone', async (t) => {
  const { folder, store, picture, exported } = bench(t);
  const inside = join(store.folder, 'images', 'copy.jpg');
  mkdirSync(dirname(inside), { recursive: true });
  writeFileSync(inside, 'ash');
  store.images.addBatch([record(inside, { origin: picture('ash/9.jpg'), hash: hashOf('ash'), bytes: 3, className: 'ash' })], who);
  const out = join(folder, 'out');
  await exported('class-folders', out);
  assert.equal(readFileSync(join(out, 'ash', '9.jpg'), 'utf8'), 'ash');
});

test('pictures that are missing, changed or unreadable are left out and counted', async (t) => {
  const { folder, picture, exported, store } = bench(t);
  rmSync(picture('elm/1.jpg'));
  writeFileSync(picture('elm/2.jpg'), 'ELM/2.jpg');
  writeFileSync(picture('oak/1.jpg'), 'longer than before');
  rmSync(picture('oak/2.jpg'));
  // Another file with the same content takes the place of the missing one.
  const other = join(folder, 'other.jpg');
  writeFileSync(other, 'oak/2.jpg');
  store.images.addBatch([record(other, { hash: hashOf('oak/2.jpg'), bytes: 9 })], who);
  const out = join(folder, 'out');
  assert.deepEqual(await exported('class-folders', out), {
    format: 'class-folders',
    out,
    files: 2,
    images: 1,
    labels: 1,
    left: [
      { reason: 'unlabelled', count: 1 },
      { reason: 'excluded', count: 1 },
      { reason: 'file-missing', count: 1 },
      { reason: 'file-changed', count: 2 },
    ],
  });
  assert.deepEqual(below(out), ['classes.csv', 'oak/2.jpg']);
});

test('a pipe in the place of a picture is not waited for', { skip: process.platform === 'win32' }, async (t) => {
  const { folder, picture, exported } = bench(t);
  rmSync(picture('elm/1.jpg'));
  execFileSync('mkfifo', [picture('elm/1.jpg')]);
  const { left } = await exported('class-folders', join(folder, 'out'));
  assert.deepEqual(left.at(-1), { reason: 'file-missing', count: 1 });
});

test('a picture that cannot be read is left out', { skip: process.platform === 'win32' }, async (t) => {
  const { folder, picture, exported } = bench(t);
  rmSync(picture('elm/1.jpg'));
  symlinkSync(picture('elm/1.jpg'), picture('elm/1.jpg'));
  const { left } = await exported('class-folders', join(folder, 'out'));
  assert.deepEqual(left.at(-1), { reason: 'file-unreadable', count: 1 });
});

describe('what is refused', () => {
  const code = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => (error as { code?: string }).code,
    );

  test('a project without labels', async (t) => {
    const { folder, store, start } = bench(t);
    store.labels.set(store.images.ids({}, 'added'), null, who);
    for (const format of labelExportFormatNames) assert.equal(await code(start({ format, out: join(folder, format) })), 'no-labels');
  });

  test('a file that is there, unless it may be replaced, and a folder always', async (t) => {
    const { folder, start, ended } = bench(t);
    const out = join(folder, 'labels.csv');
    writeFileSync(out, 'mine');
    assert.equal(await code(start({ format: 'csv', out })), 'output-exists');
    assert.equal(readFileSync(out, 'utf8'), 'mine');
    assert.equal((await ended({ format: 'csv', out, replace: true })).state, 'done');
    assert.match(readFileSync(out, 'utf8'), /^\uFEFFfile,class/);
    const full = join(folder, 'pictures');
    assert.equal(await code(start({ format: 'csv', out: full, replace: true })), 'output-exists');
    assert.equal(await code(start({ format: 'coco', out: full, replace: true })), 'export-folder-not-empty');
    assert.equal(await code(start({ format: 'coco', out, replace: true })), 'export-folder-not-empty');
    const link = join(folder, 'link.csv');
    symlinkSync(out, link);
    assert.equal(await code(start({ format: 'csv', out: link, replace: true })), 'output-exists');
  });

  test('a file that has appeared meanwhile', async (t) => {
    const { folder, start, queue } = bench(t);
    for (const [format, name, failure] of [
      ['csv', 'labels.csv', 'output-exists'],
      ['class-folders', 'out', 'export-folder-not-empty'],
    ] as const) {
      const out = join(folder, name);
      const job = await start({ format, out });
      writeFileSync(out, 'mine');
      assert.equal((await queue.ended(job)).failure?.code, failure);
      assert.equal(readFileSync(out, 'utf8'), 'mine');
    }
    assert.deepEqual(readdirSync(folder).toSorted(), ['labels.csv', 'out', 'pictures', 'test.graft']);
  });

  test('a place inside the project, also through a link', async (t) => {
    const { folder, store, start, ended } = bench(t);
    symlinkSync(store.folder, join(folder, 'link'));
    for (const out of [
      join(store.folder, 'labels.csv'),
      join(store.folder, 'new', 'labels.csv'),
      store.folder,
      join(folder, 'link', 'a.csv'),
    ])
      assert.equal(await code(start({ format: 'csv', out })), 'output-in-project', out);
    assert.equal((await ended({ format: 'csv', out: `${store.folder}.csv` })).state, 'done');
  });

  test('a folder that does not exist', async (t) => {
    const { folder, ended } = bench(t);
    for (const format of ['csv', 'class-folders'] as const) {
      const { failure } = await ended({ format, out: join(folder, 'gone', 'out') });
      assert.deepEqual(failure, { code: 'folder-not-found', facts: { path: join(folder, 'gone') } }, format);
    }
  });
});

test('an export that is stopped leaves nothing', async (t) => {
  const { folder, start, queue, store } = bench(t);
  const job = await start({ format: 'class-folders', out: join(folder, 'out') });
  const files = store.images.files.bind(store.images);
  let underWay: string[] = [];
  t.mock.method(store.images, 'files', (image: ImageId) => {
    if (image === 3) {
      underWay = readdirSync(folder).filter((name) => name.startsWith('out.part-'));
      queue.stop(job);
    }
    return files(image);
  });
  assert.equal((await queue.ended(job)).state, 'stopped');
  assert.equal(underWay.length, 1);
  assert.deepEqual(readdirSync(folder).toSorted(), ['pictures', 'test.graft']);
});

test('a text that is stopped in the middle leaves nothing', async (t) => {
  const folder = temporaryFolder(t);
  const stop = new AbortController();
  let underWay: string[] = [];
  function* text(): Iterable<string> {
    yield 'x'.repeat(100_000);
    underWay = readdirSync(folder);
    stop.abort(new Error('stopped'));
    yield 'y'.repeat(100_000);
  }
  await assert.rejects(writeText(join(folder, 'labels.csv'), text(), stop.signal), /stopped/);
  assert.equal(underWay.length, 1);
  assert.deepEqual(readdirSync(folder), []);
});

test('what a killed process has left of an export is removed by the next one', async (t) => {
  const { folder, exported } = bench(t);
  const left = join(folder, `out.part-${hostname().replace(/[^A-Za-z0-9]+/g, '_')}-999999999`);
  mkdirSync(join(left, 'elm'), { recursive: true });
  await exported('class-folders', join(folder, 'out'));
  assert.deepEqual([existsSync(left), existsSync(join(folder, 'out'))], [false, true]);
});

test('the labels of a project that is opened again are the same', async (t) => {
  const { folder, exported, store } = bench(t);
  await exported('dataset-version', join(folder, '1.json'));
  const again = reopened(t, store);
  const queue = new JobQueue(() => {});
  const handlers = exportLabelsHandlers({ projects: { get: () => again, now: () => 9 }, queue } as unknown as StudioParts);
  const { job } = await handlers['labels.export']({ project: projectId, format: 'dataset-version', out: join(folder, '2.json') });
  await queue.ended(job);
  assert.equal(readFileSync(join(folder, '2.json'), 'utf8'), readFileSync(join(folder, '1.json'), 'utf8'));
});
