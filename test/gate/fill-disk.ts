/**
 * Runs operations on a full disk, and continues in the same process once space is free again: `node fill-disk.ts <disk> <plan>`. The plan
 * is a JSON file with a list of attempts. Prints the result of each as a line of JSON, and copies the final state to `out`.
 */
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { projectId } from '../support/project.ts';
import { operations, projectIn, stateAtRest, stateOf, whileClosed } from './operations.ts';

/** One operation that runs out of space. */
export interface Attempt {
  readonly name: string;
  /** The folder to start from, and a new folder for the result. */
  readonly base: string;
  readonly out: string;
  /** Free bytes left after filling the disk, before or after the project is opened. */
  readonly room: number;
  readonly isFilledFirst: boolean;
  /** A planted fault: these states are reported before they are reached, and nothing is retried. */
  readonly early?: readonly string[];
}

/** The acknowledged states, and the code of each failure with the state of the project after it. */
export interface Attempted {
  readonly said: readonly string[];
  readonly failures: readonly { readonly code: string; readonly state: string | null; readonly why: string }[];
  readonly left: readonly string[];
}

const [disk = '', plan = ''] = process.argv.slice(2);
const ballast = join(disk, 'ballast');

/** Fills the disk until this many bytes are free, to the block. */
function fill(room: number): void {
  const file = openSync(ballast, 'w');
  try {
    const block = Buffer.alloc(4096);
    for (let left = statfsSync(disk).bavail * 4096 - room; left > 0; left -= block.length) writeSync(file, block);
  } finally {
    closeSync(file);
  }
}

async function attempt({ name, base, out, room, isFilledFirst, early }: Attempt): Promise<Attempted> {
  const root = join(disk, 'work'),
    operation = operations[name]!,
    said: string[] = [],
    failures: Attempted['failures'][number][] = [];
  cpSync(base, root, { recursive: true });
  let store: ProjectStore | null = null;
  const isClosed = whileClosed.has(name);
  const open = (): void => {
    if (!isClosed)
      store =
        operation.begins === 'with nothing'
          ? ProjectStore.create(projectIn(root), { name: 'moths', id: projectId, at: 1 })
          : ProjectStore.open(projectIn(root));
  };
  const state = (): string | null => (isClosed ? stateAtRest(root) : store && stateOf(store, root));
  for (const [at, step] of [open, ...operation.steps].entries()) {
    if (at === (isFilledFirst ? 0 : 1)) fill(room);
    if (early) said.push(early[at]!);
    try {
      await step({ store: store!, root });
    } catch (error) {
      const { code, facts } = failureOf(error);
      failures.push({
        code,
        state: isClosed ? null : state(),
        why: code === 'disk-full' ? '' : `${JSON.stringify(facts)} ${String(error)}`,
      });
      rmSync(ballast);
      if (!early) await step({ store: store!, root });
    }
    if (!early) said.push(state() ?? 'not open');
  }
  (store as ProjectStore | null)?.close();
  rmSync(ballast, { force: true });
  cpSync(root, out, { recursive: true });
  return { said, failures, left: readdirSync(root).toSorted() };
}

mkdirSync(disk, { recursive: true });
for (const one of JSON.parse(readFileSync(plan, 'utf8')) as Attempt[]) {
  const attempted = await attempt(one).catch((error: unknown) => ({
    said: [],
    failures: [{ code: 'stuck', state: null, why: `${JSON.stringify(failureOf(error))} ${String(error)}` }],
    left: [],
  }));
  process.stdout.write(`${JSON.stringify(attempted)}\n`);
  rmSync(ballast, { force: true });
  rmSync(join(disk, 'work'), { recursive: true, force: true });
}
