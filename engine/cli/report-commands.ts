import { resolve } from 'node:path';
import type { CheckedInput, Output, ReportSummary } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { words } from '../words/words.ts';
import { tableForm, wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { opened, type Command, type Context } from './context.ts';
import type { Terminal } from './terminal.ts';

export const reportCommands = {
  async report(context) {
    const { studio, terminal, given } = context;
    const { out, format, recompute } = given.flags;
    if ((out === undefined) !== (format === undefined))
      throw new StudioError('input-invalid', { detail: words.command.missing(out === undefined ? '--out' : '--format') });
    const asked = wholeNumber(given.flags.report, 'report');
    const table = tableForm(given.flags);
    const project = await opened(context);
    if (recompute)
      return sayRecomputed(
        terminal,
        await ask(studio, 'reports.recompute', { project: project.id, ...(asked === undefined ? {} : { report: asked }) }),
      );
    const summary = await findReport(context, project.id, asked);
    sayReport(terminal, summary);
    if (out === undefined) return summary;
    const { file, undrawn } = await ask(studio, 'reports.export', {
      project: project.id,
      report: summary.report,
      format: format as CheckedInput<'reports.export'>['format'],
      out: resolve(out),
      table,
    });
    terminal.say(words.report.written(file));
    if (undrawn.length > 0) terminal.say(words.report.undrawn(undrawn));
    return { report: summary.report, file };
  },
} satisfies Readonly<Record<string, Command>>;

/** The requested report, or the newest. Errors: `report-not-found`. */
async function findReport(
  { studio }: Context,
  project: CheckedInput<'reports.get'>['project'],
  asked: number | undefined,
): Promise<ReportSummary> {
  if (asked !== undefined) return ask(studio, 'reports.get', { project, report: asked });
  const [newest] = (await ask(studio, 'reports.list', { project })).reports;
  if (!newest) throw new StudioError('report-not-found');
  return newest;
}

/** Prints a report. */
export function sayReport(terminal: Terminal, summary: ReportSummary): void {
  terminal.say(words.report.line(summary));
  if (summary.stale) terminal.say(words.report.stale);
  if (summary.quick && !summary.earlier) terminal.say(words.report.quick);
  for (const { arm, points } of summary.arms) {
    for (const { perClass, score, seeds, unfinished } of points)
      terminal.say(words.report.pointLine(words.report.arms[arm](summary.sourceTitle), perClass, score, seeds, unfinished));
  }
  if (summary.scratchLeftOut) terminal.say(words.report.leftOut(summary.scratchLeftOut.seconds));
  if (!summary.verdict) return terminal.say(summary.earlier ? words.report.earlier : words.report.unfinished);
  for (const benefit of ['overall', 'start', 'slope', 'asymptote'] as const) {
    const { answer, sentence } = summary.verdict[benefit];
    terminal.say(`${words.report.benefits[benefit]}: ${words.report.answers[answer]}. ${sentence}`);
  }
  if (summary.forecast) terminal.say(words.report.more.forecast(summary.forecast));
}

function sayRecomputed(terminal: Terminal, result: Output<'reports.recompute'>): Output<'reports.recompute'> {
  terminal.say(words.report.recomputed(result.report, result.figures, result.differences.length));
  for (const { figure, stored, recomputed } of result.differences) terminal.say(words.report.differs(figure, stored, recomputed));
  return result;
}
