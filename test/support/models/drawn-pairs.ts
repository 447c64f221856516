import type { PairedAnswer } from '../../../engine/domain/statistics/paired-comparison.ts';
import { randomInteger, seededRandom } from '../../../engine/domain/statistics/random.ts';

/** Answers of two models to the same images: few and many images, one-sided, identical, single images and groups of any size. */
export function* drawnPairs(rounds: number): Generator<PairedAnswer[]> {
  const random = seededRandom(31);
  for (let round = 0; round < rounds; round++) {
    const images = 1 + randomInteger([6, 30, 200][round % 3]!, random);
    const [differing, toB] = [random() ** 2, [0.5, random(), 1][randomInteger(3, random)]!];
    const perGroup = [1, 1, 2, 5, 12][randomInteger(5, random)]!;
    const together = random() < 0.5;
    let shared = 0;
    yield Array.from({ length: images }, (_, at) => {
      if (!together || at % perGroup === 0) shared = random();
      const [a, b] = shared > differing ? [true, true] : shared < differing * toB ? [false, true] : [true, false];
      return { a, b, group: perGroup === 1 ? null : `group ${Math.floor(at / perGroup)}` };
    });
  }
}
