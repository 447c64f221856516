import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StudioError } from '../domain/failure.ts';
import { separatorNames, usualTableForm, type TableForm } from '../domain/table-form.ts';
import { command as words } from '../words/en/command.ts';

const options = {
  json: { type: 'boolean' }, help: { type: 'boolean' }, labels: { type: 'string' }, copy: { type: 'boolean' }, 'class-level': { type: 'string' }, 'keep-split': { type: 'boolean' }, group: { type: 'string' },
  source: { type: 'string' }, cut: { type: 'string' }, method: { type: 'string' }, seed: { type: 'string' }, run: { type: 'string' },
  out: { type: 'string' }, format: { type: 'string' }, replace: { type: 'boolean' }, port: { type: 'string' }, example: { type: 'boolean' },
  pipe: { type: 'string' }, budget: { type: 'string' }, 'tune-from': { type: 'string' }, orientation: { type: 'string' }, resume: { type: 'string' },
  compare: { type: 'string' }, quick: { type: 'boolean' }, report: { type: 'string' }, recompute: { type: 'boolean' },
  separator: { type: 'string' }, 'no-bom': { type: 'boolean' },
  sources: { type: 'string' }, try: { type: 'string' },
  title: { type: 'string' }, task: { type: 'string' }, licence: { type: 'string' }, scaling: { type: 'string' }, size: { type: 'string' }, project: { type: 'string' },
} as const;

/** The words of one call of the command, checked for their form; what they name is checked by the contract. */
export interface Arguments {
  readonly command: string;
  readonly json: boolean;
  readonly flags: { readonly [K in keyof typeof options]?: (typeof options)[K]['type'] extends 'boolean' ? boolean : string };
  /** The n-th word after the command. Errors: `input-invalid` naming what is missing. */
  positional(index: number, what: string): string;
  readonly positionals: readonly string[];
}

/** Errors: `input-invalid` for an option that does not exist or lacks its value. */
export function readArguments(words_: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...words_], options, allowPositionals: true, strict: true });
    const rest = positionals.slice(1);
    return {
      command: values.help ? 'help' : positionals[0] ?? 'help', json: values.json ?? false, flags: values, positionals: rest,
      positional(index, what) {
        const word = rest[index];
        if (word === undefined) throw new StudioError('input-invalid', { detail: words.missing(what) });
        return word;
      },
    };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('input-invalid', { detail: (error as Error).message.split('.')[0] ?? '' });
  }
}

/** A whole number given as an option. Errors: `input-invalid`. */
export function wholeNumber(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new StudioError('input-invalid', { detail: `--${name} takes a whole number, not "${value}"` });
  return Number(value);
}

/** A duration such as 90s, 10m or 2h, in seconds. Errors: `input-invalid`. */
export function duration(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/.exec(value) ?? [];
  if (number === undefined || unit === undefined || Number(number) === 0) throw new StudioError('input-invalid', { detail: `--${name} takes a time such as 90s, 10m or 2h, not "${value}"` });
  return Number(number) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}

/** The form of a CSV file: `--separator` and `--no-bom`. Errors: `input-invalid`. */
export function tableForm({ separator = usualTableForm.separator, 'no-bom': withoutBom = false }: Arguments['flags']): TableForm {
  const known = separatorNames.find((name) => name === separator);
  if (!known) throw new StudioError('input-invalid', { detail: words.separators(separator, separatorNames) });
  return { separator: known, bom: !withoutBom };
}

/** The folder of a project as the user names it: with or without ".graft". */
export function projectPath(word: string): { path: string; name: string; folder: string } {
  const path = resolve(word.endsWith('.graft') ? word : `${word}.graft`);
  return { path, name: basename(path, '.graft'), folder: dirname(path) };
}
