import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { choicesIn, commandNames, optionsOf } from '../../../../engine/cli/table/command-table.ts';
import { completionScript, shells } from '../../../../engine/cli/table/completion.ts';
import { helpOf } from '../../../../engine/cli/table/help-text.ts';
import { syntax } from '../../../../engine/cli/table/syntax.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const skip = (shell: string): string | false => !has(shell) && `${shell} is not on this computer`;

/** What a shell offers for a line whose last word is being typed. */
function offered(script: string, line: string): string[] {
  const words = line.split(' ');
  const typed = `COMP_WORDS=(${words.map((word) => `"${word}"`).join(' ')}); COMP_CWORD=${words.length - 1}; _graft; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', `${script}\n${typed}`], { encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion in bash', { skip: skip('bash') }, () => {
  const script = completionScript('bash');

  test('commands, those within sources, options of the command alone, and values to choose from', () => {
    assert.deepEqual(offered(script, 'graft s'), ['status', 'sources', 'sweep', 'similar', 'serve']);
    assert.deepEqual(offered(script, 'graft sources r'), ['remove', 'rank']);
    assert.deepEqual(offered(script, 'graft labels '), ['import', 'export']);
    assert.deepEqual(offered(script, 'graft labels export trees --format c'), ['csv', 'coco', 'class-folders', 'camtrap-dp']);
    assert.deepEqual(offered(script, 'graft train trees --m'), ['--method']);
    assert.deepEqual(offered(script, 'graft evaluate trees -'), ['--run', '--json', '--help']);
    assert.deepEqual(offered(script, 'graft train trees --method '), ['head', 'fine-tune', 'scratch', 'auto']);
    assert.deepEqual(offered(script, 'graft develop trees --method '), ['fine-tune', 'scratch']);
    assert.deepEqual(offered(script, 'graft test-set trees '), ['draw', 'lock', 'open']);
    assert.deepEqual(offered(script, 'graft completion '), ['bash', 'zsh']);
  });

  test('nothing, so that the shell offers files, where a name of the user stands', () => {
    for (const line of ['graft import trees ', 'graft predict trees images --out ', 'graft train trees --seed '])
      assert.deepEqual(offered(script, line), [], line);
  });

  test('a planted fault is found: an option that was left out', () => {
    assert.deepEqual(offered(script.replaceAll('--method ', ''), 'graft train trees --m'), []);
  });
});

for (const shell of shells) {
  test(`the script for ${shell} is one that ${shell} can read`, { skip: skip(shell) }, () => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: completionScript(shell), encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  });
}

test('choices are what is shown as such, never what stands for a name', () => {
  assert.deepEqual(choicesIn('BLOCK|all|normalisation'), ['all', 'normalisation']);
  assert.deepEqual(['<file>', 'N', '10m', 'A,B', '[<backup>]'].flatMap(choicesIn), []);
  assert.deepEqual(
    [choicesIn('[empty]'), choicesIn('[own|shared|<low> <high>]'), choicesIn('html|pdf|csv')],
    [['empty'], ['own', 'shared'], ['html', 'pdf', 'csv']],
  );
});

test('the help of each command has its line and each of its options, and no mark of Markdown', () => {
  for (const name of commandNames) {
    const text = helpOf(name);
    assert.ok(text.replaceAll(/\n +/g, ' ').startsWith(`Usage: graft ${syntax(name)}`), text);
    for (const [option] of optionsOf(name)) assert.match(text, new RegExp(`^ {2}--${option}\\b.*`, 'm'));
    assert.doesNotMatch(text, /`|\]\(/);
    assert.ok(
      text.split('\n').every((line) => line.length <= 112),
      name,
    );
  }
});
