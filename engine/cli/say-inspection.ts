import type { Output } from '../contract/index.ts';
import { sourceCommandWords as words } from '../words/en/source-command.ts';
import type { Terminal } from './terminal.ts';

/** What is inside a source model, on the terminal: one line for each block. */
export function sayInspection(terminal: Terminal, { source, blocks, notTunable }: Output<'sources.inspect'>): void {
  terminal.say(words.line(source));
  terminal.say(words.card(source));
  if (source.lineage) terminal.say(words.lineage(source.lineage));
  for (const block of blocks) terminal.say(words.block(block));
  terminal.say(words.tunable(notTunable));
}
