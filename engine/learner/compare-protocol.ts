import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { PlannedReport } from '../domain/report/report-plan.ts';
import type { ArmName, TransferPoint } from '../domain/report/transfer-benefit.ts';
import type { ComparedImage } from '../learn/compare/paired-images.ts';

/** Trains the arms of a transfer report. Every finished point is reported at once; those in `done` are not trained again. */
export interface CompareJob {
  readonly kind: 'compare';
  readonly source: { readonly folder: string; readonly hash: ContentHash };
  readonly cut: string;
  readonly seed: number;
  readonly plan: PlannedReport;
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly train: readonly ComparedImage[];
  readonly validation: readonly ComparedImage[];
  readonly test: readonly ComparedImage[];
  readonly done: readonly PointKey[];
  /** Folders of the project's cached features and prepared pictures. */
  readonly features: string;
  readonly prepared: string;
}
export interface PointKey {
  readonly arm: ArmName;
  readonly perClass: number;
  readonly seed: number;
}
export interface CompareOutcome {
  readonly points: number;
}
export type ReportPoint = TransferPoint<ImageId>;
