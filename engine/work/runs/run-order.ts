import type { Evaluation, Method, SourceModel, Variation } from '../../contract/index.ts';
import type { ProjectId, RunId } from '../../domain/ids.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import type { LabelledImage, TrainJob } from '../../learner/protocol.ts';

/** The choices of a run beside what its row says: with them it can be started again. */
export interface RunSettings {
  readonly variation: Variation;
  readonly budgetSeconds: number | null;
  /** Of the images it was trained and scored on. Runs of earlier versions have none. */
  readonly nearDuplicates?: Evaluation['nearDuplicates'];
  /** What its images beyond 8 bits went through, and all that it is asked about go through; null, and absent in runs of earlier versions, for each its own. */
  readonly window?: PictureWindow | null;
}
export interface RunOrder {
  readonly project: ProjectId;
  readonly run: RunId;
  readonly source: SourceModel;
  readonly cut: string;
  readonly method: Exclude<Method, 'baseline'>;
  readonly tuneFrom: string | null;
  readonly seed: number;
  readonly settings: RunSettings;
  readonly classes: TrainJob['classes'];
  readonly images: readonly LabelledImage[];
}
