import type { Output } from '../contract/index.ts';
import { words } from '../words/words.ts';
import type { Terminal } from './terminal.ts';

/** Prints the structure of a source model: one line per block. */
export function sayInspection(terminal: Terminal, { source, blocks, notTunable }: Output<'sources.inspect'>): void {
  terminal.say(words.sourceCommand.line(source));
  terminal.say(words.sourceCommand.card(source));
  if (source.lineage) terminal.say(words.sourceCommand.lineage(source.lineage));
  for (const block of blocks) terminal.say(words.sourceCommand.block(block));
  terminal.say(words.sourceCommand.tunable(notTunable));
}
