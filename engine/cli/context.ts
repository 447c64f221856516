import type { JobKind, Project, ReportOf } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { JobId, RunId } from '../domain/ids.ts';
import type { Studio } from '../work/studio.ts';
import { ask } from './ask.ts';
import { projectPath, wholeNumber, type Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface Context {
  readonly studio: Studio;
  readonly terminal: Terminal;
  readonly given: Arguments;
}
/** In addition to 0 for success and 1 for failure. */
export const exitCodes = { partly: 3 };

/** Returns the document printed with --json. */
export type Command = (context: Context) => Promise<unknown>;

/** Waits for a job while showing its progress, and throws its failure. The first Ctrl+C stops the job. */
export async function finished<K extends JobKind>(context: Context, id: JobId, kind: K): Promise<ReportOf<K>> {
  const { studio, terminal } = context;
  const unsubscribe = studio.bus.subscribe((event) => {
    if (event.name === 'jobs.changed' && event.data.job.id === id) terminal.progress(event.data.job.progress);
  });
  const stop = (): void => {
    studio.queue.stop(id);
  };
  process.once('SIGINT', stop);
  try {
    const { failure, result } = await studio.queue.ended(id);
    if (failure) throw new StudioError(failure.code, failure.facts);
    if (result?.kind !== kind) throw new Error(`a job of kind ${kind} ended with ${result?.kind}`);
    return result.report as ReportOf<K>;
  } finally {
    process.off('SIGINT', stop);
    unsubscribe();
  }
}

/** Opens the project given as the first argument. */
export const opened = ({ studio, given }: Context): Promise<Project> =>
  ask(studio, 'projects.open', { path: projectPath(given.positional(0)).path });
export const runOf = (given: Arguments): RunId | undefined => wholeNumber(given.flags.run, 'run') as RunId | undefined;
