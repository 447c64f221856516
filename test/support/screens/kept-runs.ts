import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AutoChoice, Failure, Method, RunId, SourceModel } from '../../../engine/contract/index.ts';
import type { OtherChoice } from '../../../engine/domain/labels/other-class.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { forRun, otherChosen, readSnapshot } from '../../../engine/work/labels/snapshot.ts';
import type { RunSettings } from '../../../engine/work/runs/run-order.ts';
import { software } from '../../../engine/work/studio/software.ts';
import { usualVariation } from '../../../engine/domain/models/usual-variation.ts';
import { drawnOutcome, drawnTuning, usualTraining, type DrawnTraining } from './drawn-training.ts';

/** The ways in which a run differs from the usual one. */
interface KeptRun extends Partial<DrawnTraining> {
  readonly method?: Method;
  readonly tuneFrom?: string;
  /** It failed. */
  readonly failure?: Failure;
  readonly resumable?: boolean;
  /** A label has changed since. */
  readonly stale?: boolean;
  readonly auto?: AutoChoice;
  /** Classes trained as one. */
  readonly other?: OtherChoice;
}

const who = { at: 1_790_000_000_000, by: 'Ada' };

/** Stores runs in a closed project, as if they had been trained with a source model. */
export class KeptRuns {
  readonly #store: ProjectStore;
  readonly #source: SourceModel;

  constructor(store: ProjectStore, source: SourceModel) {
    this.#store = store;
    this.#source = source;
  }

  /** Adds a run on the currently labelled images. */
  add({ method = 'head', tuneFrom, failure, resumable = false, stale = false, auto, other: chosen, ...training }: KeptRun = {}): RunId {
    const store = this.#store;
    const { id, title, hash, cuts } = this.#source;
    const { classes, images, nearDuplicates, other } = forRun(store, readSnapshot(store, 1, otherChosen(store, chosen)));
    const count = (split: string): number => images.filter((image) => image.split === split).length;
    const settings: RunSettings = { variation: usualVariation, budgetSeconds: null, nearDuplicates, other };
    const run = store.runs.start({
      method,
      source: { id, title, hash },
      cut: cuts.at(-1)!.layer,
      tuneFrom: tuneFrom ?? null,
      settings: { ...settings },
      seed: 1,
      classes,
      dataVersion: store.labels.dataVersion,
      software,
      trainImages: count('train'),
      validationImages: count('validation'),
      testImages: count('test'),
      at: Date.now() - 60_000,
    });
    if (failure) {
      mkdirSync(store.runFolder(run), { recursive: true });
      if (resumable) writeFileSync(join(store.runFolder(run), 'checkpoint'), '');
      store.runs.fail(run, failure, { seconds: 4.2, resumable });
    } else {
      const outcome = drawnOutcome({ classes, images }, { ...usualTraining, ...training }, null);
      const known = new Map(images.map((image) => [image.id, image]));
      store.runs.finish(run, {
        ...outcome,
        seconds: 4.2,
        tuning: method === 'head' ? null : drawnTuning(),
        auto: auto ?? null,
        testImagesSeen: 0,
        predictions: outcome.predictions.map(({ image, probabilities }) => ({
          image,
          probabilities,
          split: known.get(image)!.split,
          actual: known.get(image)!.class,
        })),
      });
    }
    if (stale) relabel(store);
    return run;
  }
}

/** Gives an image another label and then its own again, so that everything based on the labels is stale. */
export function relabel(store: ProjectStore): void {
  const { id, class: label } = store.images.labelled()[0]!;
  const other = store.classes.list().find((one) => one.id !== label)!.id;
  for (const to of [other, label]) store.labels.set([id], to, { ...who, how: 'by-hand' });
}
