import type { ExportFormat, ExportReport } from '../contract/index.ts';
import type { ClassId } from '../domain/ids.ts';
import type { LinearHead } from '../domain/models/linear-head.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { Raster } from '../domain/raster.ts';
import type { SourceOnDisk } from '../models/library/source-models.ts';

/** A source model up to a cut with a head on it: what an export writes. */
export interface WholeModel {
  readonly source: SourceOnDisk;
  readonly cut: string;
  readonly head: LinearHead;
}

export interface ModelExport extends WholeModel {
  readonly format: ExportFormat;
  /** The head's classes with their names, in any order. */
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  /** Folder that gets the model: absent or empty. */
  readonly out: string;
  /** What pictures beyond 8 bits go through; null for each its own. */
  readonly window: PictureWindow | null;
  /** Real test pictures for the parity check, at least one. */
  readonly images: readonly Raster[];
  /** The same pictures made anew from their files; null where a file is gone or has changed. */
  readonly fromFiles: readonly (Raster | null)[];
  /** What the card says beside what is known here: plain JSON. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** How far an export has come: the model is written, then read back and asked about each picture. */
export type ExportProgress = (stage: 'writing' | 'checking', done: number, total: number | null) => void;

/** One format: how it is written, and how a model that was written is read back and asked. */
export interface Format {
  /** Writes the model's files into an existing empty folder. */
  readonly write: (model: WholeModel, folder: string) => Promise<ExportReport['signature']>;
  /** Class probabilities of the pictures by the model in the folder, pictures x classes. Tells after each picture how many are done. */
  readonly predict: (folder: string, model: WholeModel, pictures: readonly Raster[], onPicture: (done: number) => void) => Promise<Float32Array>;
  /** Whether the model itself resizes the pictures. */
  readonly resizes: boolean;
}
