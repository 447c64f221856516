import { words, type CommandName } from '../../words/words.ts';
import { commandTable, optionsOf } from './command-table.ts';

/** A command with its arguments: `import <project> <folder>`. */
export const withWords = (name: CommandName): string => [name, ...commandTable[name].takes.map(({ shown }) => shown)].join(' ');

/** The same with its options, optional ones in brackets. */
export function syntax(name: CommandName): string {
  const { needed = [] } = commandTable[name];
  const shown = optionsOf(name).map(([option, value]) => {
    const text = value === true ? `--${option}` : `--${option} ${value}`;
    return needed.includes(option) ? text : `[${text}]`;
  });
  return [withWords(name), ...shown].join(' ');
}

/** The table of commands in docs/CLI.md. */
export function commandsAsMarkdown(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = (Object.keys(words.commandHelp.commands) as CommandName[]).map(
    (name) => `| \`${cell(syntax(name))}\` | ${cell(words.commandHelp.commands[name].does)} |`,
  );
  return ['| command | does |', '|---|---|', ...rows].join('\n');
}
