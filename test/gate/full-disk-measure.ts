import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import type { Attempt, Attempted } from './fill-disk.ts';
import type { Measure, Outcome } from './measure.ts';
import type { Playground, Undisturbed } from './playground.ts';

const worker = join(import.meta.dirname, 'fill-disk.ts');
const sizes = ['2m', '8m', '64m'],
  rooms = [0, 4, 16, 64, 256];

/** In a user namespace of its own, a process may mount a small disk without being root. */
function inOwnNamespace(command: string, ...words: readonly string[]): [string, string[]] {
  return ['unshare', ['-rm', 'sh', '-c', command, 'sh', ...words]];
}

/** The reason why no small disk can be mounted here; false if it can. */
function whyNoSmallDisk(): string | false {
  try {
    execFileSync(...inOwnNamespace('mount -t tmpfs -o size=2m none "$1"', import.meta.dirname), { stdio: 'pipe' });
    return false;
  } catch (error) {
    return `no small disk can be had here: ${String(error).split('\n').slice(0, 2).join(' ')}`;
  }
}

interface Case {
  readonly of: Undisturbed;
  readonly size: string;
  readonly kilobytes: number;
  readonly isFilledFirst: boolean;
}

/** Every operation on every disk size with every free space, filled before or after opening the project, shuffled; the first `count`. */
async function cases(playground: Playground, count: number): Promise<Case[]> {
  const random = seededRandom(5);
  const all = (await playground.all()).flatMap((of) =>
    sizes.flatMap((size) =>
      rooms.flatMap((kilobytes) =>
        [true, ...(of.states.length > 1 ? [false] : [])].map((isFilledFirst) => ({ of, size, kilobytes, isFilledFirst })),
      ),
    ),
  );
  return all
    .map((one) => ({ one, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ one }) => one);
}

/** Runs all cases of one disk size in one process. */
async function onDisk(playground: Playground, size: string, attempts: readonly Attempt[]): Promise<Attempted[]> {
  const folder = playground.empty(),
    plan = join(folder, 'plan.json'),
    disk = join(folder, 'disk');
  mkdirSync(disk);
  writeFileSync(plan, JSON.stringify(attempts));
  const child = spawn(
    ...inOwnNamespace('mount -t tmpfs -o size="$1" none "$2" && exec "$3" "$4" "$2" "$5"', size, disk, process.execPath, worker, plan),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const lines = out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Attempted);
  if (lines.length !== attempts.length)
    throw new Error(`the process on a disk of ${size} ended after ${lines.length} of ${attempts.length}: ${said}`);
  return lines;
}

/** Describes what is wrong: a failure other than the full disk, a half-done step, or a final state unlike that of an undisturbed run. */
async function verdict(playground: Playground, { of }: Case, out: string, { said, failures }: Attempted): Promise<string | null> {
  const other = failures.find(({ code }) => code !== 'disk-full');
  if (other) return `${of.name}: the full disk was called ${other.code} ${other.why}`;
  const before = failures.find(({ state }) => state !== null && !of.states.includes(state));
  if (before) return `${of.name}: the step that failed was half done`;
  if (said.length !== of.states.length) return `${of.name}: ${said.length} of ${of.states.length} steps were done`;
  return playground.verdict(out, of, said);
}

async function filled(playground: Playground, chosen: readonly Case[], isEarly = false): Promise<Outcome> {
  const wrong: string[] = [];
  let failed = 0;
  for (const size of sizes) {
    const here = chosen.filter((one) => one.size === size).map((one) => ({ one, out: playground.empty() }));
    const attempts = here.map(({ one: { of, kilobytes, isFilledFirst }, out }) => ({
      name: of.name,
      base: of.base,
      out,
      room: kilobytes * 1024,
      isFilledFirst,
      ...(isEarly && { early: of.states }),
    }));
    if (attempts.length === 0) continue;
    for (const [at, attempted] of (await onDisk(playground, size, attempts)).entries()) {
      const { one, out } = here[at]!;
      failed += attempted.failures.length;
      const problem = await verdict(playground, one, out, attempted);
      if (problem !== null)
        wrong.push(
          `${problem} (disk of ${size}, ${one.kilobytes} KB left ${one.isFilledFirst ? 'before it was opened' : 'once it was open'})`,
        );
      rmSync(dirname(out), { recursive: true });
    }
  }
  if (failed === 0) wrong.push('no step found the disk full');
  return { tried: chosen.length, wrong, note: `${failed} found no room` };
}

export const fullDisks: Measure = {
  id: 'R5',
  needsShim: true,
  small: 45,
  full: 480,
  whyNotHere: whyNoSmallDisk,
  what: 'The disk (2, 8, 64 MB) is full before or during an operation, then there is space: the step is told as that, and the same process does it and all that follow',
  run: async (count, playground) => filled(playground, await cases(playground, count)),
  plant: {
    what: 'labels are said to be saved before they are',
    async run(playground) {
      const of = await playground.undisturbed('bulk relabel');
      return filled(
        playground,
        [
          { of, size: '2m', kilobytes: 0, isFilledFirst: false },
          { of, size: '8m', kilobytes: 16, isFilledFirst: false },
        ],
        true,
      );
    },
  },
};
