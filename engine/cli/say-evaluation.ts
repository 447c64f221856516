import type { Evaluation } from '../contract/index.ts';
import { command as words } from '../words/en/command.ts';
import type { Terminal } from './terminal.ts';

/** The score of a run and that of its naive baselines, on the terminal. */
export function sayEvaluation(terminal: Terminal, evaluation: Evaluation): void {
  terminal.say(words.score(evaluation.test.accuracy, evaluation.test.images));
  terminal.say(words.balanced(evaluation.test.balancedAccuracy));
  for (const baseline of evaluation.baselines) terminal.say(words.baseline(baseline.name, baseline.accuracy));
  if (evaluation.stale) terminal.say(words.stale);
}
