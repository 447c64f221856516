import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AutoChoice } from '../../contract/index.ts';
import { chooseModel } from '../../domain/choice/auto-choice.ts';
import { nextStep, timeLeft, tuningsFor, type AutoState, type AutoStep, type Tuning } from '../../domain/choice/auto-plan.ts';
import { failureOf, StudioError } from '../../domain/failure.ts';
import type { RunId } from '../../domain/ids.ts';
import { worthTuning, type TuningWorth } from '../../domain/choice/worth-tuning.ts';
import type { TrainOutcome } from '../../learner/protocol.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { AutoAttempts, type Tried } from './auto-attempts.ts';
import { measuredPace, otherSources, type OtherSource } from './auto-candidates.ts';
import { keepAutoProgress, type AutoProgress } from './auto-progress.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { ensureViews } from '../images/project-pictures.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import type { RunOrder } from './run-order.ts';
import { inSplit, learn, trainJobOf, type Learned } from './train-run.ts';

export interface AutoTime {
  readonly budgetSeconds: number;
  /** Seconds since the job began. */
  readonly seconds: () => number;
  readonly control: JobControl;
}

const trialsFolder = (store: ProjectStore, run: RunId): string => join(store.runFolder(run), 'trials');

/**
 * Automatic mode: trains the plain head first, then follows nextStep while there is time, evaluating models on the validation images only.
 * The model picked by chooseModel is tested once and becomes the run. Failed steps are reported; the run fails only if the plain head does.
 */
export class AutoTrials {
  readonly #parts: StudioParts;
  readonly #store: ProjectStore;
  readonly #order: RunOrder;
  readonly #time: AutoTime;
  readonly #attempts: AutoAttempts;
  readonly #kept: AutoProgress | null;
  #others: OtherSource[] = [];
  #orderedBy: AutoChoice['order'];
  #swept = false;
  /** Fine-tunings not to try again. */
  readonly #done = new Set<Tuning>();

  /**
   * @param order the plain head to beat, with all images
   * @param kept saved progress to resume from
   */
  constructor(parts: StudioParts, store: ProjectStore, order: RunOrder, time: AutoTime, kept: AutoProgress | null) {
    this.#kept = kept;
    this.#parts = parts;
    this.#store = store;
    this.#order = order;
    this.#time = { ...time, seconds: () => (kept?.usedSeconds ?? 0) + time.seconds() };
    this.#attempts = new AutoAttempts(parts, store, order, { folder: trialsFolder(store, order.run), seconds: this.#time.seconds });
  }

