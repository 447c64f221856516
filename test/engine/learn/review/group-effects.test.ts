import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId } from '../../../../engine/domain/ids.ts';
import { groupEffect, misleads, type GroupEffect } from '../../../../engine/domain/review/group-effect.ts';
import { normalRandom, randomInteger, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { groupEffects } from '../../../../engine/learn/review/group-effects.ts';

const pause = (): Promise<void> => Promise.resolve();
const dimension = 120;
const classIds = [1, 2, 3] as ClassId[];
const classes = classIds.length;

/** Images of specimens, each of one class. `own`: how much a specimen differs from others of its class, beside a single image. */
function specimens({ count, each, own, seed }: { count: number; each: number; own: number; seed: number }) {
  const random = seededRandom(seed);
  const normal = normalRandom(random);
  const centres = classIds.map(() => Float32Array.from({ length: dimension }, () => 0.2 * normal()));
  const rows = new Float32Array(count * each * dimension);
  const labels = new Int32Array(count * each);
  const groups: string[] = [];
  for (let specimen = 0; specimen < count; specimen++) {
    const label = specimen % classes;
    const offset = Float32Array.from({ length: dimension }, () => own * normal());
    for (let view = 0; view < each; view++) {
      const row = specimen * each + view;
      labels[row] = label;
      groups.push(`specimen ${specimen}`);
      for (let at = 0; at < dimension; at++) rows[row * dimension + at] = centres[label]![at]! + offset[at]! + (1 - own) * normal();
    }
  }
  return { table: { rows, dimension }, labels, groups, classIds, seed, scaling: 'standardised' as const };
}
type Drawn = ReturnType<typeof specimens>;

async function effectOf(drawn: Drawn, groups: readonly (string | null)[]): Promise<GroupEffect> {
  const alone = groups.map(() => null);
  const [effect] = await groupEffects(drawn, { alone, groupings: [groups] }, () => undefined, pause);
  return effect!;
}
/** Groups of the same sizes and classes that have nothing to do with the specimens. */
function dealt({ labels, groups }: Drawn, seed: number): string[] {
  const random = seededRandom(seed);
  const names = [...classIds.keys()].map((label) => [...new Set(groups.filter((_, row) => labels[row] === label))]);
  return [...labels].map((label) => names[label]![randomInteger(names[label]!.length, random)]!);
}

describe('groups held out as a whole', () => {
  test('show how much better scores look where images of a specimen are divided: found in five of five, never where groups mean nothing', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const drawn = specimens({ count: 60, each: 4, own: 0.9, seed });
      const real = await effectOf(drawn, drawn.groups);
      assert.ok(misleads(real, 8), JSON.stringify(real));
      assert.ok(real.alone > real.together && real.labels === 240);
      const random = await effectOf(drawn, dealt(drawn, seed));
      assert.ok(!misleads(random, 1), JSON.stringify(random));
    }
  });

  test('make no difference where specimens differ no more than images do', async () => {
    const drawn = specimens({ count: 30, each: 6, own: 0, seed: 3 });
    const effect = await effectOf(drawn, drawn.groups);
    assert.ok(!misleads(effect, 1) && effect.low < 0 && effect.high > 0, JSON.stringify(effect));
  });

  test('are compared on the same images, of random whole groups if there are many', async () => {
    const drawn = specimens({ count: 900, each: 6, own: 0.5, seed: 2 });
    const effect = await effectOf(drawn, drawn.groups);
    assert.equal(effect.labels, 4000);
  });

  test('cannot be compared with few labels', () => {
    const perfect = Float32Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? 1 : 0));
    const labels = new Int32Array(20);
    assert.equal(
      groupEffect(
        { alone: perfect, together: perfect },
        labels,
        [...labels].map(() => 'one'),
      ),
      null,
    );
  });
});

test('a gap counts as misleading only if it is certain among all groupings tried, and large enough', () => {
  assert.ok(misleads({ gap: 0.05, p: 0.001 }, 8));
  assert.ok(!misleads({ gap: 0.05, p: 0.005 }, 8));
  assert.ok(!misleads({ gap: 0.005, p: 1e-9 }, 1));
  assert.ok(!misleads({ gap: -0.2, p: 1e-9 }, 1));
});
