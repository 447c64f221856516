import { basename, dirname, join } from 'node:path';
import type { AutoChoice, SourceModel } from '../../contract/index.ts';
import { chooseModel, type JudgedModel } from '../../domain/choice/auto-choice.ts';
import type { Candidate } from '../../domain/choice/auto-plan.ts';
import { normalisationOnly, wholeNetwork } from '../../domain/choice/tuned-part.ts';
import { inspectSource } from '../../models/backward/source-inspection.ts';
import { readSource } from '../../models/library/source-models.ts';
import { defaultTuneFrom } from '../../models/backward/default-tune-from.ts';
import type { TrialOutcome } from '../../learner/protocol.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { candidateOf } from './auto-candidates.ts';
import type { AutoProgress } from './auto-progress.ts';
import { groupsAmong } from '../images/image-groups.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { judgedTrial } from './judged-trial.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { readingPasses } from './reading-passes.ts';
import { sweepCuts } from './sweep-cuts.ts';
import type { RunOrder } from './run-order.ts';
import { trainJobOf } from './train-run.ts';
import { readingTimed } from './training-time.ts';

/** A model that was tried, with its evaluation on the validation images. */
export interface Tried {
  readonly order: RunOrder;
  readonly outcome: TrialOutcome;
  readonly candidate: Candidate;
  readonly judged: JudgedModel;
  readonly seconds: number;
  /** The output folder of the learner. */
  readonly folder: string;
}
export type Skipped = AutoChoice['skipped'][number];

/** Performs the steps of automatic mode on the training and validation images of an order; test images are never used. */
export class AutoAttempts {
  readonly tried: Tried[] = [];
  readonly skipped: Skipped[] = [];
  swept: AutoChoice['swept'] = null;
  /** Whether the last cut of the network was significantly worse than the best one; null before cuts are compared. */
  otherCutWins: boolean | null = null;
  /** The fine-tuning in progress. */
  underWay: AutoProgress['underWay'] = null;
  /** Whether the next trial may have a checkpoint to resume from. */
  #goesOn = false;
  /** The number of trials started; each has its own folder. */
  #begun = 0;
  readonly #parts: StudioParts;
  readonly #store: ProjectStore;
  readonly #order: RunOrder;
  readonly #groups: ReturnType<typeof groupsAmong>;
  /** The parent of the trials' folders. */
  readonly #folder: string;
  readonly #seconds: () => number;

