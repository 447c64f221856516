import type { Input, ReportSummary } from '../contract/index.ts';
import { words } from '../words/words.ts';
import { wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { finished, opened, type Command } from './context.ts';
import { sayReport } from './report-commands.ts';

export const compareCommands = {
  async compare(context) {
    const {
      studio,
      terminal,
      given: { flags },
    } = context;
    const seed = wholeNumber(flags.seed, 'seed');
    const resumed = wholeNumber(flags.resume, 'resume');
    const project = await opened(context);
    const order: Input<'reports.start'> = {
      project: project.id,
      quick: flags.quick ?? false,
      ...(flags.source === undefined ? {} : { source: flags.source }),
      ...(flags.cut === undefined ? {} : { cut: flags.cut }),
      ...(seed === undefined ? {} : { seed }),
    };
    if (resumed === undefined) terminal.say(words.compareCommand.plan(await ask(studio, 'reports.plan', order)));
    const { job } =
      resumed === undefined
        ? await ask(studio, 'reports.start', order)
        : await ask(studio, 'reports.resume', { project: project.id, report: resumed });
    const report: ReportSummary = await finished(context, job, 'compare');
    sayReport(terminal, report);
    return report;
  },
} satisfies Readonly<Record<string, Command>>;
