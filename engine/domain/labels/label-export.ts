/** What a format can say about an image. */
export type ExportCarries =
  'class' | 'group' | 'split' | 'exclusion' | 'author' | 'time' | 'site' | 'taken' | 'tags' | 'size' | 'hash' | 'pictures';

interface FormatFacts {
  /** What is written: one file, or a new folder. */
  readonly writes: 'file' | 'folder';
  /** Ending of the file; empty for a folder. */
  readonly ending: string;
  readonly carries: readonly ExportCarries[];
}

/** All that is known of an image, without the picture itself. */
const everything = ['class', 'group', 'split', 'exclusion', 'author', 'time', 'site', 'taken', 'tags', 'size', 'hash'] as const;

/** All formats in which labels can be exported, with what each carries. */
export const labelExportFormats = {
  csv: { writes: 'file', ending: '.csv', carries: everything },
  xlsx: { writes: 'file', ending: '.xlsx', carries: everything },
  coco: { writes: 'folder', ending: '', carries: ['class', 'group', 'split', 'site', 'taken', 'tags', 'size', 'hash'] },
  'label-studio': { writes: 'file', ending: '.json', carries: everything },
  yolo: { writes: 'folder', ending: '', carries: ['class', 'split', 'pictures'] },
  'class-folders': { writes: 'folder', ending: '', carries: ['class', 'pictures'] },
  'camtrap-dp': { writes: 'folder', ending: '', carries: ['class', 'group', 'author', 'time', 'site', 'taken', 'tags'] },
  'dataset-version': { writes: 'file', ending: '.json', carries: ['class', 'group', 'split', 'exclusion', 'hash'] },
} as const satisfies Readonly<Record<string, FormatFacts>>;
export type LabelExportFormat = keyof typeof labelExportFormats;
export const labelExportFormatNames = Object.keys(labelExportFormats) as LabelExportFormat[];

/**
 * Why images are not in an export. `no-place-or-time`: they are in it, but the format also asks for coordinates, and for the time zone of
 * the camera's clock, which a project does not know.
 */
export const leftOutReasons = [
  'unlabelled',
  'conflict',
  'excluded',
  'no-split',
  'file-missing',
  'file-changed',
  'file-unreadable',
  'no-place-or-time',
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/** Counts reasons, in the order of `leftOutReasons`. */
export class LeftOut {
  readonly #counts = new Map<LeftOutReason, number>();

  add(reason: LeftOutReason, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  get all(): { reason: LeftOutReason; count: number }[] {
    return leftOutReasons.flatMap((reason) => {
      const count = this.#counts.get(reason) ?? 0;
      return count === 0 ? [] : [{ reason, count }];
    });
  }
}

/** The deployment, in an export to Camtrap DP, of images whose site is not known. */
export const unknownSite = 'unknown-site';
