import { StudioError } from '../../domain/failure.ts';
import type { RunId } from '../../domain/ids.ts';
import type { ProjectStore } from '../../store/project-store.ts';

/** Returns the run asked for, or the newest finished one. Errors: `run-not-found`, `run-not-finished`. */
export function finishedRun(store: ProjectStore, run: RunId | undefined): RunId {
  if (run === undefined) {
    const newest = store.runs.newestDone();
    if (newest === null) throw new StudioError('run-not-found');
    return newest;
  }
  const { state } = store.runs.get(run);
  if (state !== 'done') throw new StudioError('run-not-finished', { run, state });
  return run;
}