  /** Errors: those of the plain head, and `stopped`. */
  async run(): Promise<Learned> {
    // Delete trials of runs that cannot be resumed.
    for (const { run, resumable } of this.#store.runs.list())
      if (!resumable && run !== this.#order.run) await rm(trialsFolder(this.#store, run), { recursive: true, force: true });
    if (this.#kept !== null) await this.#restore(this.#kept);
    if (this.#attempts.tried.length === 0) this.#store.clearProgress(this.#order.run);
    this.#note();
    await ensureViews(
      this.#parts.pool,
      this.#store,
      this.#order.images.filter(({ split }) => split !== 'test'),
      this.#control(),
    );
    if (this.#attempts.tried.length === 0) await this.#attempts.head(this.#order, this.#control());
    const { others, skipped, by } = await otherSources(this.#parts, this.#store, this.#order);
    const known = new Set([
      ...this.#attempts.heads.map(({ order }) => order.source.id),
      ...this.#attempts.skipped.map(({ source }) => source),
    ]);
    this.#others = others.filter(({ source }) => !known.has(source.id));
    this.#orderedBy = by;
    this.#attempts.skipped.push(...skipped.filter(({ source }) => !known.has(source)));
    for (;;) {
      this.#note();
      const step: AutoStep = this.#time.control.finish?.aborted ? { do: 'end', outOfTime: false } : this.#nextStep();
      if (step.do === 'end') return this.#finished(step.outOfTime);
      await this.#attempt(step);
    }
  }

  /** The first trial is the plain head; without it there is nothing to resume. */
  async #restore(kept: AutoProgress): Promise<void> {
    const { sources } = await this.#parts.library.list();
    const [floor] = kept.trials;
    if (floor?.source !== this.#order.source.id || floor.hash !== this.#order.source.hash) return;
    this.#attempts.restore(kept, sources);
    this.#swept = kept.cutsCompared;
    const again = this.#attempts.underWay === null ? kept.underWay?.tuning : undefined;
    for (const one of kept.done) if (one !== again) this.#done.add(one);
  }

  #nextStep(): AutoStep {
    const { underWay } = this.#attempts;
    return underWay === null ? nextStep(this.#state()) : { do: 'fine-tune', ...underWay };
  }

  #control(): JobControl {
    const { control, budgetSeconds, seconds } = this.#time;
    return {
      ...control,
      progress: (stage, done, total) => {
        const left = budgetSeconds - seconds();
        control.progress(stage, done, total, left > 0 ? left : undefined);
      },
    };
  }

  /** Stops after these seconds, or when the user asks for the best model so far. */
  #limited(seconds: number): JobControl {
    return { ...this.#control(), signal: AbortSignal.any([this.#time.control.signal, this.#ending(seconds)]) };
  }

  #ending(seconds: number): AbortSignal {
    const { finish } = this.#time.control;
    return AbortSignal.any([AbortSignal.timeout(Math.ceil(1000 * Math.max(1, seconds))), ...(finish ? [finish] : [])]);
  }

  #state(): AutoState {
    const { budgetSeconds, seconds } = this.#time;
    const { images } = this.#order;
    const { heads, bestHead } = this.#attempts;
    return {
      budgetSeconds,
      usedSeconds: seconds(),
      images: { train: inSplit(images, 'train'), validation: inSplit(images, 'validation'), test: inSplit(images, 'test') },
      pace: measuredPace(
        heads.map(({ outcome: { pace }, candidate }) => ({ pace, candidate })),
        this.#parts.speeds,
      ),
      others: this.#others.map(({ candidate }) => candidate),
      best: bestHead.candidate,
      swept: this.#swept,
      tunings: this.#tunings(),
    };
  }

  #tunings(): Tuning[] {
    const worth = this.#worth();
    return worth === null || worth.why === 'few-and-near' ? [] : tuningsFor(worth).filter((one) => !this.#done.has(one));
  }

  /** Null before the plain head is trained. */
  #worth(): TuningWorth | null {
    const { heads, otherCutWins } = this.#attempts;
    const naiveErrors = heads[0]?.outcome.naiveErrors;
    if (naiveErrors === undefined || naiveErrors === null) return null;
    const {
      judged: { losses, right },
    } = this.#attempts.bestHead;
    const { classes, images } = this.#order;
    const perClass = classes.map(({ id }) => images.filter((image) => image.class === id).length);
    return worthTuning({ perClass, chosenBy: { images: losses.length, headErrors: losses.length - right, naiveErrors }, otherCutWins });
  }

  /** Failed steps are skipped and reported; steps cut off by the time limit are dropped without a report. */
  async #attempt(step: Exclude<AutoStep, { do: 'end' }>): Promise<void> {
    const left = timeLeft(this.#state());
    const place = step.do === 'head' ? this.#others.splice(step.other, 1)[0]! : this.#attempts.bestHead.order;
    try {
      if (step.do === 'head') await this.#attempts.head(place, this.#limited(left));
      else if (step.do === 'fine-tune') {
        this.#done.add(step.tuning);
        this.#attempts.underWay = { tuning: step.tuning, seconds: step.seconds };
        this.#note();
        if (
          !(await this.#attempts.tune(this.#attempts.underWay, { ...this.#control(), finish: this.#ending(Math.min(step.seconds, left)) }))
        )
          this.#endTuning();
      } else {
        await this.#attempts.sweep(this.#limited(left));
        this.#swept = true;
      }
      this.#attempts.underWay = null;
    } catch (error) {
      if (this.#time.control.signal.aborted) this.#note();
      if (this.#time.control.signal.aborted || !(error instanceof StudioError)) throw error;
      this.#attempts.underWay = null;
      if (step.do === 'sweep') this.#swept = true;
      if (step.do === 'fine-tune') this.#endTuning();
      if (error.code === 'stopped') return;
      this.#attempts.skipped.push({
        method: step.do === 'fine-tune' ? 'fine-tune' : 'head',
        source: place.source.id,
        cut: place.cut,
        tuneFrom: null,
        failure: failureOf(error),
      });
    }
  }

  #endTuning(): void {
    for (const tuning of tuningsFor({ far: false })) this.#done.add(tuning);
  }

  async #finished(outOfTime: boolean): Promise<Learned> {
    const { tried } = this.#attempts;
    const place = chooseModel(tried.map(({ judged }) => judged));
    const order: RunOrder = { ...tried[place]!.order, images: this.#order.images };
    const outcome = await this.#final(order, tried[place]!);
    const why = this.#time.control.finish?.aborted
      ? 'ended-early'
      : outOfTime
        ? 'out-of-time'
        : place === 0
          ? 'plain-head-not-beaten'
          : 'best-on-validation';
    return { order, outcome, auto: this.#choice(place, why) };
  }

  /** The only use of the test images. A head is refitted on the same cached features, with the same result. */
  async #final(order: RunOrder, { outcome: { tuned }, folder }: Tried): Promise<TrainOutcome> {
    if (tuned === null) return learn(this.#parts, this.#store, order, { resume: false }, this.#control());
    await ensureViews(this.#parts.pool, this.#store, order.images, this.#control());
    const job = trainJobOf(this.#store, order, { resume: false });
    return this.#parts.learner.run({ ...job, tune: job.tune!, trialFolder: folder, tuned, kind: 'adopt' }, this.#control());
  }

  /** Saves the trials so far: a stopped or interrupted run still shows them, and resumes from there. */
  #note(): void {
    this.#store.runs.noteAuto(this.#order.run, this.#choice(null, null));
    const { tried } = this.#attempts;
    if (tried.length > 0)
      keepAutoProgress(this.#store, this.#order.run, {
        version: 1,
        usedSeconds: this.#time.seconds(),
        ...this.#attempts.kept(),
        cutsCompared: this.#swept,
        done: [...this.#done],
      });
    this.#parts.projects.changed(this.#order.project);
  }

  #choice(chosen: number | null, why: AutoChoice['why']): AutoChoice {
    const { budgetSeconds, seconds } = this.#time;
    const { tried, skipped, swept } = this.#attempts;
    return {
      budgetSeconds,
      usedSeconds: seconds(),
      why,
      skipped: [...skipped],
      swept,
      tuning: this.#worth(),
      ...(this.#orderedBy === undefined ? {} : { order: this.#orderedBy }),
      trials: tried.map(({ order, outcome, judged: { losses, right }, seconds: took }, at) => ({
        method: order.method,
        source: order.source.id,
        cut: order.cut,
        tuneFrom: outcome.tuned?.tuneFrom ?? null,
        validationAccuracy: right / losses.length,
        validationLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
        seconds: took,
        chosen: at === chosen,
      })),
    };
  }
}
