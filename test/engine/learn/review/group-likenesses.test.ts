import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import type { ImageGroups } from '../../../../engine/domain/labels/group-proposals.ts';
import { holdsTogether, type GroupLikeness } from '../../../../engine/domain/review/group-likeness.ts';
import { likenessPlan } from '../../../../engine/domain/review/likeness-plan.ts';
import { normalRandom, randomInteger, seededRandom, type Random } from '../../../../engine/domain/statistics/random.ts';
import { chosenRows } from '../../../../engine/learn/head/chosen-rows.ts';
import { groupLikenesses } from '../../../../engine/learn/review/group-likenesses.ts';

const dimension = 60;
const classes = 4;

interface Drawn {
  readonly rows: Float32Array;
  readonly ids: readonly ImageId[];
  readonly specimenOf: (id: ImageId) => number;
}

/** Images of specimens, each of one class; `own`: how much a specimen differs from others of its class, beside a single image. */
function specimens({ count = 40, each = 4, own = 0.6, ofClass = 0.5, seed = 1 } = {}): Drawn {
  const normal = normalRandom(seededRandom(seed));
  const vector = (length: number): Float32Array => Float32Array.from({ length: dimension }, () => length * normal());
  const centres = Array.from({ length: classes }, () => vector(ofClass));
  const rows = new Float32Array(count * each * dimension);
  for (let specimen = 0; specimen < count; specimen++) {
    const offset = vector(own);
    for (let view = 0; view < each; view++)
      vector(1 - own).forEach((value, at) => {
        rows[(specimen * each + view) * dimension + at] = centres[specimen % classes]![at]! + offset[at]! + value;
      });
  }
  return {
    rows,
    ids: Array.from({ length: count * each }, (_, at) => (at + 1) as ImageId),
    specimenOf: (id) => Math.floor((id - 1) / each),
  };
}
const grouped = ({ ids }: Drawn, of: (id: ImageId) => string | number | null): ImageGroups =>
  new Map(ids.map((id) => [id, of(id) === null ? null : String(of(id))]));
const classOf =
  ({ specimenOf }: Drawn) =>
  (id: ImageId): number =>
    specimenOf(id) % classes;

interface Around {
  readonly alone?: ImageGroups;
  readonly known?: readonly ImageGroups[];
}
async function likenessOf(
  { rows, ids }: Drawn,
  groups: ImageGroups,
  { alone = new Map(), known = [] }: Around = {},
): Promise<GroupLikeness | null> {
  const read = (images: readonly ImageId[]): Float32Array =>
    chosenRows(
      rows,
      dimension,
      images.map((id) => id - 1),
    );
  const plan = likenessPlan(ids, groups, { alone, known: [groups, ...known] }, 1);
  return (await groupLikenesses([plan], read, { dimension, seed: 1 }, () => Promise.resolve()))[0]!;
}
/** Random groups, the same for the same key. */
function dealt(random: Random, groups: number, keyOf: (id: ImageId) => string | number): (id: ImageId) => string {
  const dealtTo = new Map<string | number, number>();
  return (id) => {
    const key = keyOf(id);
    if (!dealtTo.has(key)) dealtTo.set(key, randomInteger(groups, random));
    return String(dealtTo.get(key));
  };
}

