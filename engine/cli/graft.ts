/** The `graft` command. Exit code 0 only for success; a failure prints what happened, what is safe and what to do next. */
import { failureOf, StudioError } from '../domain/failure.ts';
import { Studio, studioParts } from '../work/studio.ts';
import { failureWords, refusalWords, words } from '../words/words.ts';
import { readArguments, type Arguments } from './arguments.ts';
import { commands } from './commands.ts';
import type { Command } from './context.ts';
import { example } from './example.ts';
import { serve } from './serve.ts';
import { isCommand } from './table/command-table.ts';
import { completionScript, shells } from './table/completion.ts';
import { helpOf, overview } from './table/help-text.ts';
import { Terminal } from './terminal.ts';

/** Uploads exist only for windows. */
const noUploads = {
  folder: (): Promise<string> => Promise.reject(new StudioError('upload-not-found')),
  remove: (): Promise<void> => Promise.resolve(),
};

async function run(given: Arguments, terminal: Terminal): Promise<void> {
  switch (given.command) {
    case 'help':
      return terminal.text('usage', helpAbout(given.positionals));
    case 'completion':
      return terminal.text('script', completionFor(given.positional(0)));
    case 'serve':
      return serve(given, terminal);
    default:
      return runInStudio(given.command === 'example' ? example : commands[given.command], given, terminal);
  }
}

/** Errors: `input-invalid` for an unknown command. */
function helpAbout(topic: readonly string[]): string {
  const name = topic.join(' ');
  if (name === '') return overview();
  if (!isCommand(name)) throw new StudioError('input-invalid', { detail: words.commandHelp.unknown(name) });
  return helpOf(name);
}

/** Errors: `input-invalid` for an unknown shell. */
function completionFor(word: string): string {
  const shell = shells.find((one) => one === word);
  if (!shell) throw new StudioError('input-invalid', { detail: words.commandHelp.shells(word, shells) });
  return completionScript(shell);
}

async function runInStudio(command: Command, given: Arguments, terminal: Terminal): Promise<void> {
  const studio = new Studio(studioParts(noUploads, (refusal) => refusalWords(refusal).what));
  try {
    terminal.document(await command({ studio, terminal, given }));
  } finally {
    await studio.close();
  }
}

const wantsJson = process.argv.includes('--json');
try {
  const given = readArguments(process.argv.slice(2));
  await run(given, new Terminal(given.json));
} catch (error) {
  const failure = failureOf(error);
  const { what, safe, next } = failureWords(failure);
  if (failure.code === 'unexpected') console.error(error);
  if (wantsJson) process.stdout.write(`${JSON.stringify({ failure: { code: failure.code, message: `${what} ${safe}`, remedy: next } })}\n`);
  else process.stderr.write(`${words.command.failed(what, safe, next)}\n`);
  process.exitCode = 1;
}
