import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPseudo } from '../../../engine/words/en-XA/pseudo.ts';
import { languageOf } from '../../../engine/words/language.ts';

const known = ['en', 'de', 'pt-BR'];

test('a process speaks the language that it was told, else that of the system, else the first there is', () => {
  assert.equal(languageOf({ process: { env: { GRAFT_LANGUAGE: 'de' } }, navigator: { language: 'en-GB' } }, known), 'de');
  assert.equal(languageOf({ process: { env: {} }, navigator: { language: 'de-AT' } }, known), 'de');
  assert.equal(languageOf({ process: { env: { GRAFT_LANGUAGE: 'pt-BR' } } }, known), 'pt-BR');
  assert.equal(languageOf({ process: { env: { GRAFT_LANGUAGE: 'fi' } }, navigator: { language: 'sv' } }, known), 'en');
});

test('a page speaks the language of its studio, not that of the browser', () => {
  assert.equal(languageOf({ document: { documentElement: { lang: 'de' } }, navigator: { language: 'en' } }, known), 'de');
});

test('the pseudo-language marks whole texts once, makes each 40 % longer, and leaves alone what programs read', () => {
  const inner = {
    files: (n: number) => `${n} files`,
    fields: ['one', 'two'],
    nothing: '',
    deep: { of: (what: string) => ({ text: `of ${what}` }) },
    sampleField: (value: number) => String(value),
  };
  const said = inPseudo(inner);
  assert.equal(said.files(3), '⟦3 ƒîļêš ··⟧');
  assert.ok([...said.fields[0]!].length >= 'one'.length * 1.4);
  assert.equal(said.deep.of(said.files(3)).text, '⟦ôƒ 3 ƒîļêš ···⟧');
  assert.deepEqual([said.nothing, said.sampleField(0.5)], ['', '0.5']);
});
