import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, test } from 'node:test';
import { failureCodes, refusalCodes } from '../../../engine/domain/failure.ts';
import { failureWords, refusalWords } from '../../../engine/words/words.ts';

const root = join(import.meta.dirname, '..', '..', '..');
/** Where codes are only declared or put into words. */
const declaring = [join('engine', 'domain', 'failure.ts'), join('engine', 'words') + sep, join('engine', 'contract') + sep];

/** The source of the program without the places that only declare codes. */
function raisingSource(): string {
  const files = ['engine', 'electron', 'renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  const sources = files.filter(
    (file) =>
      /\.(ts|svelte)$/.test(file)
      && (file.endsWith('input-problem.ts') || !declaring.some((place) => relative(root, file).startsWith(place))),
  );
  return sources.map((file) => readFileSync(file, 'utf8')).join('\n');
}

const notRaised = (codes: readonly string[], source: string): string[] => codes.filter((code) => !source.includes(`'${code}'`));
const facts = {
  path: 'p',
  file: 'f',
  name: 'n',
  run: 3,
  classes: 'a, b',
  source: 's',
  cut: 'c',
  detail: 'd',
  found: 2,
  known: 1,
  error: '0.1',
  layer: 'l',
  backup: 'b',
};

describe('failures', () => {
  test('every code is raised somewhere', () => {
    assert.deepEqual(notRaised([...failureCodes, ...refusalCodes], raisingSource()), []);
  });

  test('a code that nobody raises would be found', () => {
    assert.deepEqual(notRaised(['disk-full', 'disk-upside-down'], raisingSource()), ['disk-upside-down']);
  });

  test('every code says what happened, what is safe and what to do next, with and without facts', () => {
    for (const code of failureCodes) {
      for (const { what, safe, next } of [failureWords({ code, facts }), failureWords({ code, facts: {} })]) {
        for (const words of [what, safe, next]) assert.match(words, /^\S.{8,}[.!]$/s, `${code}: ${words}`);
        assert.doesNotMatch(`${what}${safe}${next}`, /undefined|NaN|null|\(\)|""|\?| {2}/, `${code}: ${what}`);
      }
    }
  });

  test('no two codes have the same words', () => {
    const said = failureCodes.map((code) => failureWords({ code, facts: {} }).what);
    assert.deepEqual(
      said.filter((what, index) => said.indexOf(what) !== index),
      [],
    );
  });

  test('every reason for refusing a file says what it is and what to do', () => {
    for (const code of refusalCodes) {
      const { what, remedy } = refusalWords({ code, facts: {} });
      for (const words of [what, remedy]) assert.match(words, /^\S.{8,}\.$/, `${code}: ${words}`);
    }
  });
});
