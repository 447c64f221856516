import { resolve } from 'node:path';
import { StudioError } from '../domain/failure.ts';
import { words } from '../words/words.ts';
import { projectPath } from './arguments.ts';
import { ask } from './ask.ts';
import { exitCodes, finished, opened, type Command } from './context.ts';

const said = words.projectFile;

/** A whole project as one file, and back. */
export const projectFileCommands = {
  async pack(context) {
    const { studio, terminal, given } = context;
    const { out, images = false } = given.flags;
    if (out === undefined) throw new StudioError('input-invalid', { detail: words.command.missing('--out') });
    const { id: project } = await opened(context);
    await ask(studio, 'images.missing', { project });
    const { job } = await ask(studio, 'projects.pack', { project, out: resolve(out), images });
    const report = await finished(context, job, 'pack');
    terminal.say(said.pack.done(report.out, report.bytes));
    if (report.missing > 0) {
      terminal.say(said.pack.missing(report.missing));
      process.exitCode = exitCodes.partly;
    }
    return report;
  },

  async unpack(context) {
    const { studio, terminal, given } = context;
    const wished = given.positionals[1];
    const { name, folder } = wished === undefined ? { name: undefined, folder: resolve('.') } : projectPath(wished);
    const { job } = await ask(studio, 'projects.unpack', {
      file: resolve(given.positional(0)),
      folder,
      ...(name === undefined ? {} : { name }),
    });
    const report = await finished(context, job, 'unpack');
    terminal.say(said.unpack.done(report.name, report.images, report.path));
    if (report.missing > 0) terminal.say(said.unpack.missing(report.missing));
    return report;
  },
} satisfies Readonly<Record<string, Command>>;
