import type { Evaluation, TestSet } from '../contract/index.ts';
import { words } from '../words/words.ts';
import { ask } from './ask.ts';
import type { Context, opened } from './context.ts';
import { sayTestSet } from './test-set-command.ts';

export type HonestEvaluation = Evaluation & { readonly testSet: TestSet };

/** Requests and prints the score of a run, those of its naive baselines, and how many runs were scored on the same images. */
export async function evaluated(
  { studio, terminal }: Context,
  project: Awaited<ReturnType<typeof opened>>['id'],
  asked?: Evaluation['run'],
): Promise<HonestEvaluation> {
  const evaluation = await ask(studio, 'runs.evaluation', { project, ...(asked === undefined ? {} : { run: asked }) });
  const testSet = await ask(studio, 'testSet.get', { project, run: evaluation.run });
  terminal.say(words.command.score(evaluation.test.accuracy, evaluation.test.images));
  terminal.say(words.command.balanced(evaluation.test.balancedAccuracy));
  for (const baseline of evaluation.baselines) terminal.say(words.command.baseline(baseline.name, baseline.accuracy));
  if (evaluation.nearDuplicates && evaluation.nearDuplicates.groups > 0) terminal.say(words.nearDuplicates(evaluation.nearDuplicates));
  const read = words.readings.used(evaluation.readings);
  if (read !== null) terminal.say(read);
  if (evaluation.other) terminal.say(words.otherClass.trained(evaluation.other));
  if (evaluation.folderWindows.length > 0) terminal.say(words.folderWindows(evaluation.folderWindows));
  if (evaluation.stale) terminal.say(words.command.stale);
  sayTestSet(terminal, testSet);
  return { ...evaluation, testSet };
}
