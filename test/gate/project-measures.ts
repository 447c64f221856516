import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import Database from 'better-sqlite3';
import { failureOf } from '../../engine/domain/failure.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import type { Measure, Outcome } from './measure.ts';
import { operations, projectIn, stateOf } from './operations.ts';
import type { Playground, Undisturbed } from './playground.ts';

const refusals = new Set(['project-damaged', 'not-a-project', 'project-newer', 'project-altered', 'project-behind']);

type Damage = (bytes: Buffer, random: () => number) => Buffer | null;
const place = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);
const damages: readonly (readonly [file: string, what: string, damage: Damage])[] = [
  [
    'project.db',
    'bytes changed',
    (bytes, random) => {
      for (let n = 0; n <= random() * 20; n += 1) bytes[place(bytes, random)] = Math.floor(random() * 256);
      return bytes;
    },
  ],
  ['project.db', 'cut off', (bytes, random) => bytes.subarray(0, place(bytes, random))],
  [
    'project.db',
    'a page of zeros',
    (bytes, random) => {
      const at = Math.floor(place(bytes, random) / 4096) * 4096;
      return bytes.fill(0, at, at + 4096);
    },
  ],
  [
    'project.db',
    'a page of another place',
    (bytes, random) => {
      bytes.copy(bytes, Math.floor(place(bytes, random) / 4096) * 4096, 4096, 8192);
      return bytes;
    },
  ],
  [
    'project.db',
    'header changed',
    (bytes, random) => {
      bytes[Math.floor(random() * 100)]! ^= 1 << Math.floor(random() * 8);
      return bytes;
    },
  ],
  ['project.db', 'empty', () => Buffer.alloc(0)],
  ['project.db', 'text', () => Buffer.from('This is no database at all. '.repeat(400))],
  [
    'project.db-wal',
    'bytes changed',
    (bytes, random) => {
      for (let n = 0; n <= random() * 20; n += 1) bytes[place(bytes, random)] = Math.floor(random() * 256);
      return bytes;
    },
  ],
  ['project.db-wal', 'cut off', (bytes, random) => bytes.subarray(0, place(bytes, random))],
];

function contents(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.endsWith('-shm'))
    .toSorted();
  return files.map((file) => `${relative(folder, file)} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`).join('\n');
}

/** A copy of a project on disk while it is open: the changes are in its log. */
async function copyWhileOpen(playground: Playground, of: Undisturbed): Promise<string> {
  const root = playground.copy(of),
    store = ProjectStore.open(projectIn(root));
  try {
    for (const step of operations[of.name]?.steps ?? []) await step({ store, root });
    return playground.copy({ ...of, base: root });
  } finally {
    store.close();
  }
}

interface Meddling {
  readonly before?: (folder: string) => void;
  readonly refused?: (folder: string) => void;
}

/**
 * Damages projects one after the other and opens each: it must open, or be refused with the right failure and left unchanged. If only its
 * log is damaged, it must open with everything acknowledged. SQLite cannot detect changed bytes within a text.
 */
async function damaged(count: number, playground: Playground, meddle: Meddling = {}): Promise<Outcome> {
  const of = await playground.undisturbed('bulk relabel');
  const original = { ...of, base: await copyWhileOpen(playground, of) },
    random = seededRandom(count),
    wrong: string[] = [];
  let refused = 0,
    unnoticed = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const [name, what, damage] = damages[turn % damages.length]!;
    const root = playground.copy(original),
      folder = projectIn(root),
      file = join(folder, name);
    if (!existsSync(file)) throw new Error(`there is no ${name} to damage`);
    writeFileSync(file, damage(readFileSync(file), random) ?? Buffer.alloc(0));
    meddle.before?.(folder);
    const before = contents(folder);
    try {
      const store = ProjectStore.open(folder);
      const isWhole = stateOf(store, root) === of.states.at(-1);
      store.close();
      if (!isWhole && name === 'project.db-wal') wrong.push(`${name}, ${what} (${turn}): opened with less than was acknowledged`);
      else if (!isWhole) unnoticed += 1;
    } catch (error) {
      const { code } = failureOf(error);
      refused += 1;
      meddle.refused?.(folder);
      if (!refusals.has(code)) wrong.push(`${name}, ${what} (${turn}): ${code} ${String(error)}`);
      else if (contents(folder) !== before) wrong.push(`${name}, ${what} (${turn}): refused as ${code}, and changed`);
    }
    rmSync(dirname(root), { recursive: true });
  }
  return { tried: count, wrong, note: `${refused} refused; ${unnoticed} opened with other content than was saved` };
}

export const damagedProjects: Measure = {
  id: 'R7',
  needsShim: true,
  small: 45,
  full: 1000,
  what: 'A damaged project opens, or is refused as what it is and left as it is; one with a damaged log opens with all that was acknowledged or is refused',
  run: damaged,
  plant: {
    what: 'a checkpoint on a refused project; and, in another round, no mark of how far a project was saved',
    async run(playground) {
      const rounds = [
        await damaged(18, playground, { refused: checkpoint }),
        await damaged(18, playground, {
          before: (folder) => {
            rmSync(join(folder, 'saved.json'));
          },
        }),
      ];
      const isCaught = rounds.every(({ wrong }) => wrong.length > 0);
      return { tried: 36, wrong: isCaught ? rounds.flatMap(({ wrong }) => wrong) : [] };
    },
  },
};

function checkpoint(folder: string): void {
  try {
    const database = new Database(join(folder, 'project.db'));
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  } catch {
    // Some damaged files cannot be opened at all.
  }
}
