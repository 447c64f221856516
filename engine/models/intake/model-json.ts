import { mostTextBytes, TooLarge, UnreadableModel } from './model-file.ts';

/** Far deeper than any model's description is nested; recursing a hundred thousand levels would overflow the stack. */
const deepest = 100;

/**
 * Parses an untrusted description of layers.
 * @param what name of the text in error messages
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

/** Goes level by level, so that depth does not use the stack. */
function isDeeperThan(json: unknown, most: number): boolean {
  let level = [json].filter(isNested);
  for (let depth = 0; depth < most && level.length > 0; depth++) level = level.flatMap((each) => Object.values(each).filter(isNested));
  return level.length > 0;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
