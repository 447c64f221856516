import { UnreadableAnnotations } from './unreadable-annotations.ts';

export type YamlValue = string | readonly string[] | ReadonlyMap<string, string>;

const topKey = /^("[^"\\]*"|'[^']*'|[A-Za-z_][\w. -]*):(?:\s+(.*))?$/;

interface Entry {
  /** Counted from 1. */
  readonly line: number;
  readonly inline: string;
  readonly below: string[];
}

/**
 * The part of YAML that files describing a data set are written in: keys at the margin with a text, a list of texts, or a map of texts.
 * Whatever else stands below a key is refused only when that key is asked for, since such files also hold settings that do not matter here.
 */
export class PlainYaml {
  readonly #file: string;
  readonly #entries = new Map<string, Entry>();

  /** @throws UnreadableAnnotations wrong-structure, if the file has something other than keys at the margin */
  constructor(text: string, file: string) {
    this.#file = file;
    let entry: Entry | null = null;
    for (const [at, line] of text.split(/\r\n?|\n/).entries()) {
      if (/^\s*(#|$)/.test(line) || (entry === null && /^(---|%YAML\b.*)\s*$/.test(line))) continue;
      const key = topKey.exec(line);
      if (key?.[1] !== undefined) {
        entry = { line: at + 1, inline: key[2] ?? '', below: [] };
        this.#entries.set(key[1].trim().replace(/^(["'])(.*)\1$/, '$2'), entry);
      } else if (entry !== null && /^(\s|- |-$|[\]}])/.test(line)) entry.below.push(line);
      else throw new UnreadableAnnotations('wrong-structure', file, `line ${at + 1}`);
    }
  }

  /** Null if the key is missing or has no value. @throws UnreadableAnnotations wrong-structure, if its value is none of the three kinds */
  value(key: string): YamlValue | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    const value = valueOf(entry);
    if (value === undefined) throw new UnreadableAnnotations('wrong-structure', this.#file, `line ${entry.line}`);
    return value;
  }
}

/** Undefined if it is not understood. */
function valueOf({ inline, below }: Entry): YamlValue | null | undefined {
  const first = inline.startsWith('#') ? '' : inline;
  if (first === '') return below.length === 0 ? null : blockOf(below);
  if (first.startsWith('[') || first.startsWith('{')) return flowOf([first, ...below].map(withoutComment).join(' '));
  return below.length === 0 ? scalarOf(first) : undefined;
}

/** A list or map with one item per line. */
function blockOf(lines: readonly string[]): YamlValue | undefined {
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  const items = lines.map((line) => line.slice(indent));
  if (items.some((item, at) => /^\s/.test(item) || lines[at]?.slice(0, indent).trim() !== '')) return undefined;
  if (items.every((item) => item.startsWith('- '))) return allOf(items.map((item) => scalarOf(item.slice(2).trim())));
  const map = new Map<string, string>();
  for (const item of items) {
    const [, key = '', value = ''] = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s:"'-][^:]*):\s+(.*)$/.exec(item) ?? [];
    const [name, text] = [scalarOf(key.trim()), scalarOf(value)];
    if (name === undefined || text === undefined) return undefined;
    map.set(name, text);
  }
  return map;
}

/** A list in square brackets or a map in braces. */
function flowOf(text: string): YamlValue | undefined {
  const whole = text.trim();
  const isMap = whole.startsWith('{');
  if (!whole.endsWith(isMap ? '}' : ']')) return undefined;
  const inner = whole.slice(1, -1).trim();
  const item = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*|([^\s,:[\]{}"'][^,:[\]{}"]*))([,:]|$)/y;
  const found: { readonly text: string; readonly isKey: boolean }[] = [];
  while (item.lastIndex < inner.length) {
    const [, quoted, plain = '', end] = item.exec(inner) ?? [];
    const one = scalarOf(quoted ?? plain.trim());
    if (one === undefined) return undefined;
    found.push({ text: one, isKey: end === ':' });
  }
  // In a map, keys and values take turns.
  if (found.some(({ isKey }, at) => isKey !== (isMap && at % 2 === 0)) || (isMap && found.length % 2 === 1)) return undefined;
  const texts = found.map((one) => one.text);
  return isMap ? new Map(texts.flatMap((one, at) => (at % 2 === 0 ? [[one, texts[at + 1] ?? '']] : []))) : texts;
}

/** A text in quotes or without; undefined if it is something else, such as a reference or a text over several lines. */
function scalarOf(raw: string): string | undefined {
  if (raw.startsWith('"')) return doubleQuoted(raw);
  const single = /^'((?:[^']|'')*)'$/.exec(withoutComment(raw).trim());
  if (single?.[1] !== undefined) return single[1].replaceAll("''", "'");
  const plain = withoutComment(raw).trim();
  return plain === '' || /^[&*!|>%@`[\]{}'"]/.test(plain) || /^[-?]\s|:(\s|$)/.test(plain) ? undefined : plain;
}

/** Its escapes are those of JSON; the few more that YAML has are refused. */
function doubleQuoted(raw: string): string | undefined {
  try {
    return JSON.parse(withoutComment(raw)) as string;
  } catch {
    return undefined;
  }
}

/** A comment begins with a number sign after a space, outside of quotes. */
const withoutComment = (line: string): string =>
  line.replace(/("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?:^|\s)#.*$/g, (_, quoted: string | undefined) => quoted ?? '');

const allOf = (texts: readonly (string | undefined)[]): readonly string[] | undefined =>
  texts.every((one) => one !== undefined) ? texts : undefined;
