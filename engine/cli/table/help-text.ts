import { words, type CommandName } from '../../words/words.ts';
import { commandNames, optionsOf, within } from './command-table.ts';
import { syntax, withWords } from './syntax.ts';

const lineLength = 110;

/** All commands, one line each. */
export function overview(): string {
  return [words.commandHelp.intro, '', ...commandLines(commandNames), '', ...wrapped(words.commandHelp.more, lineLength)].join('\n');
}

/** The help of one command with its arguments and options. */
export function helpOf(name: CommandName): string {
  const { does } = words.commandHelp.commands[name];
  const [first = '', ...rest] = wrapped(`graft ${syntax(name)}`, lineLength - 7);
  const inside = within(name);
  return [
    `${words.commandHelp.usage} ${first}`,
    ...rest.map((line) => `         ${line}`),
    '',
    ...wrapped(sentence(plain(does)), lineLength),
    ...(inside.length > 0 ? ['', ...commandLines(inside)] : []),
    '',
    ...columns(
      [
        ...optionsOf(name).map(([option, value]): [string, string] => [
          value === true ? `--${option}` : `--${option} ${value}`,
          words.commandHelp.optionOf(name, option),
        ]),
        ['--json', words.commandHelp.json],
        ['--help', words.commandHelp.help],
      ],
      30,
    ),
  ].join('\n');
}

const commandLines = (names: readonly CommandName[]): string[] =>
  columns(
    names.map((name) => [`graft ${withWords(name)}`, words.commandHelp.commands[name].summary]),
    38,
  );

/** Formats two columns; text too long for the first gets a line of its own. */
function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  return rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrapped(right, lineLength - width - 4);
    const indent = ' '.repeat(width + 4);
    const beside = left.length <= width ? [`  ${left.padEnd(width)}  ${first}`] : [`  ${left}`, `${indent}${first}`];
    return [...beside, ...rest.map((line) => `${indent}${line}`)];
  });
}

/** Removes Markdown markup. */
const plain = (text: string): string => text.replaceAll(/\[([^\]]*)\]\(#[^)]*\)/g, '$1').replaceAll('`', '');
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** Wraps text into lines. An option is never broken from its value. */
function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.match(/\[--[^\]]*\]|--[a-z-]+ [^\s[]\S*|\S+/g) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
