import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { factValues, shortcuts, type FactRow, type FactValues } from '../../../../engine/domain/review/shortcuts.ts';
import { smallPictureLength } from '../../../../engine/domain/models/small-picture.ts';
import { normalRandom, randomInteger, seededRandom, type Random } from '../../../../engine/domain/statistics/random.ts';

const classes = 3;

/** A project's images: facts that vary as those of real ones do, but have nothing to do with the class. */
function drawn(random: Random, images: number, perGroup = 1): FactRow[] {
  const normal = normalRandom(random);
  return Array.from({ length: images / perGroup }, (_, group) => {
    const label = group % classes;
    const [width, brightness, colour] = [
      randomInteger(2, random) === 0 ? 640 : 480 + randomInteger(400, random),
      normal() * 30,
      normal() * 10,
    ];
    const [takenAt, camera] = [randomInteger(1_000_000_000, random), randomInteger(3, random) === 0 ? 'B' : 'A'];
    const site = `site ${randomInteger(4, random)}`;
    return Array.from({ length: perGroup }, (): FactRow => {
      const bytes = Math.round(40_000 * Math.exp(0.3 * normal()));
      const values: FactValues = {
        width,
        height: 480,
        shape: width / 480,
        'file-size': bytes,
        compression: bytes / (width * 480),
        format: randomInteger(4, random) === 0 ? 'png' : 'jpeg',
        'bit-depth': 8,
        camera,
        folder: site,
        date: takenAt,
        'time-of-day': takenAt % 86_400_000,
        'border-brightness': 120 + brightness + normal(),
        'border-colour': colour + normal(),
        'border-evenness': 20 + 4 * normal(),
      };
      return { label, group: perGroup === 1 ? null : `group ${group}`, values };
    });
  }).flat();
}
const planted = (rows: readonly FactRow[], change: (row: FactRow) => Partial<FactValues>): FactRow[] =>
  rows.map((row) => ({ ...row, values: { ...row.values, ...change(row) } }));

describe('shortcuts', () => {
  test('are found where one fact differs between classes, with its typical value in each', () => {
    const random = seededRandom(1);
    const normal = normalRandom(random);
    const found = shortcuts(
      planted(drawn(random, 240), ({ label }) => ({ 'border-brightness': (label === 1 ? 200 : 120) + 12 * normal() })),
      classes,
      1,
    );
    assert.deepEqual(
      found.map(({ fact }) => fact),
      ['border-brightness'],
    );
    const [{ accuracy, p, typical }] = found as [(typeof found)[number]];
    assert.ok(accuracy > 0.55 && accuracy < 0.8, String(accuracy));
    assert.ok(p < 0.02);
    assert.deepEqual(
      typical.map((value) => Math.round(Number(value) / 20) * 20),
      [120, 200, 120],
    );
  });

  test('are found among formats, too', () => {
    const [found] = shortcuts(
      planted(drawn(seededRandom(2), 120), ({ label }) => ({ format: label === 0 ? 'tiff' : 'jpeg' })),
      classes,
      1,
    );
    assert.deepEqual([found!.fact, found!.typical], ['format', ['tiff', 'jpeg', 'jpeg']]);
  });

  test('are found where a class was taken with another camera, in another folder, at another time, or where it is unknown', () => {
    const rows = drawn(seededRandom(3), 120);
    const foundIn = (change: (row: FactRow) => Partial<FactValues>) => shortcuts(planted(rows, change), classes, 1)[0];
    const other = foundIn(({ label }) => ({ camera: label === 2 ? 'C' : 'A' }));
    assert.deepEqual([other!.fact, other!.typical], ['camera', ['A', 'A', 'C']]);
    const bog = foundIn(({ label, values }) => (label === 1 ? { folder: 'bog' } : { folder: values.folder }));
    assert.deepEqual([bog!.fact, bog!.typical[1]], ['folder', 'bog']);
    const unknown = foundIn(({ label, values }) => (label === 1 ? { camera: null, date: null } : { date: values.date }));
    assert.ok(['camera', 'date'].includes(unknown!.fact));
    assert.equal(unknown!.typical[1], null);
    const noon = foundIn(({ label }) => ({ 'time-of-day': label === 0 ? 43_200_000 : 0 }));
    assert.deepEqual([noon!.fact, noon!.typical], ['time-of-day', [43_200_000, 0, 0]]);
  });

  test('of each kind are found in at least 95 % of simulated projects, with false alarms in at most 5 %', () => {
    const rounds = 40;
    let [missed, alarms] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const random = seededRandom(100 + round);
      const normal = normalRandom(random);
      const rows = drawn(random, 120);
      if (shortcuts(rows, classes, round).length > 0) alarms += 1;
      const plants: ((row: FactRow) => Partial<FactValues>)[] = [
        ({ label }) => ({ width: label === 0 ? 1024 : 640 }),
        ({ label }) => ({ 'file-size': 30_000 * (1 + 0.8 * label) * Math.exp(0.2 * normal()) }),
        ({ label }) => ({ 'border-brightness': 100 + 40 * label + 20 * normal() }),
      ];
      if (shortcuts(planted(rows, plants[round % plants.length]!), classes, round).length === 0) missed += 1;
    }
    assert.ok(missed <= 0.05 * rounds, `${missed} missed`);
    assert.ok(alarms <= 0.05 * rounds + 1, `${alarms} false alarms`);
  });

  test('are not seen where images of a group merely share their facts', () => {
    let alarms = 0;
    for (let round = 0; round < 12; round++) if (shortcuts(drawn(seededRandom(round), 240, 20), classes, round).length > 0) alarms += 1;
    assert.ok(alarms <= 1, `${alarms} of 12: groups were counted as images`);
    // The planted fault: the same images as if each stood for itself.
    const ungrouped = drawn(seededRandom(3), 240, 20).map((row) => ({ ...row, group: null }));
    assert.ok(shortcuts(ungrouped, classes, 1).length > 0);
  });

  test('need some images of two classes, and differing values', () => {
    assert.deepEqual(shortcuts(drawn(seededRandom(1), 12), classes, 1), []);
    assert.deepEqual(shortcuts([], classes, 1), []);
    const one = drawn(seededRandom(1), 60).map((row) => ({ ...row, label: 0 }));
    assert.deepEqual(shortcuts(one, classes, 1), []);
  });
});

test('the border of a picture is its outer part', () => {
  const small = new Uint8Array(smallPictureLength).fill(255);
  for (let y = 2; y < 30; y++) small.fill(0, 3 * (y * 32 + 2), 3 * (y * 32 + 30));
  const facts = { width: 640, height: 320, bytes: 20_480, format: 'jpeg', bitDepth: 8, takenAt: 90_000_000, camera: null, folder: 'bog' };
  const values = factValues(facts, small);
  assert.ok(Math.abs((values['border-brightness'] as number) - 255) < 1e-9);
  assert.ok((values['border-evenness'] as number) < 1e-3);
  assert.deepEqual([values['time-of-day'], values.camera, values.folder], [3_600_000, null, 'bog']);
  assert.deepEqual([values.shape, values.compression, values['border-colour']], [2, 0.1, 0]);
});
