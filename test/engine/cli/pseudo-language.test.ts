import { isFromElsewhere } from '../../support/pseudo-language.ts';
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { commandNames } from '../../../engine/cli/table/command-table.ts';
import { helpOf } from '../../../engine/cli/table/help-text.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { writeScene } from '../../support/pictures.ts';

/** What is the same in every language: files and folders, names given by the user, commands and options, and the title of the source model. */
const data = new RegExp(
  [
    /\bgraft [a-z -]+/,
    /\[?--[a-z-]+( [^\s⟦]+)?|[[<][a-z][^\]>]*[\]>]/,
    /\S*[/\\]\S*|\S+\.(jpg|png|txt|csv|graft)\b/,
    /\b(elm|oak|leaves)\b|Graft starter/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

describe('in another language, every text that the command prints is of that language', () => {
  let graft: GraftCommand;
  const judge = (text: string, by: string): void => {
    // A text in brackets may have several lines; everything else is judged line by line.
    const lines = text.replace(/⟦[^⟧]*⟧/g, '⟦⟧').split('\n');
    assert.ok(
      lines.some((line) => line.includes('⟦')),
      `${by} says nothing`,
    );
    assert.deepEqual(
      lines.filter((line) => isFromElsewhere(line, data)),
      [],
      by,
    );
  };
  const printed = async (exitCode: number, ...words: string[]): Promise<void> => {
    const { exitCode: ended, stdout, stderr } = await graft.call(...words);
    assert.equal(ended, exitCode, `${words.join(' ')}: ${stdout}${stderr}`);
    judge(`${stdout}\n${stderr}`, words.join(' '));
  };

  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-pseudo-')));
    for (let at = 0; at < 16; at++) await writeScene(graft.path('images', `${at % 2 ? 'oak' : 'elm'}/${at}.jpg`), at);
    cpSync(graft.path('images', 'oak', '1.jpg'), graft.path('images', 'oak', 'copy.jpg'));
    writeFileSync(graft.path('images', 'elm', 'broken.png'), 'no picture');
    mkdirSync(graft.path('empty'));
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('help, and what it refuses', async () => {
    await printed(0, 'help');
    await printed(0, 'help', 'train');
    for (const name of commandNames) judge(helpOf(name), `help ${name}`);
    await printed(1, 'paint');
    await printed(1, 'status');
    await printed(1, 'status', 'nowhere');
    await printed(1, 'train', 'leaves', '--seed', 'two');
  });

  test('the whole job', async () => {
    await printed(0, 'new', 'leaves');
    await printed(1, 'train', 'leaves');
    await printed(1, 'import', 'leaves', 'empty');
    await printed(0, 'import', 'leaves', 'images');
    await printed(0, 'status', 'leaves');
    await printed(0, 'sources');
    await printed(0, 'labels');
    await printed(0, 'labels', 'export', 'leaves', '--format', 'camtrap-dp', '--out', 'camtrap');
    await printed(0, 'train', 'leaves', '--budget', '10s');
    for (const command of ['evaluate', 'runs', 'test-set', 'brightness', 'restore']) await printed(0, command, 'leaves');
    await printed(0, 'export', 'leaves', '--format', 'tfjs-layers', '--out', 'model');
    await printed(3, 'predict', 'leaves', 'images', '--out', 'answers.csv');
    await printed(0, 'cache', 'leaves');
    await printed(0, 'doctor');
  });
});
