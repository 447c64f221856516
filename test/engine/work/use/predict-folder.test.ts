import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Job, Progress } from '../../../../engine/contract/index.ts';
import type { PictureWindow } from '../../../../engine/domain/models/picture-window.ts';
import type { RunSettings } from '../../../../engine/work/runs/run-order.ts';
import type { TableForm } from '../../../../engine/domain/table-form.ts';
import { labelsIn } from '../../../../engine/work/use/prediction-table.ts';
import { predictionHandlers } from '../../../../engine/work/use/predict-folder.ts';
import { ClassifiedFolders } from '../../../../engine/work/use/classified-folders.ts';
import { JobQueue } from '../../../../engine/work/studio/job-queue.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import type { AnyLearnerJob } from '../../../../engine/learner/protocol.ts';
import type { LearnerControl } from '../../../../engine/learner/serve-jobs.ts';
import { hashOf, headOutcome, headRun, projectId, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';

const interval = { value: 1, low: 1, high: 1 };
const fileCount = 150;
/** The pictures that a learner sees at once. */
const seenAtOnce = 16;

interface Bench {
  readonly folder: string;
  readonly store: ProjectStore;
  readonly out: string;
  readonly queue: JobQueue;
  readonly progress: Progress[];
  readonly caches: Set<string>;
  /** The brightness window that each file was read through. */
  readonly windows: Map<string, PictureWindow | null>;
  readonly folders: ClassifiedFolders;
  predict(table?: TableForm): Promise<Job>;
}

/** A finished run of two classes, a folder of files, and a learner and decoders that only act as if. */
function bench(t: TestContext, onBatch: (views: readonly string[]) => void = () => {}, settings: Partial<RunSettings> = {}): Bench {
  const folder = temporaryFolder(t);
  const store = temporaryProject(t, folder);
  const classes = ['cat', 'dog'].map((name) => ({ id: store.classes.add(name, who), name }));
  const source = { id: 's', title: 's', hash: hashOf('source') };
  const run = store.runs.start({
    method: 'head',
    source,
    cut: 'pool',
    seed: 1,
    classes,
    trainImages: 2,
    validationImages: 0,
    testImages: 0,
    dataVersion: 2,
    software: 'test',
    at: 1,
    ...headRun,
    settings: { ...settings },
  });
  store.runs.finish(run, {
    ...headOutcome,
    head: 'ridge',
    seconds: 1,
    baselines: [],
    predictions: [],
    test: { images: 0, accuracy: interval, balancedAccuracy: interval, perClass: [], confusion: { classes: [], classIds: [], counts: [] } },
  });
  mkdirSync(join(folder, 'photos'));
  for (let index = 0; index < fileCount; index++)
    writeFileSync(join(folder, 'photos', `${String(index).padStart(3, '0')}${index === 70 ? 'bad' : ''}.jpg`), 'x');
  const progress: Progress[] = [];
  const caches = new Set<string>(),
    windows = new Map<string, PictureWindow | null>();
  const queue = new JobQueue((job) => progress.push(job.progress));
  const parts = {
    projects: { get: () => store, now: Date.now },
    queue,
    library: { find: () => Promise.resolve({ ...source, path: folder }) },
    reasonInWords: () => 'It is bad, "really".',
    pool: {
      prepare: (file: string, { cache, window }: { cache: string; window: PictureWindow | null }) => {
        caches.add(cache);
        windows.set(relative(join(folder, 'photos'), file), window);
        return Promise.resolve(
          file.includes('bad')
            ? { refused: { code: 'damaged', facts: {} } }
            : { prepared: { hash: hashOf(basename(file)), picture: hashOf(basename(file)) } },
        );
      },
    },
    learner: {
      run: (job: AnyLearnerJob, control: LearnerControl) => {
        const { views } = job as Extract<AnyLearnerJob, { kind: 'predict' }>;
        onBatch(views);
        for (let done = seenAtOnce; done < views.length + seenAtOnce; done += seenAtOnce)
          control.progress('predicting', Math.min(done, views.length), views.length);
        return Promise.resolve({ probabilities: views.map(() => [0.25, 0.75]) });
      },
    },
  } as unknown as StudioParts;
  const out = join(folder, 'out.csv');
  const folders = new ClassifiedFolders(join(folder, 'photos', '.home'));
  const predict = async (table?: TableForm): Promise<Job> => {
    const { job } = await predictionHandlers(parts, folders)['predictions.start']({
      project: projectId,
      folder: join(folder, 'photos'),
      out,
      ...(table ? { table } : {}),
    });
    return queue.ended(job);
  };
  return { folder, store, out, queue, progress, caches, windows, folders, predict };
}

test('a file is seen through the window that its folder had in training, and so is its picture afterwards', async (t) => {
  const [all, night] = [
    { low: 0, high: 4000 },
    { low: 0, high: 300 },
  ];
  const { folder, folders, windows, predict } = bench(t, () => {}, { window: all, folderWindows: [{ folder: 'night', window: night }] });
  mkdirSync(join(folder, 'photos', 'night'));
  writeFileSync(join(folder, 'photos', 'night', 'owl.jpg'), 'x');
  await predict();
  assert.deepEqual([windows.get('000.jpg'), windows.get(join('night', 'owl.jpg'))], [all, night]);
  assert.deepEqual(folders.fileOf(projectId, hashOf('owl.jpg'))?.window, night);
  assert.deepEqual(folders.fileOf(projectId, hashOf('000.jpg'))?.window, all);
});

test('every file has its line, a refused one with the reason in words, and views are kept only while they are needed', async (t) => {
  const { out, predict, caches } = bench(t);
  const { state, result } = await predict();
  assert.deepEqual([state, result?.kind === 'predict' && result.report.predicted], ['done', fileCount - 1]);
  const lines = readFileSync(out, 'utf8').split('\r\n');
  assert.deepEqual(
    [lines[0], lines[1], lines[71], lines.length],
    [
      '\uFEFFfile,label,probability,cat,dog,failure',
      '000.jpg,dog,0.750000,0.250000,0.750000,',
      '070bad.jpg,,,,,"It is bad, ""really""."',
      fileCount + 2,
    ],
  );
  assert.ok(caches.size > 1, 'a large folder never lies on the disk a second time as a whole');
  assert.deepEqual(
    [...caches].filter((cache) => existsSync(cache)),
    [],
  );
});

test('progress rises file by file as the learner sees them, up to the whole folder', async (t) => {
  const { progress, predict } = bench(t);
  await predict();
  const done = progress.filter(({ stage }) => stage === 'predicting').map(({ done: count }) => count);
  assert.deepEqual([progress.some(({ stage }) => stage === 'scanning'), done.at(-1)], [true, fileCount]);
  assert.deepEqual(
    done,
    done.toSorted((one, other) => one - other),
  );
  assert.ok(progress.filter(({ stage }) => stage === 'predicting').every(({ total }) => total === fileCount));
});

test('stopping leaves neither a half CSV nor views behind', async (t) => {
  const stopping = bench(t, () => {
    for (const { id } of stopping.queue.list()) stopping.queue.stop(id);
  });
  assert.equal((await stopping.predict()).state, 'stopped');
  assert.deepEqual(readdirSync(dirname(stopping.out)).toSorted(), ['photos', 'test.graft']);
  assert.deepEqual(
    [...stopping.caches].filter((cache) => existsSync(cache)),
    [],
  );
});

test('a file that appears under the name of the CSV meanwhile is not overwritten', async (t) => {
  const late = bench(t, () => writeFileSync(late.out, 'mine'));
  const { state, failure } = await late.predict();
  assert.deepEqual([state, failure?.code, readFileSync(late.out, 'utf8')], ['failed', 'output-exists', 'mine']);
  assert.deepEqual(readdirSync(late.folder).toSorted(), ['out.csv', 'photos', 'test.graft']);
});

test(
  'what the scan refuses, such as a folder whose name is not UTF-8, has its line and its place in the report',
  { skip: process.platform !== 'linux' && 'names are Unicode here' },
  async (t) => {
    const { folder, out, predict } = bench(t);
    const latin1 = Buffer.concat([Buffer.from(join(folder, 'photos', 'M')), Buffer.from([0xfc]), Buffer.from('nchen')]);
    mkdirSync(latin1);
    writeFileSync(Buffer.concat([latin1, Buffer.from('/1.jpg')]), 'x');
    const { result } = await predict();
    assert.ok(result?.kind === 'predict');
    assert.deepEqual(
      [result.report.predicted, result.report.refused.map(({ file, code }) => [file, code])],
      [
        fileCount - 1,
        [
          ['070bad.jpg', 'damaged'],
          ['M\ufffdnchen', 'name-not-unicode'],
        ],
      ],
    );
    assert.ok(
      readFileSync(out, 'utf8')
        .split('\r\n')
        .some((line) => line.startsWith('M\ufffdnchen,,,,,"')),
    );
  },
);

test('a renamed class is called by its new name, one that is gone as the run knew it', async (t) => {
  const { store, out, predict } = bench(t);
  const [cat, dog] = store.classes.list();
  store.classes.rename(dog!.id, 'hound', who);
  store.classes.remove(cat!.id, who);
  await predict();
  assert.deepEqual(readFileSync(out, 'utf8').split('\r\n').slice(0, 2), [
    '\uFEFFfile,label,probability,cat,hound,failure',
    '000.jpg,hound,0.750000,0.250000,0.750000,',
  ]);
});

test('classes that are called as columns are, or as formulas begin, neither hide a column nor run, and are read back under their names', async (t) => {
  const { store, folder, out, predict } = bench(t);
  const [cat, dog] = store.classes.list();
  store.classes.rename(cat!.id, 'file', who);
  store.classes.rename(dog!.id, '=1+1', who);
  writeFileSync(join(folder, 'photos', '-first.jpg'), 'x');
  const form = { separator: 'semicolon', bom: false } as const;
  await predict(form);
  const table = readFileSync(out, 'utf8');
  assert.equal(table.split('\r\n')[0], "file;label;probability;file (class);'=1+1;failure");
  assert.ok(table.includes("\r\n./-first.jpg;'=1+1;0,750000;0,250000;0,750000;\r\n"));
  const labels = labelsIn(table, form);
  assert.deepEqual([labels.size, labels.get('000.jpg'), labels.get('070bad.jpg')], [fileCount + 1, '=1+1', '']);
});
