import { Command, CommanderError, Option } from 'commander';
import { StudioError } from '../../domain/failure.ts';
import { words, type CommandName, type OptionName } from '../../words/words.ts';
import { commandNames, commandTable, optionsOf, within } from './command-table.ts';

/** The arguments of one call, parsed by the table. `flags` hold a value, or true for a switch. */
export interface ParsedLine {
  readonly command: CommandName;
  readonly json: boolean;
  readonly flags: Readonly<Partial<Record<OptionName, string | boolean>>>;
  readonly positionals: readonly string[];
}

/** Errors: `input-invalid` for commands, options and arguments not in the table, and for missing ones. */
export function parseLine(line: readonly string[]): ParsedLine {
  let parsed: Omit<ParsedLine, 'json'> | null = null;
  const program = quiet(new Command('graft'))
    .option('--json')
    .allowUnknownOption()
    .action(() => {
      const [word] = program.args;
      if (word?.startsWith('-')) throw invalid(words.commandHelp.unknownOption(word, 'graft'));
      if (word !== undefined) throw invalid(words.commandHelp.unknown(word));
      parsed = helpFor([]);
    });
  for (const name of commandNames) {
    const parent = name.includes(' ') ? (program.commands.find((one) => one.name() === name.split(' ')[0]) ?? program) : program;
    const command = quiet(parent.command(name.split(' ').at(-1) ?? name));
    for (const { shown, several } of commandTable[name].takes)
      command.argument(shown.startsWith('<') ? shown : several ? '[word...]' : '[word]');
    const options = optionsOf(name).map(([option, value]) => ({
      name: option,
      taken: new Option(value === true ? `--${option}` : `--${option} <value>`),
    }));
    for (const { taken } of options) command.addOption(taken);
    command.configureHelp({
      formatHelp: () => {
        parsed = helpFor(name.split(' '));
        return '';
      },
    });
    command.exitOverride((error) => {
      throw refusal(error, name);
    });
    command.action(() => {
      refuseFurther(name, command.args);
      parsed = { command: name, flags: flagsOf(command, options), positionals: command.args };
    });
  }
  program.configureHelp({
    formatHelp: () => {
      parsed = helpFor([]);
      return '';
    },
  });
  try {
    program.parse(line, { from: 'user' });
  } catch (error) {
    // A request for help ends parsing in the same way as an error.
    if (!(error instanceof CommanderError && isHelp(error))) throw error;
  }
  if (parsed === null) throw new Error(`no command was read from ${JSON.stringify(line)}`);
  return { ...(parsed as Omit<ParsedLine, 'json'>), json: program.opts<{ json?: boolean }>().json ?? false };
}

/** Keeps commander from printing or exiting: all messages come from engine/words. */
function quiet(command: Command): Command {
  return command
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .exitOverride()
    .helpCommand(false)
    .allowExcessArguments()
    .showSuggestionAfterError(false);
}

const helpFor = (topic: readonly string[]): Omit<ParsedLine, 'json'> => ({ command: 'help', flags: {}, positionals: topic });
const isHelp = ({ code }: CommanderError): boolean => code === 'commander.helpDisplayed';
const invalid = (detail: string): StudioError => new StudioError('input-invalid', { detail });

function flagsOf(command: Command, options: readonly { readonly name: OptionName; readonly taken: Option }[]): ParsedLine['flags'] {
  const values = command.opts<Record<string, string | boolean>>();
  return Object.fromEntries(
    options.flatMap(({ name, taken }) => {
      const value = values[taken.attributeName()];
      // commander stores `--no-x` as x being false; without the option x is true.
      const given = taken.negate ? value === false || undefined : value;
      return given === undefined ? [] : [[name, given]];
    }),
  );
}

function refuseFurther(name: CommandName, given: readonly string[]): void {
  const { takes } = commandTable[name];
  const further = takes.some(({ several }) => several) ? undefined : given[takes.length];
  if (further === undefined) return;
  const inside = within(name);
  throw invalid(
    inside.length > 0
      ? words.commandHelp.unknownWithin(
          name,
          further,
          inside.map((one) => one.split(' ').at(-1) ?? one),
        )
      : words.commandHelp.tooMany(further, `graft ${name}`),
  );
}

/** Translates commander's error, whose message has what was refused in quotes. */
function refusal(error: CommanderError, name: CommandName): Error {
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return invalid(words.commandHelp.unknownOption(named, `graft ${name}`));
    case 'commander.optionMissingArgument':
      return invalid(words.commandHelp.valueMissing(named.split(' ')[0] ?? named));
    case 'commander.missingArgument':
      return invalid(words.commandHelp.missing(words.commandHelp.needed[`<${named}>` as keyof typeof words.commandHelp.needed]));
    default:
      return error;
  }
}
