import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CheckedInput, RunSummary } from '../../contract/index.ts';
import { againstBaselines } from '../../domain/models/beats-baselines.ts';
import { StudioError } from '../../domain/failure.ts';
import { words } from '../../words/words.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { finishedRun } from '../runs/finished-run.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { requireTold } from '../runs/test-set.ts';
import { ownModel, tunes } from '../runs/use-run.ts';

/** The path and description of a model to add. */
export interface SourceOrigin {
  readonly path: string;
  readonly kind: 'added' | 'own';
  /** Its id in the library, if it already has one; otherwise the id is derived from the title. */
  readonly id?: string;
  /** For its card: the name of the file, an address, or a project and its run. */
  readonly from: string;
  /** For failures: the path or name that the user chose. */
  readonly shown: string;
}

/**
 * Errors: `upload-not-found`, `project-not-open`, `run-not-found`, `run-not-finished`, `run-damaged`, `test-set-locked`,
 * `source-not-better`, `source-exists`.
 */
export async function sourceOrigin(parts: StudioParts, from: CheckedInput<'sources.add'>['from']): Promise<SourceOrigin> {
  if ('path' in from) return { path: resolve(from.path), kind: 'added', from: basename(resolve(from.path)), shown: from.path };
  if ('upload' in from) return uploaded(await parts.uploads.folder(from.upload));
  return ownRun(parts.projects.get(from.project), from.run);
}

/** A single dropped file or folder is the only entry of its upload; several files together form a folder. */
async function uploaded(folder: string): Promise<SourceOrigin> {
  const names = await readdir(folder);
  if (names.length === 0) throw new StudioError('upload-not-found');
  const [only] = names.length === 1 ? names : [];
  const name = only ?? names.toSorted()[0]!;
  return { path: only === undefined ? folder : join(folder, only), kind: 'added', from: name, shown: name };
}

async function ownRun(store: ProjectStore, asked: CheckedInput<'runs.evaluation'>['run']): Promise<SourceOrigin> {
  const run = finishedRun(store, asked);
  const facts = store.runs.get(run);
  if (!tunes(facts.method)) throw new StudioError('input-invalid', { detail: words.library.adding.onlyHead(run) });
  requireTold(store, run);
  requireBetter(store, facts);
  // Its network equals that of the source model to the last weight: adding it would only duplicate the model.
  if (facts.tuning?.interpolation === 0) throw new StudioError('source-exists', { source: facts.source.title });
  return { path: (await ownModel(store, run)).folder, kind: 'own', from: store.name, shown: store.name };
}

function requireBetter(store: ProjectStore, { run }: RunSummary): void {
  const { test, baselines } = store.runs.evaluation(run);
  const { best, beats } = againstBaselines(test.accuracy, baselines);
  if (beats) return;
  throw new StudioError('source-not-better', { accuracy: test.accuracy.value, baseline: best?.accuracy.value ?? 0 });
}