describe('images of a group, without labels', () => {
  test('are more alike than by chance where they show one specimen, and never where the groups mean nothing', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const drawn = specimens({ seed });
      const real = await likenessOf(drawn, grouped(drawn, drawn.specimenOf));
      assert.ok(real && holdsTogether(real, 8) && real.images === 160 && real.share > 0.8 && real.chance < 0.05, JSON.stringify(real));
      const random = await likenessOf(
        drawn,
        grouped(
          drawn,
          dealt(seededRandom(seed), 20, (id) => id),
        ),
      );
      assert.ok(random && !holdsTogether(random, 1) && Math.abs(random.share - random.chance) < 0.1, JSON.stringify(random));
    }
  });

  test('are not taken for a specimen because of their class: batches of a class mean nothing within its folder', async () => {
    const drawn = specimens({ own: 0, ofClass: 0.6 });
    const random = seededRandom(3);
    const batches = grouped(drawn, (id) => `${classOf(drawn)(id)} ${randomInteger(3, random)}`);
    const unexplained = await likenessOf(drawn, batches);
    assert.ok(holdsTogether(unexplained!, 8), 'they seem to hold together if the folder is not considered');
    const within = await likenessOf(drawn, batches, { known: [grouped(drawn, classOf(drawn))] });
    assert.ok(!holdsTogether(within!, 1), JSON.stringify(within));
    assert.ok(within!.chance > 0.25, 'by chance, a third of them are most like one of their batch');
  });

  test('are not taken for a specimen because of the specimens among them: batches of specimens mean nothing', async () => {
    const drawn = specimens();
    const batches = grouped(drawn, dealt(seededRandom(5), 8, drawn.specimenOf));
    assert.ok(holdsTogether((await likenessOf(drawn, batches))!, 8), 'they seem to hold together if the specimens are not known');
    const besides = await likenessOf(drawn, batches, { known: [grouped(drawn, drawn.specimenOf)] });
    assert.ok(!holdsTogether(besides!, 1), JSON.stringify(besides));
    const sites = grouped(drawn, classOf(drawn));
    const meaning = await likenessOf(drawn, sites, { known: [grouped(drawn, drawn.specimenOf)] });
    assert.ok(holdsTogether(meaning!, 8), `whole sites do: ${JSON.stringify(meaning)}`);
  });

  test('are not taken for a specimen because of near-duplicates, which are together anyway', async () => {
    const drawn = specimens({ count: 60, each: 2, own: 0.95, ofClass: 0 });
    const batches = grouped(drawn, dealt(seededRandom(7), 10, drawn.specimenOf));
    assert.ok(holdsTogether((await likenessOf(drawn, batches))!, 8));
    const besides = await likenessOf(drawn, batches, { alone: grouped(drawn, drawn.specimenOf) });
    assert.ok(!holdsTogether(besides!, 1) && besides!.images <= 60, JSON.stringify(besides));
  });

  test('cannot be compared if they are few, or some of their features are missing', async () => {
    const few = specimens({ count: 9 });
    assert.equal(await likenessOf(few, grouped(few, few.specimenOf)), null);
    const drawn = specimens();
    const plan = likenessPlan(drawn.ids, grouped(drawn, drawn.specimenOf), { alone: new Map(), known: [] }, 1);
    assert.deepEqual(
      await groupLikenesses(
        [plan],
        () => null,
        { dimension, seed: 1 },
        () => Promise.resolve(),
      ),
      [null],
    );
  });

  test('are compared within limits: of many images, all of some groups; of few large groups, some of each', () => {
    const many = specimens({ count: 1500, each: 4 });
    const plan = likenessPlan(many.ids, grouped(many, many.specimenOf), { alone: new Map(), known: [] }, 1);
    assert.equal(plan.images.length, 2000);
    assert.ok([...Map.groupBy(plan.images, many.specimenOf).values()].every(({ length }) => length === 4));
    const sites = likenessPlan(many.ids, grouped(many, classOf(many)), { alone: new Map(), known: [] }, 1);
    assert.deepEqual(
      [...Map.groupBy(sites.images, classOf(many)).values()].map(({ length }) => length),
      [500, 500, 500, 500],
    );
  });
});

test('groups count as alike only if that is certain among all groupings tried, and clear enough', () => {
  assert.ok(holdsTogether({ images: 100, share: 0.5, chance: 0.1, p: 0.001 }, 8));
  assert.ok(!holdsTogether({ images: 100, share: 0.5, chance: 0.1, p: 0.005 }, 8));
  assert.ok(!holdsTogether({ images: 100_000, share: 0.15, chance: 0.1, p: 0.001 }, 1));
  assert.ok(!holdsTogether({ images: 100, share: 1, chance: 1, p: 0.001 }, 1));
});
