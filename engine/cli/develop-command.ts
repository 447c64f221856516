import { againstBaselines } from '../domain/models/beats-baselines.ts';
import { StudioError } from '../domain/failure.ts';
import { words } from '../words/words.ts';
import { ask } from './ask.ts';
import { finished, opened, runOf, type Command } from './context.ts';
import { evaluated } from './say-evaluation.ts';
import { sayTrained, trainingChoices } from './run-commands.ts';
import { addRun } from './source-commands.ts';

const methods: readonly (string | undefined)[] = ['fine-tune', 'scratch', undefined];

export const developCommand = {
  async develop(context) {
    const { studio, given } = context;
    const choices = trainingChoices(given);
    if (!methods.includes(choices.method)) throw new StudioError('input-invalid', { detail: words.sourceCommand.developMethods });
    let run = runOf(given);
    const project = await opened(context);
    let trained = null;
    if (run === undefined) {
      const method = choices.method ?? 'fine-tune';
      const { job } = await ask(studio, 'runs.start', {
        project: project.id,
        ...(method === 'fine-tune' ? { tuneFrom: 'all' } : {}),
        ...choices,
        method,
      });
      trained = await finished(context, job, 'train');
      sayTrained(context, trained);
      ({ run } = trained);
    }
    const evaluation = await evaluated(context, project.id, run);
    // Shown before adding to the library, which accepts only models that beat their baselines.
    const { best, beats } = againstBaselines(evaluation.test.accuracy, evaluation.baselines);
    if (best) context.terminal.say(words.sourceCommand.against(best.name, beats));
    return { trained, evaluation, added: await addRun(context, project.id, run) };
  },
} satisfies Readonly<Record<string, Command>>;
