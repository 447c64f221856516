import type { ExportCarries, LabelExportFormat, LeftOutReason } from '../../domain/labels/label-export.ts';
import { capitalised, count, countImages, listed } from './figures.ts';

/** Export of labels to files of other programs. */
export const labelExport = {
  titles: {
    csv: 'CSV',
    xlsx: 'Excel',
    coco: 'COCO',
    'label-studio': 'Label Studio',
    yolo: 'YOLO classification',
    'class-folders': 'Class folders',
    'camtrap-dp': 'Camtrap DP',
    'dataset-version': 'Dataset version',
  } satisfies Record<LabelExportFormat, string>,
  dialog: {
    open: 'Export labels',
    title: 'Export labels',
    format: 'Format',
    about: (what: string, carries: readonly string[]) => `${capitalised(what)}. Contains ${listed(carries, 10)}.`,
    suggested: (project: string) => `Labels of ${project}`,
    fileName: (ending: string) => `File name (without ${ending})`,
    folderName: 'Name of the new folder',
    invalid: 'Enter a name without \\ / : * ? " < > |',
    start: 'Export labels',
  },
  report: {
    title: 'Label export summary',
    stopped: 'The label export was stopped. Nothing was written.',
  },
  formats: {
    csv: 'CSV table, one row per image',
    xlsx: 'Excel workbook (XLSX), one row per image',
    coco: 'COCO, one JSON file for each part of the split',
    'label-studio': 'Label Studio, JSON file of tasks',
    yolo: 'YOLO classification, copies of the images in folders by part of the split and class',
    'class-folders': 'copies of the images in a folder per class',
    'camtrap-dp': 'Camtrap DP, tables of deployments, media and observations',
    'dataset-version': 'dataset version, JSON file with checksums to compare datasets',
  } satisfies Record<LabelExportFormat, string>,
  carries: {
    class: 'classes',
    group: 'groups',
    split: 'split',
    exclusion: 'exclusions',
    author: 'who labelled',
    time: 'when',
    site: 'sites',
    taken: 'capture times',
    tags: 'tags',
    size: 'sizes',
    hash: 'checksums',
    pictures: 'images',
  } satisfies Record<ExportCarries, string>,
  formatsWritten: 'Labels can be exported as:',
  formatLine: (id: string, about: string, carries: readonly string[]) => `  ${id.padEnd(24)} ${about}: ${carries.join(', ')}`,
  exported: (images: number, labels: number, files: number, out: string) =>
    `Exported ${countImages(images)} with ${count(labels, 'label', 'labels')} in ${count(files, 'file', 'files')}: ${out}`,
  left: {
    unlabelled: (n: number) => `${countImages(n)} without a label ${n === 1 ? 'was' : 'were'} left out.`,
    conflict: (n: number) => `${countImages(n)} in conflict ${n === 1 ? 'was' : 'were'} left out: decide on a class first.`,
    excluded: (n: number) => `${countImages(n)} excluded from training and testing ${n === 1 ? 'was' : 'were'} left out.`,
    'no-split': (n: number) =>
      `${countImages(n)} ${n === 1 ? 'was' : 'were'} left out, not yet assigned to a part of the split: the next training does that.`,
    'file-missing': (n: number) => `${countImages(n)} ${n === 1 ? 'was' : 'were'} left out because the file cannot be found.`,
    'file-changed': (n: number) => `${countImages(n)} ${n === 1 ? 'was' : 'were'} left out because the file has changed since its import.`,
    'file-unreadable': (n: number) => `${countImages(n)} ${n === 1 ? 'was' : 'were'} left out because the file cannot be read.`,
    'no-place-or-time': (n: number) =>
      `Camtrap DP also requires coordinates and the time zone of each camera, which Graft does not know: add them for ${countImages(n)}.`,
  } satisfies Record<LeftOutReason, (n: number) => string>,
};
