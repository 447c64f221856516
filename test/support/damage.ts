import type { Random } from '../../engine/domain/statistics/random.ts';

/** Returns the bytes with some of them changed, removed, inserted or swapped, or with a number replaced by its maximum. */
export function damagedBytes(random: Random, whole: Uint8Array): Buffer {
  const bytes = Buffer.from(whole);
  const place = (): number => Math.floor(random() * bytes.length);
  const kind = Math.floor(random() * 5);
  if (kind === 0) for (let left = 1 + Math.floor(random() * 8); left > 0; left--) bytes[place()]! ^= 1 << Math.floor(random() * 8);
  if (kind === 1) return bytes.subarray(0, place());
  if (kind === 2) {
    const at = place();
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.alloc(1 + Math.floor(random() * 64), Math.floor(random() * 256)),
      bytes.subarray(at),
    ]);
  }
  if (kind === 3) {
    const [length, from, to] = [Math.min(64, bytes.length >> 2), place(), place()];
    const moved = Buffer.from(bytes.subarray(from, from + length));
    bytes.copy(bytes, from, to, to + length);
    moved.copy(bytes, to);
  }
  if (kind === 4) bytes.fill(0xff, place(), Math.min(bytes.length, place() + 4));
  return bytes;
}

const strange = [
  '-1',
  '0',
  '1e9',
  '4294967296',
  '0.5',
  '1e308',
  'null',
  'true',
  '[]',
  '{}',
  '"x"',
  '"../x"',
  '[[[[1]]]]',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
];

/** Returns JSON with one or two values replaced by others or by unusual ones; sometimes no longer valid JSON. */
export function damagedText(random: Random, text: string): Buffer {
  let changed = text;
  for (let left = 1 + Math.floor(random() * 2); left > 0; left--) {
    const values = [...changed.matchAll(/(?<=[:[,]\s*)(?:-?\d[\d.eE+-]*|"[^"\\]*"|true|false|null|\[\])(?=\s*[,\]}])/g)];
    if (values.length === 0) break;
    const pick = (): RegExpMatchArray => values[Math.floor(random() * values.length)]!;
    const from = pick();
    const instead = random() < 0.3 ? pick()[0] : strange[Math.floor(random() * strange.length)]!;
    changed = changed.slice(0, from.index) + instead + changed.slice(from.index! + from[0].length);
  }
  return Buffer.from(changed);
}
