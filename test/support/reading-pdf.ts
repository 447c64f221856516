import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

/** A drawn text: its start, in points from the lower left corner, and its characters. `actual`: the characters it replaces. */
interface DrawnText {
  readonly x: number;
  readonly y: number;
  readonly font: string;
  readonly size: number;
  readonly text: string;
  readonly actual: string | null;
}
export interface ReadPage {
  readonly operators: string;
  readonly texts: readonly DrawnText[];
}
export interface ReadPdf {
  readonly pages: readonly ReadPage[];
  readonly title: string;
  readonly fonts: readonly string[];
  readonly embedded: number;
}

/** Reads a PDF through its cross-reference table and fonts, as viewers do. Throws if an offset, a length or a glyph id is wrong. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const file = Buffer.from(bytes).toString('latin1');
  assert.match(file, /^%PDF-1\.7\n/);
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
  const [, entries, trailer] =
    /^xref\n0 \d+\n((?:\d{10} \d{5} [nf] \n)+)trailer\n<<(.*?)>>\nstartxref/s.exec(file.slice(start))
    ?? assert.fail('no table of references');
  const offsets = (entries ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => Number(line.slice(0, 10)));
  const object = (number: number): string => {
    const from = offsets[number] ?? 0;
    assert.ok(file.startsWith(`${number} 0 obj\n`, from), `object ${number} is not at ${from}`);
    return file.slice(from, file.indexOf('\nendobj\n', from));
  };
  const stream = (number: number): string => {
    const text = object(number);
    const length = Number(/\/Length (\d+)/.exec(text)?.[1]);
    const from = text.indexOf('stream\n') + 'stream\n'.length;
    assert.equal(text.slice(from + length), '\nendstream');
    const content = Buffer.from(text.slice(from, from + length), 'latin1');
    return (text.includes('/FlateDecode') ? inflateSync(content) : content).toString('latin1');
  };
  const reference = (text: string, name: string): number =>
    Number(new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1] ?? assert.fail(`no ${name}`));
  const tree = object(reference(object(reference(trailer ?? '', 'Root')), 'Pages'));
  const kids = [...(/\/Kids \[(.*?)\]/.exec(tree)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, number]) => object(Number(number)));
  assert.equal(Number(/\/Count (\d+)/.exec(tree)?.[1]), kids.length);
  const pages = kids.map((kid): ReadPage => {
    const fonts = /\/Font <<(.*?)>>/s.exec(object(reference(kid, 'Resources')))?.[1] ?? '';
    const faces = new Map(
      [...fonts.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]) => {
        const font = object(Number(number));
        return [name ?? '', { name: nameOf(font), letters: lettersOf(stream(reference(font, 'ToUnicode'))) }];
      }),
    );
    const operators = stream(reference(kid, 'Contents'));
    return { operators, texts: textsOf(operators, faces) };
  });
  const objects = offsets.slice(1).map((_, at) => object(at + 1));
  const descriptors = objects.filter((text) => text.includes('/FontDescriptor\n') && text.includes('/FontName'));
  return {
    pages,
    title: stringOf(/\((?:[^()\\]|\\.)*\)/s.exec(object(reference(object(reference(trailer ?? '', 'Info')), 'Title')))?.[0] ?? '()'),
    fonts: descriptors.map(nameOf),
    embedded: descriptors.filter((text) => text.includes('/FontFile2')).length,
  };
}

/** The name of a font without the six-letter subset prefix. */
const nameOf = (font: string): string => /\/(?:BaseFont|FontName) \/[A-Z]{6}\+([\w-]+)/.exec(font)?.[1] ?? 'whole font';

/** Characters by the glyph ids in a font's map. */
function lettersOf(map: string): ReadonlyMap<number, string> {
  const letters = new Map<number, string>();
  for (const [, from, listed] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[(.*?)\]/g)) {
    for (const [at, [, codes]] of [...(listed ?? '').matchAll(/<(.*?)>/g)].entries()) {
      letters.set(
        parseInt(from ?? '', 16) + at,
        (codes ?? '')
          .split(' ')
          .map((code) => String.fromCharCode(parseInt(code, 16)))
          .join(''),
      );
    }
  }
  return letters;
}

function textsOf(
  operators: string,
  faces: ReadonlyMap<string, { readonly name: string; readonly letters: ReadonlyMap<number, string> }>,
): DrawnText[] {
  const found = operators.matchAll(
    /\/ActualText (\((?:[^()\\]|\\.)*\))|\bEMC\b|1 0 0 1 ([\d.-]+) ([\d.-]+) Tm\n\/(F\d+) ([\d.]+) Tf\n\[(.*?)\] TJ/gs,
  );
  let actual: string | null = null;
  const texts: DrawnText[] = [];
  for (const [whole, marked, x, y, name, size, shown] of found) {
    if (marked !== undefined) actual = stringOf(marked);
    else if (whole === 'EMC') actual = null;
    else {
      const face = faces.get(name ?? '') ?? assert.fail(`no font ${name}`);
      const numbers = [...(shown ?? '').matchAll(/<([0-9a-f]+)>/g)].flatMap(([, digits]) => digits?.match(/.{4}/g) ?? []);
      const text = numbers.map((number) => face.letters.get(parseInt(number, 16)) ?? assert.fail(`no letter ${number}`)).join('');
      texts.push({ x: Number(x), y: Number(y), font: face.name, size: Number(size), text, actual });
    }
  }
  return texts;
}

function stringOf(literal: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const bytes = literal.slice(1, -1).replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
  return bytes.startsWith('\xfe\xff') ? Buffer.from(bytes.slice(2), 'latin1').swap16().toString('utf16le') : bytes;
}

/** The text of a page in drawing order, with the characters that boxes replace. */
export const saidOn = ({ texts }: ReadPage): string =>
  texts
    .map(({ text, actual }) => actual ?? text)
    .join(' ')
    .replaceAll(/\s+/g, ' ');
