import type { ExportFormat, ExportReport } from '../contract/index.ts';
import type { ClassId } from '../domain/ids.ts';
import type { LinearHead } from '../domain/models/linear-head.ts';
import type { Raster } from '../domain/raster.ts';
import type { SourceOnDisk } from '../models/library/source-models.ts';
import type { FileChoices } from './program-parts/choices.ts';

/** A source model up to a cut point with a head: what an export writes. */
export interface WholeModel {
  readonly source: SourceOnDisk;
  readonly cut: string;
  readonly head: LinearHead;
}

export interface ModelExport extends WholeModel, FileChoices {
  readonly format: ExportFormat;
  /** The head's classes with their names, in any order. */
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  /** Folder for the model: absent or empty. */
  readonly out: string;
  /** Real test pictures for the parity check, at least one. */
  readonly images: readonly Raster[];
  /** The same pictures recreated from their files; null if a file is gone or has changed. */
  readonly fromFiles: readonly (Raster | null)[];
  /** What the card says in addition to what is known here: plain JSON. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** Progress of an export: the model is written, then read back and run on each picture. */
export type ExportProgress = (stage: 'writing' | 'checking', done: number, total: number | null) => void;

/** One export format: how to write a model, and how to read it back and run it. */
export interface Format {
  /** Writes the model's files into an existing empty folder. */
  readonly write: (model: WholeModel, folder: string) => Promise<ExportReport['signature']>;
  /** Class probabilities of the pictures by the model in the folder, pictures x classes. Reports progress after each picture. */
  readonly predict: (
    folder: string,
    model: WholeModel,
    pictures: readonly Raster[],
    onPicture: (done: number) => void,
  ) => Promise<Float32Array>;
  /** Whether the model itself resizes the pictures. */
  readonly resizes: boolean;
}
