/** A source of numbers uniformly distributed over [0, 1). Everything random in Graft takes one, so that a seed reproduces it. */
export type Random = () => number;

/**
 * The generator xoshiro128** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM Trans. Math. Softw. 47(4),
 * 2021). SplitMix32 initialises its state, so that neighbouring seeds give unrelated numbers.
 * @param seed any finite number; only its lowest 32 bits count.
 */
export function seededRandom(seed: number): Random {
  const nextState = splitMix32(seed);
  let a = nextState();
  let b = nextState();
  let c = nextState();
  let d = nextState();
  return () => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled / 2 ** 32;
  };
}

/** Standard normal deviates by Marsaglia's polar method ("Convenient Method for Generating Normal Variables", SIAM Review 6, 1964). */
export function normalRandom(random: Random): Random {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let x: number;
    let y: number;
    let squared: number;
    do {
      x = 2 * random() - 1;
      y = 2 * random() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared === 0);
    const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
    spare = y * scale;
    return x * scale;
  };
}

/** A copy in random order (Fisher and Yates; Durstenfeld, Communications of the ACM 7(7), 1964). */
export function shuffled<T>(items: Iterable<T>, random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInteger(last + 1, random);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** A random integer from 0 up to, but not including, `limit`. */
export function randomInteger(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

/** SplitMix (Steele, Lea and Flood, OOPSLA 2014) in 32 bits: adds a fixed odd increment, then mixes. */
function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
