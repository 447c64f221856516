import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import type { ClassId, ImageId } from '../../engine/domain/ids.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { ServedStudio } from '../support/served-studio.ts';
import type { Measure, Outcome } from './measure.ts';
import { makeBase, projectIn } from './operations.ts';
import type { Playground } from './playground.ts';

/** Labels image after image through a studio until it ends; returns what was acknowledged. `begun` is called with the first label. */
async function labelled(
  studio: ServedStudio,
  { path, round, begun }: { readonly path: string; readonly round: number; begun(): void },
): Promise<Map<ImageId, ClassId>> {
  const acknowledged = new Map<ImageId, ClassId>();
  try {
    const { id } = await studio.ask('projects.open', { path });
    for (let turn = 0; ; turn += 1) {
      const image = ((turn % 40) + 1) as ImageId,
        to = (1 + ((turn + round) % 2)) as ClassId;
      await studio.ask('labels.set', { project: id, images: [image], class: to });
      acknowledged.set(image, to);
      begun();
    }
  } catch {
    return acknowledged;
  }
}

/** @param forget a planted fault: what an acknowledged label should have become */
async function killed(count: number, playground: Playground, forget = (label: ClassId): ClassId => label): Promise<Outcome> {
  const random = seededRandom(count),
    wrong: string[] = [];
  let labels = 0;
  for (let round = 0; round < count; round += 1) {
    const root = playground.empty(),
      path = projectIn(root);
    makeBase(root);
    const studio = await ServedStudio.start(join(root, 'user'));
    const first = Promise.withResolvers<void>();
    const work = labelled(studio, { path, round, begun: first.resolve });
    await Promise.race([first.promise, work]);
    await sleep(random() * 300);
    await studio.end('SIGKILL');
    const acknowledged = await work;
    labels += acknowledged.size;
    const store = ProjectStore.open(path);
    const [last] = [...acknowledged.keys()].slice(-1);
    for (const [image, label] of acknowledged) {
      const there = store.images.get(image).class;
      // The label after the last acknowledged one may have been in progress.
      if (there !== forget(label) && image !== ((last ?? 0) % 40) + 1)
        wrong.push(`round ${round}: image ${image} was acknowledged as ${label}, and is ${there}`);
    }
    store.close();
    rmSync(dirname(root), { recursive: true });
  }
  return { tried: count, wrong, note: `${labels} labels acknowledged` };
}

export const killedStudios: Measure = {
  id: 'R2',
  needsShim: false,
  small: 3,
  full: 200,
  what: 'The studio is killed at any moment while somebody labels through it: it opens again with every label that was acknowledged',
  run: (count, playground) => killed(count, playground),
  plant: { what: 'labels are kept as another class', run: (playground) => killed(1, playground, (label) => (3 - label) as ClassId) },
};
