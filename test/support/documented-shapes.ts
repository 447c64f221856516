import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The shape of a document as described in docs/CLI.md: a plain value, a list, or named fields. */
export type Shape = 'value' | { readonly each: Shape } | { readonly fields: ReadonlyMap<string, Shape> };

const manual = join(import.meta.dirname, '..', '..', 'docs', 'CLI.md');

/** Reads the shape of each command's document from lines "- `command`: `{...}`" of docs/CLI.md. */
export function documentedShapes(text: string = readFileSync(manual, 'utf8')): ReadonlyMap<string, Shape> {
  return new Map(
    [...text.matchAll(/^- `([a-z-]+(?: [a-z]+)?)`: `(\{.*?\})`/gm)].map(([, command, shape]) => [command ?? '', readShape(shape ?? '')]),
  );
}

/** Parses `{name, name:{...}, name:[...]}`. Throws for anything else. */
function readShape(text: string): Shape {
  const tokens = text.match(/[A-Za-z0-9]+|[{}[\],:]/g) ?? [];
  let at = 0;
  const take = (token: string): void => {
    if (tokens[at] !== token) throw new Error(`"${token}" is missing before "${tokens.slice(at, at + 3).join('')}" in ${text}`);
    at += 1;
  };
  const shape = (): Shape => {
    if (tokens[at] === '[') {
      take('[');
      const each = shape();
      take(']');
      return { each };
    }
    if (tokens[at] !== '{') {
      at += 1;
      return 'value';
    }
    const fields = new Map<string, Shape>();
    for (take('{'); tokens[at] !== '}'; tokens[at] === ',' && take(',')) {
      const name = tokens[at++] ?? '';
      if (tokens[at] === ':') take(':');
      fields.set(name, tokens[at - 1] === ':' ? shape() : 'value');
    }
    take('}');
    return { fields };
  };
  const whole = shape();
  if (at !== tokens.length) throw new Error(`more than one shape in ${text}`);
  return whole;
}

/** Lists the differences between a document and its shape: missing or extra fields, and values of another kind. Null matches any shape. */
export function differences(document: unknown, shape: Shape, at = 'document'): string[] {
  if (shape === 'value' || document === null) return [];
  if ('each' in shape) {
    return Array.isArray(document)
      ? document.flatMap((one, index) => differences(one, shape.each, `${at}[${index}]`))
      : [`${at} is no list`];
  }
  if (typeof document !== 'object' || Array.isArray(document)) return [`${at} is no object`];
  const fields = new Map(Object.entries(document));
  return [
    ...[...shape.fields.keys()].filter((name) => !fields.has(name)).map((name) => `${at}.${name} is documented and not printed`),
    ...[...fields.keys()].filter((name) => !shape.fields.has(name)).map((name) => `${at}.${name} is printed and not documented`),
    ...[...shape.fields].flatMap(([name, inner]) => (fields.has(name) ? differences(fields.get(name), inner, `${at}.${name}`) : [])),
  ];
}
