import {
  trainingChoices,
  type ClassSummary,
  type Input,
  type Project,
  type TrainingChoices,
  type Variation,
} from '../../../engine/contract/index.ts';
import { choiceAmong, type OtherChoice } from '../../../engine/domain/labels/other-class.ts';
import { usualChoices } from '../../../engine/domain/models/usual-choices.ts';

/** The methods a user can choose; automatic mode chooses by itself. */
export const chosenMethods = ['head', 'fine-tune', 'scratch'] as const;
export type ChosenMethod = (typeof chosenMethods)[number];

const { minutes: minutesForm, seed: seedForm } = trainingChoices.shape;

/** The settings of the next run, initially those chosen for the project before. */
class TrainPlan {
  /** Null: the default source model. */
  source = $state<string | null>(null);
  /** Null: the last cut of the source model. Several layers are joined with `+`. */
  cut = $state<string | null>(null);
  method = $state<ChosenMethod>(usualChoices.method);
  /** First block to tune, or `all`. Null: as suggested for the number of labels. */
  tuneFrom = $state<string | null>(null);
  variation = $state<Variation>({ ...usualChoices.variation });
  /** For automatic mode. */
  minutes = $state<number | null>(usualChoices.minutes);
  seed = $state<number | null>(usualChoices.seed);
  /** The classes to train as one, none if nothing has been ticked yet. Null: every class is trained as itself. */
  other = $state.raw<OtherChoice | null>(usualChoices.other);

  /** Loads the choices of a project. */
  enter(choices: TrainingChoices | null): void {
    const { source, cut, method, tuneFrom, variation, minutes, seed, other } = choices ?? usualChoices;
    [this.source, this.cut, this.method, this.tuneFrom, this.minutes, this.seed] = [source, cut, method, tuneFrom, minutes, seed];
    this.variation = { ...variation };
    this.other = other;
  }

  /** The choices to save; null while a number is invalid or no class is ticked. */
  get choices(): TrainingChoices | null {
    const { source, cut, method, tuneFrom, variation, minutes, seed, other } = this;
    return this.seedIsValid && this.minutesAreValid && other?.classes.length !== 0
      ? { source, cut, method, tuneFrom, variation: { ...variation }, minutes: minutes!, seed: seed!, other }
      : null;
  }

  chooseSource(source: string): void {
    if (source !== this.source) [this.cut, this.tuneFrom] = [null, null];
    this.source = source;
  }

  get seedIsValid(): boolean {
    return seedForm.safeParse(this.seed).success;
  }

  get minutesAreValid(): boolean {
    return minutesForm.safeParse(this.minutes).success;
  }

  /** The classes to train as one among those that exist. */
  otherAmong(classes: readonly ClassSummary[]): { other?: OtherChoice } {
    const other = choiceAmong(this.other, classes);
    return other ? { other } : {};
  }

  /** The request that starts this training run. */
  order(project: Project, source: string | undefined, cut: string | undefined): Input<'runs.start'> {
    const { method, tuneFrom } = this;
    // Only heads use features joined from several layers; a network is trained up to the last of these layers, as the dial shows.
    const end = method === 'head' ? cut : cut?.split('+').at(-1);
    return { ...this.#begin(project, source, end), method, ...(method === 'fine-tune' && tuneFrom !== null ? { tuneFrom } : {}) };
  }

  /** The request for automatic mode, starting with this source model and cut. */
  autoOrder(project: Project, source: string | undefined, cut: string | undefined): Input<'runs.start'> {
    return { ...this.#begin(project, source, cut), method: 'auto', budgetSeconds: (this.minutes ?? usualChoices.minutes) * 60 };
  }

  #begin(project: Project, source: string | undefined, cut: string | undefined): Input<'runs.start'> {
    return {
      project: project.id,
      source,
      cut,
      seed: this.seed ?? usualChoices.seed,
      variation: { ...this.variation },
      ...this.otherAmong(project.classes),
    };
  }
}

export const trainPlan = new TrainPlan();
