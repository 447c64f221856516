import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { en } from '../../../engine/words/en/en.ts';

/** Stands for facts of any form: every figure in them is the same. */
function facts(value: number): unknown {
  const itself: unknown = new Proxy(() => value, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => value : name === 'length' ? value : value),
  });
  return itself;
}

/** What all words say where every figure is the same; those that need other facts are passed over. */
function everySentence(words: object, value: number): string[] {
  return Object.values(words).flatMap((one: unknown) => {
    if (typeof one === 'string') return [];
    if (typeof one === 'object' && one !== null) return everySentence(one, value);
    if (typeof one !== 'function') return [];
    const takesFacts = /^(\w+\s*=>|\(?\s*(\{|f\b|facts\b))/.test(String(one));
    return [takesFacts ? facts(value) : value].flatMap((argument) => {
      try {
        const said = (one as (...all: unknown[]) => unknown)(...Array.from({ length: 6 }, () => argument));
        return typeof said === 'string' ? [said] : [];
      } catch {
        return [];
      }
    });
  });
}

const numbersOfThings = /\b1 (image|file|folder|class|run|label|group|model|row)(s|es)?\b/;
/** "1 images", "1 image are", and one thing that is called "they" afterwards. */
const saysMany = (said: string): boolean =>
  numbersOfThings.test(said)
  && (/\b1 (?!is\b)\w+(?<!clas)s\b/.test(said) || /(?<!and )\b1 \w+ (are|have|were)\b/.test(said) || /[.;:] They\b/.test(said));
const folder = join(import.meta.dirname, '../../../engine/words/en');
/** Runs, seeds and the like are named by their number. */
const names = ['run', 'seed', 'a', 'b', 'better', 'number', 'report'];

/** Numbers that a function takes and puts into a sentence as they are, so that a thousand has no comma: those of its line and the one before. */
function rawNumbers(source: string): string[] {
  const lines = source.split('\n');
  return lines.flatMap((line, at) => {
    const taken = [...`${lines[at - 1] ?? ''} ${line}`.matchAll(/\b(\w+): number\b/g)].map(([, name]) => name!);
    return [...line.matchAll(/\$\{(?:\w+\.)?(\w+)\}/g)]
      .map(([, name]) => name!)
      .filter((name) => taken.includes(name) && !names.includes(name))
      .map((name) => `${name}: ${line.trim()}`);
  });
}

test('of one thing no sentence speaks as of many', () => {
  const sentences = everySentence(en, 1);
  assert.ok(sentences.length > 200, `${sentences.length} sentences`);
  // Of one run none is the best.
  assert.deepEqual(
    sentences.filter((said) => saysMany(said) && !said.startsWith('Taking the best of')),
    [],
  );
  for (const planted of ['1 images', '1 image are left out', '1 image is in two folders. They are left out'])
    assert.ok(saysMany(planted), planted);
});

test('a number in a sentence is written by the formatter, which gives a thousand its comma', () => {
  const files = readdirSync(folder).filter((name) => name !== 'figures.ts');
  assert.deepEqual(
    files.flatMap((name) => rawNumbers(readFileSync(join(folder, name), 'utf8'))),
    [],
  );
  const planted = (figure: string) => `all: (classes: number) => \`Show all $\{${figure}} classes\`,`;
  assert.deepEqual([rawNumbers(planted('classes')).length, rawNumbers(planted('formatNumber(classes)')).length], [1, 0]);
});
