/**
 * Does operations on a disk that is full, and goes on in the same process once there is space again: `node fill-disk.ts <disk> <plan>`.
 * The plan is a file with a list of attempts as JSON. Prints how each went, as a line of JSON; what is there afterwards is copied to `out`.
 */
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { projectId } from '../support/project.ts';
import { operations, projectIn, stateAtRest, stateOf, whileClosed } from './operations.ts';

/** One operation that runs out of room. */
export interface Attempt {
  readonly name: string;
  /** What it begins with, a folder; and where to put what has become of it, one that isn't there yet. */
  readonly base: string;
  readonly out: string;
  /** Bytes that are left when the disk has been filled: before the project is opened, or after. */
  readonly room: number;
  readonly isFilledFirst: boolean;
  /** A fault: these states are said before they are reached, and nothing is done again. */
  readonly early?: readonly string[];
}

/** The states that were acknowledged, and the code of each failure, with what the project was after it. */
export interface Attempted { readonly said: readonly string[]; readonly failures: readonly { readonly code: string; readonly state: string | null; readonly why: string }[]; readonly left: readonly string[] }

const [disk = '', plan = ''] = process.argv.slice(2);
const ballast = join(disk, 'ballast');

/** Leaves a disk with so many bytes, to a block. */
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
  const root = join(disk, 'work'), operation = operations[name]!, said: string[] = [], failures: Attempted['failures'][number][] = [];
  cpSync(base, root, { recursive: true });
  let store: ProjectStore | null = null;
  const isClosed = whileClosed.has(name);
  const open = (): void => {
    if (!isClosed) store = operation.begins === 'with nothing' ? ProjectStore.create(projectIn(root), { name: 'moths', id: projectId, at: 1 }) : ProjectStore.open(projectIn(root));
  };
  const state = (): string | null => (isClosed ? stateAtRest(root) : store && stateOf(store, root));
  for (const [at, step] of [open, ...operation.steps].entries()) {
    if (at === (isFilledFirst ? 0 : 1)) fill(room);
    if (early) said.push(early[at]!);
    try {
      await step({ store: store!, root });
    } catch (error) {
      const { code, facts } = failureOf(error);
      failures.push({ code, state: isClosed ? null : state(), why: code === 'disk-full' ? '' : `${JSON.stringify(facts)} ${String(error)}` });
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
  const attempted = await attempt(one).catch((error: unknown) => ({ said: [], failures: [{ code: 'stuck', state: null, why: `${JSON.stringify(failureOf(error))} ${String(error)}` }], left: [] }));
  process.stdout.write(`${JSON.stringify(attempted)}\n`);
  rmSync(ballast, { force: true });
  rmSync(join(disk, 'work'), { recursive: true, force: true });
}
