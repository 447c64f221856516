import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { shares, spread, type Measure, type Outcome } from './measure.ts';
import { atATime, type Playground, type Undisturbed } from './playground.ts';
import { FadingDisk, readLog } from './power-loss.ts';
import type { Performed, Strike } from './shim.ts';

interface Struck {
  readonly early?: readonly string[];
  readonly look?: (root: string, performed: Performed) => Promise<string | null>;
}
interface Point {
  readonly of: Undisturbed;
  readonly at: number;
}
/** A point, and which of several faults occurs there. */
interface Turn extends Point {
  readonly turn: number;
}

/** Spreads `count` over the calls of all operations. If there are fewer calls, some are repeated with another fault. */
async function points(playground: Playground, count: number): Promise<Turn[]> {
  const all = await playground.all(),
    often = shares(
      all.map(({ calls }) => calls),
      count,
    );
  const once = all
    .flatMap((of, index) => spread(of.calls, often[index]!).map((call) => ({ of, at: call + 1 })))
    .map((point, turn) => ({ ...point, turn }));
  return [...once, ...spread(once.length, count - once.length).map((at) => ({ ...once[at]!, turn: at + 1 }))];
}

/** Runs an operation on a copy with a fault at one call, and describes what is wrong then. `look` may inspect the copy further. */
export async function struck(
  playground: Playground,
  { of, at }: Point,
  what: Strike['what'],
  { early, look }: Struck = {},
): Promise<string | null> {
  const root = playground.copy(of);
  const performed = await playground.shim.perform(root, of.name, { strike: { at, what }, ...(early && { early }) });
  const isDiskError = typeof what === 'object';
  const wrong =
    isDiskError
    && performed.failure !== null
    && !diskCodes.has(performed.failure)
    && !(what.error === readOnlyFileSystem && performed.failure === 'project-read-only')
      ? `${of.name}: call ${at} failed, and it was called ${performed.failure} ${performed.said}`
      : ((await playground.verdict(root, of, performed.states)) ?? (await look?.(root, performed)) ?? null);
  rmSync(dirname(root), { recursive: true });
  return (
    wrong && `${wrong} (call ${at} of ${of.calls}, ${isDiskError ? `error ${what.error}${what.staysBroken ? ' from then on' : ''}` : what})`
  );
}

/** EROFS: a project on a read-only disk opens read-only. */
const readOnlyFileSystem = 30;
/** The failure codes allowed for a failing disk. */
const diskCodes = new Set(['disk-error', 'disk-full', 'folder-read-only']);
/** Each error once, and from then on at all later calls. */
export const errors = [5, 28, 122, 30].flatMap((error) => [false, true].map((staysBroken) => ({ error, staysBroken })));

export const kills: Measure = {
  id: 'R1',
  needsShim: true,
  small: 60,
  full: 2000,
  what: 'Killed at a call that changes a file, or in the middle of a write, over 18 operations: nothing acknowledged is lost, nothing is half done, nothing is damaged',
  async run(count, playground) {
    const all = await points(playground, count);
    return {
      tried: all.length,
      wrong: await atATime(
        2,
        all.map((point) => ({ point, what: point.turn % 2 ? ('tear' as const) : ('kill' as const) })),
        ({ point, what }) => struck(playground, point, what),
      ),
    };
  },
  plant: {
    what: 'labels are said to be saved before they are',
    async run(playground) {
      const of = await playground.undisturbed('bulk relabel');
      const calls = spread(of.calls, 10);
      return {
        tried: calls.length,
        wrong: await atATime(2, calls, (call) => struck(playground, { of, at: call + 1 }, 'kill', { early: of.states })),
      };
    },
  },
};

export const diskErrors: Measure = {
  id: 'R4',
  needsShim: true,
  small: 60,
  full: 2000,
  what: 'The disk fails (EIO, ENOSPC, EDQUOT, EROFS) at a call that changes a file, once or from then on: it is told as that, nothing acknowledged is lost',
  async run(count, playground) {
    const all = await playground.all();
    // A project on a disk that fails from the first call on must never be mistaken for a read-only one.
    const dead = all.map((of, turn) => ({ point: { of, at: 1 }, what: { error: errors[turn % errors.length]!.error, staysBroken: true } }));
    const spreadOut = (await points(playground, Math.max(all.length, count - dead.length))).map((point) => ({
      point,
      what: errors[point.turn % errors.length]!,
    }));
    const tries = [...dead, ...spreadOut];
    return { tried: tries.length, wrong: await atATime(2, tries, ({ point, what }) => struck(playground, point, what)) };
  },
  plant: {
    what: 'labels are said to be saved before they are',
    async run(playground) {
      const of = await playground.undisturbed('bulk relabel');
      const calls = spread(of.calls, 10);
      return {
        tried: calls.length,
        wrong: await atATime(2, calls, (call) =>
          struck(playground, { of, at: call + 1 }, { error: 5, staysBroken: true }, { early: of.states }),
        ),
      };
    },
  },
};

/** Replays what an operation does to its disk, and cuts the power at some of its changes. */
async function losses(
  playground: Playground,
  { of, count, isSynced }: { readonly of: Undisturbed; readonly count: number; readonly isSynced: boolean },
): Promise<string[]> {
  const root = playground.copy(of),
    log = join(dirname(root), 'changes');
  const { failure, said } = await playground.shim.perform(root, of.name, { log });
  if (failure !== null) throw new Error(`${of.name} does not go through: ${failure} ${said}`);
  const changes = readLog(log),
    random = seededRandom(count + of.calls);
  // The last cuts are at the end, when everything was acknowledged.
  const between = Math.max(1, count - 3),
    again = Math.max(0, between - changes.length);
  const cuts = [...spread(changes.length, between), ...Array.from({ length: again }, () => Math.floor(random() * changes.length))]
    .sort((a, b) => a - b)
    .concat(Array.from({ length: count - between }, () => changes.length - 1));
  const disk = new FadingDisk(of.base, root),
    wrong: string[] = [];
  let done = 0;
  for (const [index, cut] of cuts.entries()) {
    for (; done <= cut; done += 1) disk.change(changes[done]!, isSynced);
    const left = playground.empty();
    // At the very end once without any unsynced change.
    disk.lose(left, index === cuts.length - 1 ? () => 0 : random);
    const problem = await playground.verdict(left, of, disk.acknowledged);
    if (problem !== null) wrong.push(`${problem} (power lost after change ${cut + 1} of ${changes.length})`);
    rmSync(dirname(left), { recursive: true });
  }
  rmSync(dirname(root), { recursive: true });
  return wrong;
}

export const powerLosses: Measure = {
  id: 'R3',
  needsShim: true,
  small: 150,
  full: 2000,
  what: 'Power lost after a change, with writes that were not synced gone, there, or there in part, and names changed up to any point: nothing acknowledged is lost, nothing is damaged',
  async run(count, playground) {
    const all = await playground.all(),
      each = all.map((of, index) => ({ of, count: Math.floor((count + index) / all.length), isSynced: true }));
    const wrong: string[] = [];
    for (const one of each) wrong.push(...(await losses(playground, one)));
    return { tried: each.reduce((sum, one) => sum + one.count, 0), wrong };
  },
  plant: {
    what: 'commits are not synced (synchronous=OFF)',
    async run(playground): Promise<Outcome> {
      return { tried: 20, wrong: await losses(playground, { of: await playground.undisturbed('label'), count: 20, isSynced: false }) };
    },
  },
};
