import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Measure } from './measure.ts';
import { atATime, type Playground } from './playground.ts';

const script = join(import.meta.dirname, 'open-at-once.ts');

interface Racer {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly reader: Interface;
}

function racer(root: string): Racer {
  const child = spawn(process.execPath, [script, root], { stdio: ['pipe', 'pipe', 'inherit'] });
  const reader = createInterface({ input: child.stdout });
  return { child, reader, lines: reader[Symbol.asyncIterator]() };
}

/** Two programs open the same project at the same moment: one gets it, the other is told that it is in use. */
async function race(playground: Playground, roots: (root: string) => readonly [string, string]): Promise<string | null> {
  const of = await playground.undisturbed('label'),
    root = playground.copy(of);
  const racers = roots(root).map(racer);
  for (const { lines } of racers) await lines.next();
  for (const { child } of racers) child.stdin!.write('go\n');
  const said = await Promise.all(racers.map(async ({ lines }) => (await lines.next()).value as string));
  for (const { child } of racers) {
    child.stdin!.end();
    await once(child, 'close');
  }
  const problem = said.toSorted().join(', ') === 'open, project-in-use' ? null : `the two said: ${said.join(', ')}`;
  rmSync(dirname(root), { recursive: true });
  return problem;
}

export const races: Measure = {
  id: 'R9',
  needsShim: true,
  small: 4,
  full: 100,
  what: 'Two programs open one project at the same moment: one has it, the other is told so',
  run: async (count, playground) => ({
    tried: count,
    wrong: await atATime(2, Array.from({ length: count }), () => race(playground, (root) => [root, root])),
  }),
  plant: {
    what: 'each opens a copy of its own, as if nothing kept the second out',
    run: async (playground) => {
      const of = await playground.undisturbed('label'),
        other = playground.copy(of);
      return { tried: 1, wrong: await atATime(2, [0], () => race(playground, (root) => [root, other])) };
    },
  },
};
