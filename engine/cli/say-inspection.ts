import type { Output } from '../contract/index.ts';
import { words } from '../words/words.ts';
import type { Terminal } from './terminal.ts';

/** What is inside a source model, on the terminal: one line for each block. */
export function sayInspection(terminal: Terminal, { source, blocks, notTunable }: Output<'sources.inspect'>): void {
  terminal.say(words.sourceCommand.line(source));
  terminal.say(words.sourceCommand.card(source));
  if (source.lineage) terminal.say(words.sourceCommand.lineage(source.lineage));
  for (const block of blocks) terminal.say(words.sourceCommand.block(block));
  terminal.say(words.sourceCommand.tunable(notTunable));
}
