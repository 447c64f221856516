import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A change to a file below the root of a log, in order; `acknowledged` is what the program reported in between. */
type Change =
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly length: number }
  | { readonly kind: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'sync' | 'create' | 'unlink' | 'mkdir'; readonly path: string }
  | { readonly kind: 'acknowledged'; readonly lines: readonly string[] };

const headBytes = 17;
const kinds = { S: 'sync', C: 'create', U: 'unlink', M: 'mkdir' } as const;

/** Reads the log written by disk-shim.c. */
export function readLog(file: string): Change[] {
  const bytes = readFileSync(file),
    changes: Change[] = [];
  for (let at = 0; at < bytes.length;) {
    const kind = String.fromCharCode(bytes[at]!),
      pathLength = bytes.readUInt32LE(at + 1),
      length = bytes.readUInt32LE(at + 5),
      offset = Number(bytes.readBigUInt64LE(at + 9));
    const path = bytes.toString('utf8', at + headBytes, at + headBytes + pathLength),
      data = bytes.subarray(at + headBytes + pathLength, at + headBytes + pathLength + length);
    at += headBytes + pathLength + length;
    if (kind === 'A') changes.push({ kind: 'acknowledged', lines: data.toString().split('\n').filter(Boolean) });
    else if (kind === 'W') changes.push({ kind: 'write', path, offset, data });
    else if (kind === 'T') changes.push({ kind: 'truncate', path, length: offset });
    else if (kind === 'R') changes.push({ kind: 'rename', path, to: data.toString() });
    else if (kind === 'L') changes.push({ kind: 'link', path, to: data.toString() });
    else changes.push({ kind: kinds[kind as keyof typeof kinds], path });
  }
  return changes;
}

interface Inode {
  durable: Buffer;
  pending: Extract<Change, { kind: 'write' | 'truncate' }>[];
}
interface Naming {
  readonly folder: string;
  readonly inode: Inode | null;
  apply(names: Map<string, Inode>): void;
}

const sector = 512;
/** Shared memory of processes is unreliable after a power loss; SQLite recreates it. */
const isSharedMemory = (path: string): boolean => path.endsWith('-shm');

/**
 * A disk that loses power. Synced data is kept; each unsynced write is kept, lost, or kept in some of its sectors; unsynced changes of
 * names are kept in order, up to any point.
 */
export class FadingDisk {
  readonly #root: string;
  readonly #live = new Map<string, Inode>();
  readonly #durable = new Map<string, Inode>();
  readonly #namings: Naming[] = [];
  readonly acknowledged: string[] = [];

  /** @param base folder with the content of `root` before the first change */
  constructor(base: string, root: string) {
    this.#root = root;
    for (const entry of readdirSync(base, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(root, relative(base, join(entry.parentPath, entry.name))),
        inode = { durable: readFileSync(join(entry.parentPath, entry.name)), pending: [] };
      this.#live.set(path, inode);
      this.#durable.set(path, inode);
    }
  }

  /** @param isSynced false plants a fault: a program that never syncs */
  change(change: Change, isSynced = true): void {
    switch (change.kind) {
      case 'acknowledged':
        this.acknowledged.push(...change.lines);
        break;
      case 'write':
      case 'truncate':
        this.#live.get(change.path)?.pending.push(change);
        break;
      case 'create':
        this.#create(change.path);
        break;
      case 'rename':
        this.#move(change.path, change.to);
        break;
      case 'link':
        this.#link(change.path, change.to);
        break;
      case 'unlink':
        this.#move(change.path, null);
        break;
      case 'sync':
        if (isSynced) this.#sync(change.path);
        break;
      case 'mkdir':
        break;
    }
  }

  #create(path: string): void {
    const inode: Inode = { durable: Buffer.alloc(0), pending: [] };
    this.#live.set(path, inode);
    this.#namings.push({
      folder: dirname(path),
      inode,
      apply: (names) => {
        names.set(path, inode);
      },
    });
  }

  #link(path: string, to: string): void {
    const inode = this.#live.get(path);
    if (!inode) return;
    this.#live.set(to, inode);
    this.#namings.push({
      folder: dirname(to),
      inode,
      apply: (names) => {
        names.set(to, inode);
      },
    });
  }

  #move(path: string, to: string | null): void {
    // Moving a folder moves its content, too.
    const apply = (names: Map<string, Inode>): void => {
      for (const [name, inode] of [...names].filter(([one]) => one === path || one.startsWith(`${path}/`))) {
        names.delete(name);
        if (to !== null) names.set(to + name.slice(path.length), inode);
      }
    };
    const inode = this.#live.get(path) ?? null;
    apply(this.#live);
    this.#namings.push({ folder: dirname(to ?? path), inode, apply });
  }

  #sync(path: string): void {
    const inode = this.#live.get(path);
    if (inode) {
      inode.durable = inode.pending.reduce((content, change) => applied(content, change, () => true), inode.durable);
      inode.pending = [];
    }
    // A synced file keeps its first name; a synced folder keeps all its names.
    const isDue = (naming: Naming): boolean => (inode !== undefined && naming.inode === inode) || naming.folder === path;
    for (const naming of this.#namings.filter(isDue)) naming.apply(this.#durable);
    this.#namings.splice(0, Infinity, ...this.#namings.filter((naming) => !isDue(naming)));
  }

  /** Writes what is left after a power loss into a folder. @param random from 0 to 1 */
  lose(folder: string, random: () => number): void {
    const names = new Map(this.#durable);
    for (const naming of this.#namings.slice(0, Math.floor(random() * (this.#namings.length + 1)))) naming.apply(names);
    for (const [path, inode] of names) {
      if (isSharedMemory(path)) continue;
      const style = random();
      const left = inode.pending.reduce((content, change) => {
        if (style < 0.2) return content;
        return random() < 0.5 ? applied(content, change, () => true) : applied(content, change, () => random() < 0.5);
      }, inode.durable);
      const place = join(folder, relative(this.#root, path));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, left);
    }
  }
}

function applied(content: Buffer, change: Inode['pending'][number], hasSector: () => boolean): Buffer {
  if (change.kind === 'truncate') return hasSector() ? resized(content, change.length) : content;
  const { offset, data } = change;
  let next = content;
  for (let from = 0; from < data.length;) {
    const to = Math.min(data.length, (Math.floor((offset + from) / sector) + 1) * sector - offset);
    if (hasSector()) {
      next = next.length < offset + to ? resized(next, offset + to) : next === content ? Buffer.from(content) : next;
      data.copy(next, offset + from, from, to);
    }
    from = to;
  }
  return next;
}

function resized(content: Buffer, length: number): Buffer {
  const next = Buffer.alloc(length);
  content.copy(next, 0, 0, Math.min(content.length, length));
  return next;
}
