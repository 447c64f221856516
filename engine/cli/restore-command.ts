import { words } from '../words/words.ts';
import { projectPath } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './context.ts';

/** Lists the backups of a project, or restores one of them. */
export const restoreCommand = {
  async restore({ studio, terminal, given }) {
    const { path } = projectPath(given.positional(0));
    const backup = given.positionals[1];
    if (backup !== undefined) {
      const project = await ask(studio, 'projects.restore', { path, backup });
      terminal.say(words.restore.restored(project.name, project.images, project.labelled));
      return project;
    }
    const found = await ask(studio, 'projects.backups', { path });
    terminal.say(words.restore.present(found.present));
    if (found.present?.behind) terminal.say(words.restore.command.behind);
    if (found.backups.length === 0) terminal.say(words.restore.none);
    for (const version of found.backups) terminal.say(words.restore.command.line(version.file, version.at, version.kind, version));
    return found;
  },
} satisfies Readonly<Record<string, Command>>;
