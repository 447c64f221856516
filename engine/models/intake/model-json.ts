import { mostTextBytes, TooLarge, UnreadableModel } from './model-file.ts';

/** Far deeper than any model lies in its description; walking into what is nested a hundred thousand times would end the stack. */
const deepest = 100;

/**
 * A description of layers from somebody else.
 * @param what how the text is called in the refusal
 * @throws UnreadableModel, TooLarge
 */
export function modelJson(text: string, what: string): unknown {
  if (text.length > mostTextBytes) throw new TooLarge(`${what} is longer than any description of layers`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnreadableModel(`${what} is not JSON`);
  }
  if (isDeeperThan(json, deepest)) throw new UnreadableModel(`${what} is nested too deep`);
  return json;
}

/** Level by level, so that depth costs no stack. */
function isDeeperThan(json: unknown, most: number): boolean {
  let level = [json].filter(isNested);
  for (let depth = 0; depth < most && level.length > 0; depth++) level = level.flatMap((each) => Object.values(each).filter(isNested));
  return level.length > 0;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