  /** @param order the plain head, with its images; `seconds` since the job began */
  constructor(parts: StudioParts, store: ProjectStore, order: RunOrder, { folder, seconds }: { folder: string; seconds: () => number }) {
    this.#parts = parts;
    this.#store = store;
    this.#order = { ...order, images: order.images.filter(({ split }) => split !== 'test') };
    this.#groups = groupsAmong(
      store,
      order.images.filter(({ split }) => split === 'validation').map(({ id }) => id),
    );
    this.#folder = folder;
    this.#seconds = seconds;
  }

  get heads(): Tried[] {
    return this.tried.filter(({ order }) => order.method === 'head');
  }

  get tunings(): Tried[] {
    return this.tried.filter(({ order }) => order.method === 'fine-tune');
  }

  get bestHead(): Tried {
    return bestOf(this.heads);
  }

  /** Restores saved progress. Leaves out trials whose source model is gone or has changed. */
  restore({ trials, skipped, swept, otherCutWins, underWay, begun }: AutoProgress, sources: readonly SourceModel[]): void {
    for (const { method, source: id, hash, cut, tuneFrom, candidate, seconds, outcome } of trials) {
      const source = sources.find((one) => one.id === id && one.hash === hash);
      if (source === undefined) continue;
      const order: RunOrder = { ...this.#order, source, cut, method, tuneFrom };
      // The project may have been moved.
      const folder = join(this.#folder, outcome.tuned === null ? '' : basename(dirname(outcome.tuned.model.folder)));
      const placed =
        outcome.tuned === null
          ? outcome
          : {
              ...outcome,
              tuned: { ...outcome.tuned, model: { ...outcome.tuned.model, folder: join(folder, basename(outcome.tuned.model.folder)) } },
            };
      this.tried.push({ order, outcome: placed, candidate, judged: judgedTrial(order, outcome, this.#groups), seconds, folder });
    }
    this.skipped.push(...skipped);
    this.swept = swept;
    this.otherCutWins = otherCutWins;
    // The fine-tuning in progress may have been based on a trial that was left out.
    this.underWay = this.tried.length === trials.length ? underWay : null;
    this.#goesOn = this.underWay !== null;
    this.#begun = begun - Number(this.#goesOn);
  }

  kept(): Pick<AutoProgress, 'trials' | 'skipped' | 'swept' | 'otherCutWins' | 'underWay' | 'begun'> {
    const trials = this.tried.map(
      ({
        order: {
          method,
          source: { id, hash },
          cut,
          tuneFrom,
        },
        candidate,
        seconds,
        outcome,
      }) => ({ method: method as 'head' | 'fine-tune', source: id, hash, cut, tuneFrom, candidate, seconds, outcome }),
    );
    return {
      trials,
      skipped: this.skipped,
      swept: this.swept,
      otherCutWins: this.otherCutWins,
      underWay: this.underWay,
      begun: this.#begun,
    };
  }

  head(place: { readonly source: SourceModel; readonly cut: string }, control: JobControl): Promise<void> {
    return this.#train({ ...this.#order, source: place.source, cut: place.cut }, control, {
      begun: this.#seconds(),
      asksNaive: this.tried.length === 0,
    });
  }

  /** Compares the cuts of the best head's network and tries the proposed cut unless it was tried before. */
  async sweep(control: JobControl): Promise<void> {
    const begun = this.#seconds();
    const { source } = this.bestHead.order;
    const { proposed, cuts } = await sweepCuts(this.#parts, this.#store, { ...this.#order, source }, control);
    this.otherCutWins = cuts.find(({ cut }) => cut === source.cuts.at(-1)?.layer)?.tiedWithBest === false;
    this.swept = { source: source.id, proposed, seconds: this.#seconds() - begun };
    if (this.heads.some(({ order }) => order.source.id === source.id && order.cut === proposed)) return;
    await this.head({ source, cut: proposed }, control);
  }

  /** Fine-tunes from the best head; false if nothing can be tuned. The same tuned part is not tuned twice. */
  async tune({ tuning, seconds }: NonNullable<AutoProgress['underWay']>, control: JobControl): Promise<boolean> {
    const begun = this.#seconds();
    const base = this.tunings[0] ?? (await this.#tunable());
    if (base === null) return false;
    const { source, cut } = base.order;
    const tuneFrom =
      tuning === 'normalisation' ? normalisationOnly : tuning === 'everything' ? wholeNetwork : await this.#lastBlocks(source, cut);
    if (this.tunings.some(({ outcome }) => outcome.tuned?.tuneFrom === tuneFrom)) return true;
    await this.#train(
      { ...this.#order, source, cut, method: 'fine-tune', tuneFrom, settings: { ...this.#order.settings, budgetSeconds: seconds } },
      control,
      { begun },
    );
    return true;
  }

  /** The first block to tune, chosen by the number of labels. */
  async #lastBlocks({ path }: SourceModel, cut: string): Promise<string> {
    const { images, classes } = this.#order;
    const labels = images.flatMap((image) => (image.split === 'train' ? [classes.findIndex(({ id }) => id === image.class)] : []));
    return defaultTuneFrom(await readSource(path), cut, Int32Array.from(labels), classes.length);
  }

  /** The best head at a single cut of a tunable network. */
  async #tunable(): Promise<Tried | null> {
    let heads = this.heads.filter(({ order }) => !order.cut.includes('+'));
    while (heads.length > 0) {
      const one = bestOf(heads);
      const { id, path } = one.order.source;
      const { notTunable } = await inspectSource(await readSource(path));
      if (notTunable === null) return one;
      this.skipped.push({
        method: 'fine-tune',
        source: id,
        cut: one.order.cut,
        tuneFrom: null,
        failure: { code: 'source-not-tunable', facts: { source: id, detail: notTunable } },
      });
      heads = heads.filter(({ order }) => order.source.id !== id);
    }
    return null;
  }

  async #train(order: RunOrder, control: JobControl, { begun, asksNaive = false }: { begun: number; asksNaive?: boolean }): Promise<void> {
    const resume = this.#goesOn;
    this.#goesOn = false;
    this.#begun += 1;
    const folder = join(this.#folder, String(this.#begun));
    const candidate = candidateOf(this.#store, order.source, order.cut, order.images);
    const reading = readingPasses(this.#store.featuresFolder, order.source, {
      cut: order.cut,
      images: order.images,
      variation: order.settings.variation,
      isTuned: order.method !== 'head',
    });
    const outcome = await readingTimed(this.#parts, order.source, reading, control, (heard) =>
      this.#parts.learner.run({ ...trainJobOf(this.#store, order, { resume }), runFolder: folder, kind: 'trial', asksNaive }, heard),
    );
    this.tried.push({
      order,
      outcome,
      candidate,
      judged: judgedTrial(order, outcome, this.#groups),
      seconds: this.#seconds() - begun,
      folder,
    });
  }
}

/** The best by chooseModel; the first stays unless another beats it. */
const bestOf = (tried: readonly Tried[]): Tried => tried[chooseModel(tried.map(({ judged }) => judged))]!;
