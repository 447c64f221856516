import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { spread, type Measure, type Outcome } from './measure.ts';
import { projectIn } from './operations.ts';
import { atATime, type Playground } from './playground.ts';
import { copyOf, makeTrainable, modelIn, reportsIn, train } from './trained-project.ts';

/** Limits in MiB: of address space, which is less than Node and TensorFlow would reserve, and of data. */
interface Limit {
  readonly of: 'address space' | 'data';
  readonly mib: number;
}
const limits: readonly Limit[] = [
  ...[1300, 1600, 2000, 2400, 2800, 3200, 3600, 4200, 4800, 5400, 6000, 6500, 7000, 8000, 12_000].map((mib) => ({
    of: 'address space' as const,
    mib,
  })),
  ...[630, 640, 650, 660, 680, 700, 720, 740, 760, 780, 800, 850, 900, 1000, 1200].map((mib) => ({ of: 'data' as const, mib })),
];
const under = ({ of, mib }: Limit): string[] => ['sh', '-c', `ulimit -${of === 'data' ? 'd' : 'v'} ${mib * 1024} && exec "$0" "$@"`];

const bases = new WeakMap<Playground, Promise<string>>();

async function madeIn(playground: Playground): Promise<string> {
  const root = playground.empty();
  await makeTrainable(root);
  return root;
}

interface Counts {
  done: number;
  told: number;
  noRoom: number;
}

/** Trains under a limit, then without; describes what is wrong. */
async function tight(
  base: string,
  limit: Limit,
  playground: Playground,
  { counts, before, isQuick }: { counts: Counts; before: readonly string[]; isQuick: boolean },
): Promise<string | null> {
  const root = copyOf(base, playground),
    labels = labelsIn(root);
  const training = train(root, { before }),
    said = await training.said;
  const words = said.filter((line) => line !== 'open');
  const at = `${limit.of} of ${limit.mib} MiB`;
  // A studio without enough memory for itself ends with an error of Node; what it acknowledged must still be there.
  if (words.length === 0) counts.noRoom += 1;
  else if (words.at(-1) === 'done' && words.length === 1) counts.done += 1;
  else if (words.length === 1 && words[0]!.startsWith('failed out-of-memory ')) counts.told += 1;
  else return `${at}: ${words.join(', ')}`;
  if (labelsIn(root) !== labels) return `${at}: labels were lost`;
  if (!isQuick) {
    const again = await train(root).said;
    if (again.at(-1) !== 'done' || modelIn(root)['files'] !== 'head.bin head.json model')
      return `${at}, and then none: ${again.join(', ')}, after report ${reportsIn(root).length}`;
  }
  rmSync(dirname(root), { recursive: true });
  return null;
}

/** All labels of a project, if it opens and is intact. */
function labelsIn(root: string): string {
  const store = ProjectStore.open(projectIn(root));
  try {
    if (store.setting('integrity_check') !== 'ok') return 'damaged';
    return JSON.stringify(store.images.labelled().map(({ id, class: label }) => [id, label]));
  } finally {
    store.close();
  }
}

async function wanting(
  count: number,
  playground: Playground,
  { start = under, isQuick = false }: { readonly start?: (limit: Limit) => readonly string[]; readonly isQuick?: boolean } = {},
): Promise<Outcome> {
  const base = await (bases.get(playground) ?? bases.set(playground, madeIn(playground)).get(playground)!);
  const counts: Counts = { done: 0, told: 0, noRoom: 0 };
  const chosen = spread(limits.length, Math.min(count, limits.length)).map((at) => limits[at]!);
  const wrong = await atATime(2, chosen, (limit) => tight(base, limit, playground, { counts, before: start(limit), isQuick }));
  return {
    tried: chosen.length,
    wrong,
    note: `${counts.done} trained all the same, ${counts.told} told want of memory, ${counts.noRoom} too little for the studio itself`,
  };
}

export const wantOfMemory: Measure = {
  id: 'T2',
  needsShim: false,
  small: 2,
  full: 30,
  what: 'Trainings under limits of memory: each succeeds or tells want of memory, the project is sound, and the next one works without the limit',
  run: (count, playground) =>
    process.platform === 'linux'
      ? wanting(count, playground)
      : Promise.resolve({ tried: count, wrong: [], note: 'not measured: limits are those of Linux' }),
  plant: {
    what: 'a learner that ends without a limit',
    run: (playground) => wanting(1, playground, { start: () => ['env', 'GATE_LEARNER_ENDS=SIGSEGV'], isQuick: true }),
  },
};
