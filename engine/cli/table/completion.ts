import { words, type CommandName } from '../../words/words.ts';
import { choicesIn, commandNames, commandTable, optionsOf, within } from './command-table.ts';

export const shells = ['bash', 'zsh'] as const;
export type Shell = (typeof shells)[number];

/** Options of all commands. */
const everywhere = ['--json', '--help'];
/** Per shell: the words of the line, the index of the current word and of the first after `graft`, and how suggestions are returned. */
const parts: Readonly<
  Record<
    Shell,
    {
      readonly word: (at: string) => string;
      readonly current: string;
      readonly first: number;
      readonly offer: string;
      readonly end: string;
    }
  >
> = {
  bash: {
    word: (at) => `\${COMP_WORDS[${at}]}`,
    current: 'COMP_CWORD',
    first: 1,
    // Without a match, files are suggested.
    offer: 'COMPREPLY=($(compgen -W "$offered" -- "$typed"))',
    end: 'complete -o default -F _graft graft',
  },
  zsh: {
    word: (at) => `\${words[${at}]}`,
    current: 'CURRENT',
    first: 2,
    offer: 'if [[ -n "$offered" ]]; then compadd -- $=offered; else _files; fi',
    end: 'compdef _graft graft',
  },
};

/**
 * Returns a shell script that completes commands, options and their choices, otherwise files. It contains the whole table, so that
 * completing starts no program.
 */
export function completionScript(shell: Shell): string {
  const { word, current, first, offer, end } = parts[shell];
  const chains = commandNames.map((name) => `" ${name}"`).join('|');
  return `# ${words.commandHelp.completion(shell)}
_graft() {
  local typed="${word(current)}" before="${word(`${current}-1`)}" chain="" offered="" at
  for ((at = ${first}; at < ${current}; at++)); do
    case "$chain ${word('at')}" in
      ${chains}) chain="$chain ${word('at')}" ;;
    esac
  done
  case "$chain $before" in
${valueCases()}
    *)
      case "$typed" in
        -*)
          case "$chain" in
${cases((name) => [...optionsOf(name).map(([option]) => `--${option}`), ...everywhere], everywhere)}
          esac ;;
        *)
          case "$chain" in
${cases((name) => [...within(name).map((one) => one.split(' ').at(-1) ?? ''), ...wordsOf(name)], within(null))}
          esac ;;
      esac ;;
  esac
  ${offer}
}
${end}`;
}

/** Choices after options that take a value. */
function valueCases(): string {
  return commandNames
    .flatMap((name) =>
      optionsOf(name).flatMap(([option, value]) =>
        value === true ? [] : [`    " ${name} --${option}") offered="${choicesIn(value).join(' ')}" ;;`],
      ),
    )
    .join('\n');
}

function cases(offered: (name: CommandName) => readonly string[], atStart: readonly string[]): string {
  const line = (chain: string, list: readonly string[]): string => `            "${chain}") offered="${list.join(' ')}" ;;`;
  return [
    line('', atStart),
    ...commandNames
      .map((name) => ({ name, list: offered(name) }))
      .filter(({ list }) => list.length > 0)
      .map(({ name, list }) => line(` ${name}`, list)),
  ].join('\n');
}

function wordsOf(name: CommandName): readonly string[] {
  if (name === 'completion') return shells;
  if (name === 'help') return within(null);
  return commandTable[name].takes.flatMap(({ shown }) => choicesIn(shown));
}
