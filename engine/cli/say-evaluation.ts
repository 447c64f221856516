import type { Evaluation, TestSet } from '../contract/index.ts';
import { command as words } from '../words/en/command.ts';
import { nearDuplicates } from '../words/en/near-duplicates.ts';
import { ask } from './ask.ts';
import type { Context, opened } from './context.ts';
import { sayTestSet } from './test-set-command.ts';

export type HonestEvaluation = Evaluation & { readonly testSet: TestSet };

/** The score of a run, that of its naive baselines, and how many were scored on the same images: asked, and said on the terminal. */
export async function evaluated({ studio, terminal }: Context, project: Awaited<ReturnType<typeof opened>>['id'], asked?: Evaluation['run']): Promise<HonestEvaluation> {
  const evaluation = await ask(studio, 'runs.evaluation', { project, ...(asked === undefined ? {} : { run: asked }) });
  const testSet = await ask(studio, 'testSet.get', { project, run: evaluation.run });
  terminal.say(words.score(evaluation.test.accuracy, evaluation.test.images));
  terminal.say(words.balanced(evaluation.test.balancedAccuracy));
  for (const baseline of evaluation.baselines) terminal.say(words.baseline(baseline.name, baseline.accuracy));
  if (evaluation.nearDuplicates && evaluation.nearDuplicates.groups > 0) terminal.say(nearDuplicates(evaluation.nearDuplicates));
  if (evaluation.stale) terminal.say(words.stale);
  sayTestSet(terminal, testSet);
  return { ...evaluation, testSet };
}
