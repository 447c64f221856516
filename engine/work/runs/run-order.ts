import type { Evaluation, Method, SourceModel, Variation } from '../../contract/index.ts';
import type { OtherClass } from '../../domain/labels/other-class.ts';
import type { ProjectId, RunId } from '../../domain/ids.ts';
import type { FolderWindow } from '../../domain/models/folder-windows.ts';
import type { FolderReading } from '../../domain/models/folder-readings.ts';
import type { Reading } from '../../domain/models/reading.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import type { LabelledImage, TrainJob } from '../../learner/protocol.ts';

/** The settings of a run beyond the columns of its row; together they suffice to repeat the run. */
export interface RunSettings {
  readonly variation: Variation;
  readonly budgetSeconds: number | null;
  /** For the images it was trained and scored on; absent in runs of earlier versions. */
  readonly nearDuplicates?: Evaluation['nearDuplicates'];
  /** The window of its images beyond 8 bits, also used for prediction; null, or absent in earlier runs, if each image uses its own. */
  readonly window?: PictureWindow | null;
  /** The windows of images in certain folders, instead of that one; absent in earlier runs. */
  readonly folderWindows?: readonly FolderWindow[];
  /** The pages and channels that it reads, also for prediction; absent in earlier runs, which read the first page. */
  readonly reading?: Reading | null;
  readonly folderReadings?: readonly FolderReading[];
  /** The classes that it is trained on as one; null or absent if every class is trained as itself. */
  readonly other?: OtherClass | null;
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
