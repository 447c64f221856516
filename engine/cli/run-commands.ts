import type { Input, TrainReport, TrainingMethod } from '../contract/index.ts';
import { usualVariation } from '../domain/models/usual-variation.ts';
import { bestOnValidation } from '../domain/choice/best-on-validation.ts';
import { StudioError } from '../domain/failure.ts';
import type { ProjectId, RunId } from '../domain/ids.ts';
import { words } from '../words/words.ts';
import { duration, wholeNumber, type Arguments } from './arguments.ts';
import { ask } from './ask.ts';
import { finished, opened, type Command, type Context } from './context.ts';
import { otherGiven, sayOther } from './other-options.ts';
import { sayTestSet } from './test-set-command.ts';

export const runCommands = {
  async train(context) {
    const { studio, given } = context;
    const resumed = wholeNumber(given.flags.resume, 'resume');
    const choices = trainingChoices(given);
    const project = await opened(context);
    const other = otherGiven(given, project.classes);
    if (other && resumed !== undefined) throw new StudioError('input-invalid', { detail: words.command.otherOfResumed });
    if (other) sayOther(context, other, project.classes);
    const { job } =
      resumed === undefined
        ? await ask(studio, 'runs.start', { project: project.id, ...choices, ...(other && { other }) })
        : await ask(studio, 'runs.resume', { project: project.id, run: resumed as RunId });
    const report = await finished(context, job, 'train');
    sayTrained(context, report);
    return report;
  },

  async sweep(context) {
    const { studio, terminal, given } = context;
    const { flags } = given;
    const seed = wholeNumber(flags.seed, 'seed');
    const project = await opened(context);
    const other = otherGiven(given, project.classes);
    if (other) sayOther(context, other, project.classes);
    const { job } = await ask(studio, 'runs.sweep', {
      project: project.id,
      ...(flags.source === undefined ? {} : { source: flags.source }),
      ...(seed === undefined ? {} : { seed }),
      ...(other && { other }),
    });
    const report = await finished(context, job, 'sweep-cuts');
    terminal.say(words.runs.swept(report));
    return report;
  },

  async runs(context) {
    const pair = context.given.flags.compare === undefined ? null : twoRuns(context.given.flags.compare);
    const project = await opened(context);
    return pair === null ? listRuns(context, project.id) : compareRuns(context, project.id, pair);
  },
} satisfies Readonly<Record<string, Command>>;

/** The options that `train` and `develop` have in common. Errors: `input-invalid`. */
export function trainingChoices({ flags }: Arguments): Omit<Input<'runs.start'>, 'project'> {
  const seed = wholeNumber(flags.seed, 'seed');
  const budgetSeconds = duration(flags.budget, 'budget');
  if (flags.method === 'auto' && budgetSeconds === undefined)
    throw new StudioError('input-invalid', { detail: words.command.budgetMissing });
  return {
    ...(flags.source === undefined ? {} : { source: flags.source }),
    ...(flags.cut === undefined ? {} : { cut: flags.cut }),
    ...(flags.method === undefined ? {} : { method: flags.method as TrainingMethod }),
    ...(seed === undefined ? {} : { seed }),
    ...(flags['tune-from'] === undefined ? {} : { tuneFrom: flags['tune-from'] }),
    ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
    ...(flags.orientation === undefined ? {} : { variation: { ...usualVariation, orientation: flags.orientation as 'any' } }),
  };
}

export function sayTrained({ terminal }: Context, report: TrainReport): void {
  terminal.say(words.command.trained(report.run, report.head ?? '', report.source, report.trainImages, report.seconds));
  if (report.auto !== null) terminal.say(words.runs.tried(report.auto));
  if (report.tuning !== null) terminal.say(words.runs.tuned(report.tuning));
}

async function listRuns({ studio, terminal }: Context, project: ProjectId): Promise<unknown> {
  const { runs } = await ask(studio, 'runs.list', { project });
  const ladder = await ask(studio, 'runs.ladder', { project });
  if (runs.length === 0) terminal.say(words.runs.none);
  const best = bestOnValidation(runs);
  for (const run of runs) terminal.say(words.runs.line(run, run.run === best));
  if (ladder.rungs.length > 0) terminal.say(words.runs.ladder(ladder.testImages));
  for (const rung of ladder.rungs) terminal.say(words.runs.rung(rung));
  if (ladder.leftOut > 0) terminal.say(words.runs.leftOut(ladder.leftOut));
  const testSet = await ask(studio, 'testSet.get', { project });
  sayTestSet(terminal, testSet);
  return {
    runs: runs.map(
      ({
        run,
        method,
        source,
        cut,
        tuneFrom,
        seed,
        accuracy,
        testWithheld,
        validation,
        seconds,
        stale,
        state,
        resumable,
        testImages,
        dataVersion,
        other,
      }) => ({
        run,
        method,
        source: source.id,
        cut,
        tuneFrom,
        seed,
        score: accuracy,
        testWithheld,
        validation,
        seconds,
        stale,
        state,
        resumable,
        testImages,
        dataVersion,
        other,
      }),
    ),
    ladder,
    testSet,
  };
}

async function compareRuns({ studio, terminal }: Context, project: ProjectId, [a, b]: readonly [RunId, RunId]): Promise<unknown> {
  const comparison = await ask(studio, 'runs.compare', { project, a, b });
  terminal.say(words.runs.compared(comparison));
  return comparison;
}

function twoRuns(text: string): [RunId, RunId] {
  const runs = text.split(',').map((part) => Number(part.trim()));
  if (runs.length !== 2 || !runs.every((run) => Number.isInteger(run) && run > 0))
    throw new StudioError('input-invalid', { detail: words.runs.toCompare });
  return runs as [RunId, RunId];
}
