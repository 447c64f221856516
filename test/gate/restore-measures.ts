import { existsSync, readFileSync, rmSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { backupsIn } from '../../engine/store/backup-names.ts';
import { ProjectFolder } from '../../engine/store/project-folder.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { restoreVersion } from '../../engine/store/restore.ts';
import { errors, struck } from './disk-measures.ts';
import { shares, spread, type Measure, type Outcome } from './measure.ts';
import { operations, projectIn, stateOf, stateOnceOpen, whileClosed } from './operations.ts';
import { atATime, notToBeHad, type Playground, type Undisturbed } from './playground.ts';

const strikes = ['kill', 'tear', ...errors] as const;
const placesOf = (root: string): ProjectFolder => new ProjectFolder(projectIn(root));

/** Describes what is wrong if the database replaced by a backup, and its log, were not kept to the last byte. */
function notKept(root: string, of: Undisturbed): string | null {
  const [first] = backupsIn(placesOf(root).backups)
    .filter(({ kind }) => kind === 'replaced')
    .slice(-1);
  if (first === undefined) return null;
  const before = placesOf(of.base).database;
  const isSame = (ending: string): boolean =>
    existsSync(before + ending) === existsSync(first.path + ending)
    && (!existsSync(before + ending) || readFileSync(before + ending).equals(readFileSync(first.path + ending)));
  return ['', '-wal'].every(isSame) ? null : 'what was there was not kept as it was';
}

/** @param meddle a planted fault: what happens to the versions that were kept */
async function restores(count: number, playground: Playground, meddle: (root: string) => void = () => {}): Promise<Outcome> {
  const all = await Promise.all([...whileClosed].map((name) => playground.undisturbed(name)));
  const often = shares(
      all.map(({ calls }) => calls),
      count,
    ),
    points = all.flatMap((of, index) =>
      spread(of.calls, often[index]!).map((call, turn) => ({ of, at: call + 1, what: strikes[turn % strikes.length]! })),
    );
  const wrong = await atATime(2, points, (point) =>
    struck(playground, point, point.what, {
      async look(root, { states }) {
        meddle(root);
        return notKept(root, point.of) ?? (await notToBeHad(root, states));
      },
    }),
  );
  return { tried: points.length, wrong };
}

export const faultyRestores: Measure = {
  id: 'R6',
  needsShim: true,
  small: 24,
  full: 400,
  what: 'Killed, torn or failed while a backup is restored, with and without a log beside the database: what was there is kept to the last byte and can be had again',
  run: (count, playground) => restores(count, playground),
  plant: {
    what: 'what a backup takes the place of is not kept',
    run: (playground) =>
      restores(8, playground, (root) => {
        for (const { kind, path } of backupsIn(placesOf(root).backups)) if (kind === 'replaced') rmSync(path);
      }),
  },
};

/** Does a year of work with a backup after each step; returns the state that each backup must restore. */
async function backedUp(playground: Playground): Promise<{ readonly root: string; readonly states: ReadonlyMap<number, string> }> {
  const root = playground.copy(await playground.undisturbed('label')),
    store = ProjectStore.open(projectIn(root)),
    states = new Map<number, string>();
  const steps = ['label', 'bulk relabel', 'undo and redo', 'group', 'exclude', 'classes', 'import', 'split', 'brightness', 'run'].flatMap(
    (name) => operations[name]?.steps ?? [],
  );
  for (const [turn, step] of steps.entries()) {
    await step({ store, root });
    const { at } = await store.backup(1_760_000_000_000 + turn * 45 * 60_000);
    states.set(at, stateOf(store, root));
  }
  store.close();
  return { root, states };
}

/** @param meddle a planted fault, in the folder of the backups */
async function drills(count: number, playground: Playground, meddle: (folder: string) => void = () => {}): Promise<Outcome> {
  const { root, states } = await backedUp(playground),
    places = placesOf(root),
    wrong: string[] = [],
    random = seededRandom(count);
  const kept = backupsIn(places.backups),
    last = stateOnceOpen(root);
  meddle(places.backups);
  let tried = 0;
  const restored = (file: string, state: string | undefined, what: string): void => {
    restoreVersion(places, file, 1_800_000_000_000 + tried * 1000);
    tried += 1;
    if (stateOnceOpen(root) !== state) wrong.push(`${what} ${file} is not what was saved`);
  };
  while (tried < count) {
    for (const { file, at } of shuffled(kept, random)) {
      restored(file, states.get(at), 'the backup');
      const [replaced] = backupsIn(places.backups).filter(({ kind }) => kind === 'replaced');
      restored(replaced!.file, last, 'what was there before,');
      for (const { kind, path } of backupsIn(places.backups)) if (kind === 'replaced') rmSync(path);
    }
  }
  rmSync(dirname(root), { recursive: true });
  return { tried, wrong, note: `${kept.length} backups kept of ${states.size}` };
}

export const backupDrills: Measure = {
  id: 'R8',
  needsShim: true,
  small: 20,
  full: 400,
  what: 'Every backup that is kept is restored and taken back again: labels, classes, groups, images and runs are those of its time',
  run: (count, playground) => drills(count, playground),
  plant: {
    what: 'two backups have changed places',
    run: (playground) =>
      drills(20, playground, (folder) => {
        const [a, , , , , , b] = backupsIn(folder),
          between = join(folder, 'between');
        for (const [from, to] of [
          [a!.path, between],
          [b!.path, a!.path],
          [between, b!.path],
        ] as const)
          renameSync(from, to);
      }),
  },
};
