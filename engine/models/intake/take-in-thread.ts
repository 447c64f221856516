/** The thread that converts a model: does its task, reports the outcome, and is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { StudioError } from '../../domain/failure.ts';
import { sourceFromModel } from './source-from-model.ts';
import type { TakeInOrder, TakeInOutcome } from './take-in-model.ts';

const { path, wishes, folder } = workerData as TakeInOrder;
parentPort?.postMessage(await sourceFromModel(path, wishes, folder).then((): TakeInOutcome => ({ failure: null }), outcomeOf));

function outcomeOf(error: unknown): TakeInOutcome {
  if (error instanceof StudioError) return { failure: { code: error.code, facts: error.facts } };
  return { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
