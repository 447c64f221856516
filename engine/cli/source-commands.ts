import { basename, resolve } from 'node:path';
import type { AddedSource, Input, JobId } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { RunId } from '../domain/ids.ts';
import { failureWords, words } from '../words/words.ts';
import { projectPath, type Arguments } from './arguments.ts';
import { ask } from './ask.ts';
import { finished, runOf, type Command, type Context } from './context.ts';
import { rankCommand } from './rank-command.ts';
import { sayInspection } from './say-inspection.ts';

export const sourceCommands = {
  async sources({ studio, terminal }) {
    const { sources, unusable } = await ask(studio, 'sources.list', {});
    for (const source of sources) terminal.say(words.sourceCommand.line(source));
    for (const broken of unusable)
      terminal.say(
        words.sourceCommand.unusable(
          broken.path,
          failureWords({ code: broken.code, facts: { path: broken.path, detail: broken.detail } }).what,
        ),
      );
    if (sources.length === 0) terminal.say(words.sourceCommand.none);
    return { sources, unusable };
  },

  async 'sources add'(context) {
    const { studio, given } = context;
    const { job } = await ask(studio, 'sources.add', { from: await originIn(context), ...cardIn(given) });
    return added(context, job);
  },

  async 'sources remove'({ studio, terminal, given }) {
    const source = given.positional(0);
    await ask(studio, 'sources.remove', { source });
    terminal.say(words.sourceCommand.removed(source));
    return { removed: source };
  },

  async 'sources inspect'({ studio, terminal, given }) {
    const inspection = await ask(studio, 'sources.inspect', { source: given.positional(0) });
    sayInspection(terminal, inspection);
    return inspection;
  },

  async 'sources export'({ studio, terminal, given }) {
    const source = given.positional(0);
    if (!given.flags.out) throw new StudioError('input-invalid', { detail: words.command.missing('--out') });
    const written = await ask(studio, 'sources.export', { source, out: resolve(given.flags.out) });
    terminal.say(words.sourceCommand.exported(written.file, written.bytes));
    return written;
  },

  async 'sources offers'({ studio, terminal }) {
    const { offers } = await ask(studio, 'sources.offers', {});
    terminal.say(words.sourceCommand.offersIntro);
    for (const offer of offers) terminal.say(words.sourceCommand.offer(offer));
    return { offers };
  },

  async 'sources download'(context) {
    const { job } = await ask(context.studio, 'sources.download', { offer: context.given.positional(0) });
    return added(context, job);
  },

  async 'sources measure'({ studio, terminal, given }) {
    const source = await ask(studio, 'sources.measure', { source: given.positional(0) });
    terminal.say(words.sourceCommand.measured(source.title, source.speed?.imagesPerSecond ?? 0));
    return source;
  },

  'sources rank': rankCommand,
} satisfies Readonly<Record<string, Command>>;

/** Where a model comes from: a file or folder or, with --project, a run of that project. */
async function originIn(context: Context): Promise<Input<'sources.add'>['from']> {
  const { studio, given } = context;
  const [file] = given.positionals;
  if (given.flags.project === undefined) {
    if (file === undefined) throw new StudioError('input-invalid', { detail: words.command.missing(words.sourceCommand.whichFile) });
    return { path: resolve(file) };
  }
  if (file !== undefined) throw new StudioError('input-invalid', { detail: words.sourceCommand.oneOrigin(basename(file)) });
  const run = runOf(given);
  if (run === undefined) throw new StudioError('input-invalid', { detail: words.command.missing('--run') });
  const project = await ask(studio, 'projects.open', { path: projectPath(given.flags.project).path });
  return { project: project.id, run };
}

/** The options that describe a model. */
function cardIn({ flags }: Arguments): Pick<Input<'sources.add'>, 'title' | 'task' | 'licence' | 'scaling' | 'size'> {
  const { title, task, licence, scaling, size } = flags;
  return {
    ...(title === undefined ? {} : { title }),
    ...(task === undefined ? {} : { task }),
    ...(licence === undefined ? {} : { licence }),
    ...(scaling === undefined ? {} : { scaling: scaling as Input<'sources.add'>['scaling'] }),
    ...(size === undefined ? {} : { size: Number(size) }),
  };
}

/** Waits until the model has been added to the library, and prints the checks. */
async function added(context: Context, job: JobId): Promise<AddedSource> {
  const report = await finished(context, job, 'add-source');
  context.terminal.say(words.sourceCommand.added(report.source.title, report.source.id));
  for (const check of report.checks) context.terminal.say(words.sourceCommand.check(check));
  return report;
}

/** Adds a finished run of an open project to the library. */
export async function addRun(context: Context, project: Input<'runs.list'>['project'], run: RunId): Promise<AddedSource> {
  const { scaling: _scaling, size: _size, ...card } = cardIn(context.given);
  const { job } = await ask(context.studio, 'sources.add', { from: { project, run }, ...card });
  return added(context, job);
}
