import { OneTimeTokens } from '../host/access.ts';
import { serveStudio } from '../host/serve-studio.ts';
import { words } from '../words/words.ts';
import { projectPath, wholeNumber, type Arguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Terminal } from './terminal.ts';

/** Serves the studio to browsers on this computer until it is stopped. */
export async function serve(given: Arguments, terminal: Terminal): Promise<void> {
  const address = (token: string): string => `http://127.0.0.1:${served.port}/?token=${token}`;
  const tokens = new OneTimeTokens((next) => terminal.say(words.command.servingAgain(address(next))));
  const served = await serveStudio({ kind: 'loopback', tokens }, { port: wholeNumber(given.flags.port, 'port') ?? 0 });
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
    // A studio started by another process without a terminal ends with that process.
    process.once('disconnect', resolve);
  });
  try {
    const project = given.flags.example
      ? await ask(served.studio, 'projects.example', {})
      : given.positionals[0]
        ? await ask(served.studio, 'projects.open', { path: projectPath(given.positionals[0]).path })
        : null;
    const at = `${address(tokens.current)}${project ? `#/${project.id}/images` : ''}`;
    terminal.say(words.command.serving(at));
    terminal.say(words.command.servingStop);
    terminal.document({ address: at, port: served.port, project: project?.id ?? null });
    await stopped;
  } finally {
    await served.close();
  }
}
