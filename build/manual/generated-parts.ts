import { allFormats } from '../../engine/annotations/all-formats.ts';
import { commandsAsMarkdown } from '../../engine/cli/table/syntax.ts';

/** The tables in the docs that are derived from the program, by the name in their markers. */
export const generatedParts = {
  commands: { file: 'docs/CLI.md', table: commandsAsMarkdown },
  formats: { file: 'docs/FORMATS.md', table: formatsAsMarkdown },
} as const;
export type GeneratedPart = keyof typeof generatedParts;

/** Returns a document with the current table between its markers. */
export function withTable(part: GeneratedPart, document: string): string {
  const { file, table } = generatedParts[part];
  const begin = `<!-- begin of the ${part}: written by \`npm run docs\` -->`,
    end = `<!-- end of the ${part} -->`;
  const [before, rest] = document.split(`${begin}\n`);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} lacks "${begin}" or "${end}"`);
  return `${before}${begin}\n${table()}\n${end}${after}`;
}

function formatsAsMarkdown(): string {
  const rows = allFormats.map(
    ({ id, title, carries, description }) => `| [${title}](${description}) | \`${id}\` | ${carries.join(', ')} |`,
  );
  return ['| format | id | carries |', '|---|---|---|', ...rows].join('\n');
}
