import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { requests, type Answer, type RequestName } from '../../engine/contract/index.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { ServedStudio } from '../support/served-studio.ts';
import type { Measure, Outcome } from './measure.ts';
import { atATime, type Playground } from './playground.ts';

type Random = () => number;
interface Shape {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly format?: string;
  readonly $ref?: string;
}

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!;

/** Values that often break programs. Paths among them lead into the folder of the measure, or nowhere. */
class Junk {
  readonly #random: Random;
  readonly #known: readonly string[];

  constructor(random: Random, known: readonly string[]) {
    this.#random = random;
    this.#known = known;
  }

  /** A value of the given shape, with about one deviation in four places. */
  like(shape: Shape, depth = 0): unknown {
    const random = this.#random;
    if (random() < 0.06 || depth > 6) return this.anything();
    const either = shape.anyOf ?? shape.oneOf ?? shape.allOf;
    if (either) return this.like(pick(either, random), depth + 1);
    if (shape.const !== undefined) return shape.const;
    if (shape.enum) return pick(shape.enum, random);
    switch (shape.type) {
      case 'object':
        return this.#object(shape, depth);
      case 'array':
        return Array.from({ length: pick([0, 1, 1, 2, 5], random) }, () => this.like(shape.items ?? {}, depth + 1));
      case 'integer':
      case 'number':
        return pick([0, 1, 2, 7, 40, -1, 0.5, 1e9, 2 ** 53, 2 ** 31, -0], random);
      case 'boolean':
        return random() < 0.5;
      case 'string':
        return this.#text(shape.format);
      default:
        return this.anything();
    }
  }

  anything(): unknown {
    return pick<unknown>(
      [null, true, -1, 1e308, '', [], {}, [[[[]]]], { __proto__: null, constructor: 1 }, 'x'.repeat(5000), this.#text()],
      this.#random,
    );
  }

  #object({ properties = {}, required = [] }: Shape, depth: number): object {
    const entries = Object.entries(properties)
      .filter(([name]) => required.includes(name) || this.#random() < 0.6)
      .map(([name, shape]) => [name, this.like(shape, depth + 1)] as const);
    return Object.fromEntries(this.#random() < 0.05 ? [...entries, ['__proto__', 1], ['more', this.anything()]] : entries);
  }

  #text(format?: string): string {
    if (format === 'uuid' && this.#random() < 0.5) return this.#known[0]!;
    return pick(
      [
        ...this.#known,
        ...this.#known,
        '',
        ' ',
        '../../../etc/passwd',
        '\0',
        'a\nb',
        '=1+1',
        'CON',
        '\u202Eabc',
        '🦋'.repeat(60),
        '<script>',
        "'; DROP TABLE images; --",
        '%s%n',
        '__proto__',
        'starter',
        'cat',
        '#123456',
        'a'.repeat(64),
      ],
      this.#random,
    );
  }
}

/** Left out: requests that use the network. */
const notAsked = new Set<string>(['sources.download']);
/** Takes seconds whenever it is accepted, because it draws a whole project: sent only once in this many of its turns. */
const slow: RequestName = 'projects.example',
  slowOnceIn = 50;

async function messages(
  count: number,
  playground: Playground,
  spoil: (value: unknown, turn: number) => unknown = (value) => value,
): Promise<Outcome> {
  const folder = playground.empty(),
    inside = join(folder, 'inside');
  mkdirSync(inside);
  writeFileSync(join(inside, 'notes.txt'), 'no picture');
  const names = (Object.keys(requests) as RequestName[]).filter((name) => !notAsked.has(name));
  const shapes = new Map(
    names.map((name) => [name, z.toJSONSchema(requests[name].input, { io: 'input', unrepresentable: 'any' }) as Shape]),
  );
  const begunIn = readdirSync('.').length,
    studio = await ServedStudio.start(folder),
    random = seededRandom(count),
    wrong: string[] = [];
  const turnOf = (by: Random): RequestName => {
    const name = pick(names, by);
    return name !== slow || by() * slowOnceIn < 1 ? name : turnOf(by);
  };
  let accepted = 0,
    turn = 0;
  try {
    const { id } = await studio.ask('projects.create', { name: 'asked', folder });
    const junk = new Junk(random, [id, inside, join(inside, 'new'), join(folder, 'asked.graft')]);
    wrong.push(
      ...(await atATime(
        8,
        Array.from({ length: count }, (_, at) => at),
        async (at) => {
          turn += 1;
          const name = turnOf(random),
            input = junk.like(shapes.get(name)!);
          const answer = spoil(await studio.answer(name, input), at) as Answer<unknown>;
          if (answer.ok) accepted += 1;
          return answer.ok || answer.failure.code !== 'unexpected'
            ? null
            : `${name} ${JSON.stringify(input).slice(0, 200)}: ${JSON.stringify(answer.failure.facts).slice(0, 200)}`;
        },
      )),
    );
    if (readdirSync(join(folder, '..')).length !== 1 || readdirSync('.').length !== begunIn || existsSync('/etc/passwd.graft'))
      wrong.push('something was written outside of the folder');
  } catch (error) {
    wrong.push(`after ${turn} messages: ${String(error)}`);
  } finally {
    await studio.end('SIGKILL');
  }
  return { tried: turn, wrong, note: `${accepted} accepted` };
}

export const allMessages: Measure = {
  id: 'B4',
  needsShim: false,
  small: 500,
  full: 50_000,
  what: 'Messages of nearly the right shape over all requests: each is answered or refused in words, the studio goes on, nothing is written elsewhere',
  run: (count, playground) => messages(count, playground),
  plant: {
    what: 'a request that ends in a defect',
    run: (playground) =>
      messages(60, playground, (answer, turn) => (turn === 30 ? { ok: false, failure: { code: 'unexpected', facts: {} } } : answer)),
  },
};
