import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassId, ImageId, RunId } from '../../engine/domain/ids.ts';
import type { Split } from '../../engine/domain/labels/split.ts';
import { DurableFile } from '../../engine/files/durable-file.ts';
import { backupsIn } from '../../engine/store/backup-names.ts';
import { ProjectFolder } from '../../engine/store/project-folder.ts';
import { writeZip } from '../../engine/files/zip-file.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { restoreVersion } from '../../engine/store/restore.ts';
import { headRun, hashOf, projectId, record } from '../support/project.ts';

const earlierForm = join(import.meta.dirname, '..', 'fixtures', 'projects', 'form-4', 'labelled');
const who = (at: number) => ({ at, by: 'gate' });
export const projectIn = (root: string): string => join(root, 'moths.graft');
const tableIn = (root: string): string => join(root, 'said.csv');

interface Worked {
  readonly store: ProjectStore;
  readonly root: string;
}
/** The starting point: a closed project, unless stated otherwise. */
export type Begins = 'with nothing' | 'with an earlier form' | 'with a backup' | 'with a backup and a log';
/** Steps that are acknowledged one by one. */
export interface Operation {
  readonly begins?: Begins;
  readonly steps: readonly ((worked: Worked) => unknown)[];
}

const images = Array.from({ length: 40 }, (_, at) => (at + 1) as ImageId);
const [moth, fly] = [1 as ClassId, 2 as ClassId];
const part = (shift: number) =>
  new Map(images.map((image) => [image, (['train', 'validation', 'test'] as const)[(image + shift) % 3] as Split]));
const runFacts = {
  method: 'head' as const,
  source: { id: 's', title: 's', hash: hashOf('s') },
  cut: 'pool',
  seed: 1,
  classes: [
    { id: moth, name: 'moth' },
    { id: fly, name: 'fly' },
  ],
  trainImages: 1,
  validationImages: 0,
  testImages: 0,
  dataVersion: 0,
  software: 'gate',
  at: 1,
  ...headRun,
};

const places = (root: string): ProjectFolder => new ProjectFolder(projectIn(root));
/** Restores a backup, and then the version it replaced. */
const restoring = (['backup', 'replaced'] as const).map((kind, turn) => ({ root }: { readonly root: string }) => {
  const first = backupsIn(places(root).backups).findLast((kept) => kept.kind === kind);
  restoreVersion(places(root), first!.file, 1_800_000_000_000 + turn * 60_000);
});

/** Operations on a closed project. */
export const whileClosed: ReadonlySet<string> = new Set(['restore', 'restore over a log']);

/** Everything that a user's work writes to disk, done as the studio does it. */
export const operations: Readonly<Record<string, Operation>> = {
  create: { begins: 'with nothing', steps: [] },
  migrate: { begins: 'with an earlier form', steps: [] },
  label: {
    steps: images.slice(0, 8).map(
      (image, at) =>
        ({ store }) =>
          store.labels.set([image], at % 2 ? moth : fly, who(at)),
    ),
  },
  'bulk relabel': {
    steps: [moth, fly, moth].map(
      (to, at) =>
        ({ store }) =>
          store.labels.set(images, to, who(at)),
    ),
  },
  'undo and redo': {
    steps: [
      ({ store }) => store.labels.set(images, fly, who(1)),
      ({ store }) => store.labels.undo(who(2)),
      ({ store }) => store.labels.redo(who(3)),
      ({ store }) => store.labels.undo(who(4)),
    ],
  },
  group: {
    steps: ['plant 1', 'plant 2', null].map(
      (group, at) =>
        ({ store }) =>
          store.labels.group(images.slice(at, at + 9), group, who(at)),
    ),
  },
  exclude: {
    steps: [true, false].map(
      (excluded) =>
        ({ store }) =>
          store.labels.exclude(images.slice(0, 20), excluded, who(1)),
    ),
  },
  remove: {
    steps: [true, false].map(
      (removed) =>
        ({ store }) =>
          store.labels.remove(images.slice(5, 9), removed, who(1)),
    ),
  },
  classes: {
    steps: [
      ({ store }) => store.classes.add('bug', who(1)),
      ({ store }) => {
        store.classes.rename(moth, 'night moth', who(2));
      },
      ({ store }) => store.classes.merge([moth], fly, who(3)),
      ({ store }) => store.labels.undo(who(4)),
      ({ store }) => store.classes.remove(fly, who(5)),
    ],
  },
  import: {
    steps: [0, 1, 2].map(
      (batch) =>
        ({ store }) =>
          store.images.addBatch(
            Array.from({ length: 20 }, (_, at) => record(`/new/${batch}/${at}.jpg`, { className: `class ${at % 3}` })),
            { ...who(batch), import: 'one' },
          ),
    ),
  },
  split: {
    steps: [0, 1].map((shift) => ({ store }) => {
      store.images.assignSplits(part(shift), who(shift));
    }),
  },
  'draw a test set': {
    steps: [0, 1].map((seed) => ({ store }) => {
      store.testSet.draw(part(seed), { seed, images: 40, looked: 0 }, who(seed));
    }),
  },
  brightness: {
    steps: [{ low: 0, high: 900 }, null].map(
      (window) =>
        ({ store }) =>
          store.windows.choose(window, who(1)),
    ),
  },
  run: {
    steps: [
      ({ store }) => store.runs.start(runFacts),
      ({ store }) => {
        store.runs.fail(1 as RunId, { code: 'stopped', facts: {} });
      },
    ],
  },
  'back up': {
    steps: [
      ({ store }) => store.labels.set(images, fly, who(1)),
      ({ store }) => store.backup(1_800_000_000_000),
      ({ store }) => store.labels.set(images, moth, who(2)),
    ],
  },
  restore: { begins: 'with a backup', steps: restoring },
  'restore over a log': { begins: 'with a backup and a log', steps: restoring },
  'write a table': {
    steps: ['first', 'second'].map((word) => async ({ root }) => {
      const file = new DurableFile(tableIn(root));
      for (let line = 0; line < 40; line += 1) await file.write(`${word} line ${line}\r\n`);
      await file.commit();
    }),
  },
  'archive a model': {
    steps: ['first', 'second'].map(
      (name) =>
        ({ root }) =>
          writeZip(join(root, `${name}.zip`), [
            { name: `${name}/source.json`, content: { text: `{"id": "${name}"}\n` } },
            { name: `${name}/weights.bin`, content: { text: name.repeat(40_000) } },
          ]),
    ),
  },
};

