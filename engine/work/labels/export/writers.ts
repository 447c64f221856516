import type { LabelExportFormat } from '../../../domain/labels/label-export.ts';
import { camtrapDp } from './formats/camtrap-dp.ts';
import { coco } from './formats/coco.ts';
import { csvSheet, workbook } from './formats/label-table.ts';
import { datasetVersion } from './formats/dataset-version.ts';
import { labelStudio } from './formats/label-studio.ts';
import { classFolders, yolo } from './formats/picture-folders.ts';
import type { LabelWriter } from './labelled-set.ts';

/** The writer of each format; what each carries is in `engine/domain/labels/label-export.ts`. */
export const labelWriters: Readonly<Record<LabelExportFormat, LabelWriter>> = {
  csv: csvSheet,
  xlsx: workbook,
  coco,
  'label-studio': labelStudio,
  yolo,
  'class-folders': classFolders,
  'camtrap-dp': camtrapDp,
  'dataset-version': datasetVersion,
};
