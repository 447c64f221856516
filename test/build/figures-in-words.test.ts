import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ESLint, Linter } from 'eslint';

const root = join(import.meta.dirname, '../..');

const rule = 'no-restricted-syntax';

/** What the lint says of figures in a text that stands in the place of a file. Of its rules only this one is asked: others need the types of the project. */
async function saidOf(file: string, text: string): Promise<string[]> {
  const {
    rules,
    languageOptions: { parser, parserOptions },
  } = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, file))) as Linter.Config & {
    languageOptions: Linter.LanguageOptions;
  };
  const config: Linter.Config = {
    files: ['**/*.{ts,svelte}'],
    languageOptions: { parser, parserOptions: { ...parserOptions, projectService: false } },
    rules: { [rule]: rules?.[rule] ?? 'off' },
  };
  return new Linter({ cwd: root })
    .verify(text, [config], { filename: file })
    .map(({ ruleId, line, message }) => (ruleId === rule ? `line ${line}` : message));
}

const planted = [
  'export const one = (share: number): string => share.toFixed(1);',
  "export const two = (n: number): string => n.toLocaleString('en');",
  "export const three = new Intl.NumberFormat('en');",
].join('\n');

test('a figure that is not written by the formatter of its language is found, in words, in a command and on a screen', async () => {
  assert.deepEqual(await saidOf('engine/words/en/parts.ts', planted), ['line 1', 'line 2', 'line 3']);
  assert.deepEqual(await saidOf('engine/cli/terminal.ts', planted), ['line 1', 'line 2', 'line 3']);
  assert.deepEqual(
    await saidOf(
      'renderer/parts/pictures/SizeSlider.svelte',
      '<script lang="ts">\n  const { size }: { size: number } = $props();\n</script>\n<p>{size.toFixed(1)}</p>\n',
    ),
    ['line 4'],
  );
});

test('the formatter itself, and coordinates of a drawing, are let be', async () => {
  assert.deepEqual(await saidOf('engine/words/en/figures.ts', planted), []);
  assert.deepEqual(await saidOf('renderer/parts/charts/chart-scale.ts', planted), []);
});
