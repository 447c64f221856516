import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { failureOf } from '../../engine/domain/failure.ts';
import { Backups } from '../../engine/store/backups.ts';
import { ProjectFolder } from '../../engine/store/project-folder.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { keptVersions, presentFile, restoreVersion } from '../../engine/store/restore.ts';
import type { ProjectId } from '../../engine/domain/ids.ts';
import { makeBeginning, operations, projectIn, stateOf, stateOnceOpen, whileClosed } from './operations.ts';
import { DiskShim } from './shim.ts';

/** The course of an operation without any disturbance. */
export interface Undisturbed {
  readonly name: string;
  readonly base: string;
  readonly states: readonly string[];
  readonly calls: number;
}

/** Runs operations, each on a copy of its starting point. */
export class Playground {
  readonly #place = mkdtempSync(join(tmpdir(), 'graft-gate-'));
  #shim: DiskShim | null = null;
  readonly #undisturbed = new Map<string, Promise<Undisturbed>>();
  #copies = 0;

  end(): void {
    rmSync(this.#place, { recursive: true, force: true });
  }

  /** Compiled on first use: without a compiler, measures that do not need it still run. */
  get shim(): DiskShim {
    return (this.#shim ??= DiskShim.compile(this.#place));
  }

  undisturbed(name: string): Promise<Undisturbed> {
    const known = this.#undisturbed.get(name) ?? this.#goThrough(name);
    this.#undisturbed.set(name, known);
    return known;
  }

  all(): Promise<Undisturbed[]> {
    return Promise.all(Object.keys(operations).map((name) => this.undisturbed(name)));
  }

  /** A separate folder with the starting point of an operation. */
  copy(of: Undisturbed): string {
    const root = this.#folder();
    cpSync(of.base, root, { recursive: true });
    return root;
  }

  empty(): string {
    return this.#folder();
  }

  /** Describes what is wrong after an interruption: a state in the middle of a step, or older than what was acknowledged. */
  async verdict(root: string, { name, states }: Undisturbed, said: readonly string[]): Promise<string | null> {
    if (said.some((state, at) => state !== states[at])) return `${name}: what was acknowledged is no state of an undisturbed run`;
    let store: ProjectStore;
    try {
      store = ProjectStore.open(projectIn(root));
    } catch (error) {
      const { code } = failureOf(error);
      if (code === 'project-behind' && whileClosed.has(name))
        return await notToBeHad(root, states.slice(Math.max(0, said.length - 1), said.length + 1));
      return this.#isNotMade(root, name, said) ? null : `${name}: ${code} after ${said.length} steps were acknowledged`;
    }
    try {
      if (store.setting('integrity_check') !== 'ok') return `${name}: damaged`;
      const at = states.indexOf(stateOf(store, root), Math.max(0, said.length - 1));
      if (at < 0 || at > said.length)
        return `${name}: ${said.length} states were acknowledged, and what is there is ${states.includes(stateOf(store, root)) ? 'another one' : 'none of them'}`;
      const unsound = Backups.list(store.backupsFolder).find(({ path }) => !isSound(path));
      return unsound === undefined ? null : `${name}: a backup is damaged`;
    } finally {
      store.close();
    }
  }

  /** A project whose creation was interrupted before anything was acknowledged: it must be possible to create it. */
  #isNotMade(root: string, name: string, said: readonly string[]): boolean {
    if (operations[name]?.begins !== 'with nothing' || said.length > 0) return false;
    ProjectStore.create(projectIn(root), { name: 'moths', id: randomUUID() as ProjectId, at: 1 }).close();
    return true;
  }

  async #goThrough(name: string): Promise<Undisturbed> {
    const base = this.#folder();
    await makeBeginning(base, operations[name]?.begins);
    const root = this.copy({ name, base, states: [], calls: 0 });
    const { states, failure, calls, said } = await this.shim.perform(root, name);
    rmSync(root, { recursive: true });
    if (failure !== null || states.length === 0 || calls === 0) throw new Error(`${name} does not go through: ${failure ?? ''} ${said}`);
    return { name, base, states, calls };
  }

  #folder(): string {
    const folder = join(this.#place, String(++this.#copies), 'work');
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** Describes what is wrong if one of these states can be restored neither from the database nor from any version that was kept. */
export async function notToBeHad(root: string, states: readonly string[]): Promise<string | null> {
  const places = new ProjectFolder(projectIn(root)),
    found = new Set<string>();
  for (const [turn, { file, sound }] of [{ file: presentFile, sound: true }, ...(await keptVersions(places))].entries()) {
    if (!sound) continue;
    restoreVersion(places, file, 1_900_000_000_000 + turn * 1000);
    found.add(stateOnceOpen(root));
  }
  return states.every((state) => found.has(state)) ? null : 'not all that was there can be restored';
}

function isSound(path: string): boolean {
  if (!existsSync(path)) return false;
  const database = new Database(path, { readonly: true });
  try {
    return database.pragma('quick_check', { simple: true }) === 'ok';
  } finally {
    database.close();
  }
}

/** Works on each item, this many in parallel, and returns descriptions of what is wrong. */
export async function atATime<T>(workers: number, items: readonly T[], work: (item: T) => Promise<string | null>): Promise<string[]> {
  const wrong: string[] = [],
    left = items.values();
  const take = async (): Promise<void> => {
    for (const item of left) {
      const problem = await work(item);
      if (problem !== null) wrong.push(problem);
    }
  };
  await Promise.all(Array.from({ length: workers }, take));
  return wrong;
}