/** Creates the starting point of an operation in `root`. With a log: as after a kill, before the newest labels reach the database. */
export async function makeBeginning(root: string, begins: Begins | undefined): Promise<void> {
  if (begins === 'with nothing') return;
  if (begins === 'with an earlier form') return cpSync(earlierForm, projectIn(root), { recursive: true });
  const open = `${root}.open`;
  mkdirSync(open);
  makeBase(open);
  if (begins !== undefined) {
    const store = ProjectStore.open(projectIn(open));
    await store.backup(1_700_000_000_000);
    store.labels.set(images.slice(5, 30), fly, who(3));
    if (begins === 'with a backup and a log') cpSync(open, root, { recursive: true });
    store.close();
  }
  if (begins !== 'with a backup and a log') cpSync(open, root, { recursive: true });
  rmSync(open, { recursive: true });
}

/** Creates a project with a few labels. */
export function makeBase(root: string): void {
  const store = ProjectStore.create(projectIn(root), { name: 'moths', id: projectId, at: 1 });
  for (const name of ['moth', 'fly']) store.classes.add(name, who(1));
  store.images.addBatch(
    images.map((image) => record(`/p/${image}.png`, { bitDepth: 16, tone: { low: 0, high: 500 } })),
    who(1),
  );
  store.labels.set(images.slice(0, 10), moth, who(2));
  store.close();
}

/** The state of a closed project, which is not changed. */
export function stateAtRest(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'graft-gate-state-'));
  try {
    cpSync(root, copy, { recursive: true });
    return stateOnceOpen(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

export function stateOnceOpen(root: string): string {
  const store = ProjectStore.open(projectIn(root));
  try {
    return stateOf(store, root);
  } finally {
    store.close();
  }
}

/** Everything that a user would miss, as one hash: of the project, the exported table and the archives. */
export function stateOf(store: ProjectStore, root: string): string {
  const all = store.images.page({ filter: {}, order: 'added', offset: 0, limit: 10_000 }).images.map(({ id }) => store.images.get(id));
  const facts = {
    images: all.map(({ name, class: label, split, group, excluded, window, conflict, history }) => [
      name,
      label,
      split,
      group,
      excluded,
      window,
      conflict,
      history.length,
    ]),
    classes: store.classes.list(), // A running run is marked as ended as soon as the project is opened again.
    runs: store.runs.list().map(({ run, state }) => [run, state === 'running' ? 'failed' : state]),
    drawn: store.testSet.history().length,
    pending: store.labels.pending(),
    version: store.labels.dataVersion,
    table: existsSync(tableIn(root)) ? readFileSync(tableIn(root), 'utf8') : null,
    archives: readdirSync(root)
      .filter((name) => name.endsWith('.zip'))
      .toSorted()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(root, name)))
          .digest('hex'),
      ]),
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 20);
}
