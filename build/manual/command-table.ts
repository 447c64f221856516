import { commandsAsMarkdown } from '../../engine/cli/table/syntax.ts';

const begin = '<!-- begin of the commands: written by `npm run docs` -->',
  end = '<!-- end of the commands -->';

/** Returns the manual with the current table of commands. */
export function withCommands(manual: string): string {
  const [before, rest] = manual.split(`${begin}\n`);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/CLI.md lacks "${begin}" or "${end}"`);
  return `${before}${begin}\n${commandsAsMarkdown()}\n${end}${after}`;
}
