import { basename, dirname, resolve } from 'node:path';
import { StudioError } from '../domain/failure.ts';
import { separatorNames, usualTableForm, type TableForm } from '../domain/table-form.ts';
import { words, type CommandName, type OptionName } from '../words/words.ts';
import type { Switch } from './table/command-table.ts';
import { parseLine } from './table/parse.ts';

/** The arguments of one call, checked for syntax; the contract checks what they refer to. */
export interface Arguments {
  readonly command: CommandName;
  readonly json: boolean;
  readonly flags: { readonly [K in OptionName]?: K extends Switch ? boolean : string };
  /** The n-th argument after the command, which is required according to the table. */
  positional(index: number): string;
  readonly positionals: readonly string[];
}

/** Parses a command line. Errors: `input-invalid` for unknown commands, options and arguments, and for missing ones. */
export function readArguments(line: readonly string[]): Arguments {
  const { command, json, flags, positionals } = parseLine(line);
  return {
    command,
    json,
    flags: flags as Arguments['flags'],
    positionals,
    positional(index) {
      const word = positionals[index];
      if (word === undefined) throw new Error(`word ${index} of "${command}" is not in the table of commands`);
      return word;
    },
  };
}

/** Parses an integer option. Errors: `input-invalid`. */
export function wholeNumber(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new StudioError('input-invalid', { detail: words.command.wholeNumber(`--${name}`, value) });
  return Number(value);
}

/** Parses an option that may be a fraction. Errors: `input-invalid`. */
export function anyNumber(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(value)) throw new StudioError('input-invalid', { detail: words.command.number(`--${name}`, value) });
  return Number(value);
}

/** Parses a duration such as 90s, 10m or 2h into seconds. Errors: `input-invalid`. */
export function duration(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/.exec(value) ?? [];
  if (number === undefined || unit === undefined || Number(number) === 0)
    throw new StudioError('input-invalid', { detail: words.command.duration(`--${name}`, value) });
  return Number(number) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}

/** The format of a CSV file, from `--separator` and `--no-bom`. Errors: `input-invalid`. */
export function tableForm({ separator = usualTableForm.separator, 'no-bom': withoutBom = false }: Arguments['flags']): TableForm {
  const known = separatorNames.find((name) => name === separator);
  if (!known) throw new StudioError('input-invalid', { detail: words.command.separators(separator, separatorNames) });
  return { separator: known, bom: !withoutBom };
}

/** The folder of a project, given with or without ".graft". */
export function projectPath(word: string): { path: string; name: string; folder: string } {
  const path = resolve(word.endsWith('.graft') ? word : `${word}.graft`);
  return { path, name: basename(path, '.graft'), folder: dirname(path) };
}
