import { sep } from 'node:path';
import type { ContentHash, ImageId, ProjectId } from '../../../domain/ids.ts';
import { LeftOut, type LeftOutReason } from '../../../domain/labels/label-export.ts';
import type { Look } from '../../../domain/models/look.ts';
import type { Split } from '../../../domain/labels/split.ts';
import type { TableForm } from '../../../domain/table-form.ts';
import type { SheetRow } from '../../../store/label-sheet.ts';
import type { Cut } from '../../../store/photographs.ts';
import type { Workbook } from '../../../files/workbook-file.ts';
import type { ProjectStore } from '../../../store/project-store.ts';
import { namesOfFiles } from './names-of-files.ts';

/** What is exported of an image. */
export interface SetImage extends Look {
  readonly id: ImageId;
  /** Its path below the folder that holds all images, with forward slashes; no two images have the same. */
  readonly file: string;
  /** Where it was cut out of a photograph; null for a whole picture. `file`: as that of an image. */
  readonly cut: (Cut & { readonly file: string }) | null;
  readonly hash: ContentHash;
  readonly width: number;
  readonly height: number;
  /** Of the file, such as `jpeg`. */
  readonly format: string;
  readonly bytes: number;
  readonly class: string | null;
  readonly split: Split | null;
  readonly group: string | null;
  readonly site: string | null;
  /** See Capture. */
  readonly takenAt: number | null;
  readonly tags: readonly string[];
  readonly excluded: boolean;
  readonly conflict: boolean;
  /** Null where it is not known. */
  readonly labelledBy: string | null;
  /** In milliseconds since 1970; null without a label. */
  readonly labelledAt: number | null;
}

/** A project's labels at one moment. */
export interface LabelledSet {
  readonly project: { readonly id: ProjectId; readonly name: string };
  readonly software: string;
  readonly dataVersion: number;
  /** The time of the export. */
  readonly at: number;
  /** In the order of the project. */
  readonly classes: readonly string[];
  /** In the order in which they were added. */
  readonly images: readonly SetImage[];
}

/** A file of an export, named relative to its folder: a text in pieces, a workbook, or a copy of a picture. */
export type OutFile = { readonly name: string } & (
  { readonly text: Iterable<string> } | { readonly workbook: Workbook } | { readonly copyOf: SetImage }
);

/** When an image was taken, by the clock of its camera, whose time zone is not known; empty if the time is not known. */
export const clockTime = ({ takenAt }: Pick<SetImage, 'takenAt'>): string => isoTime(takenAt).replace(/(\.000)?Z$/, '');

/** What one format makes of a set. */
export interface Planned {
  readonly images: readonly SetImage[];
  readonly left: LeftOut;
  /** A format that writes one file has one, whose name does not count. */
  readonly files: Iterable<OutFile>;
}
export type LabelWriter = (set: LabelledSet, table: TableForm) => Planned;

export function labelledSet(store: ProjectStore, { software, at }: Pick<LabelledSet, 'software' | 'at'>): LabelledSet {
  const classes = store.classes.list();
  const nameOf = new Map(classes.map(({ id, name }) => [id, name]));
  const rows = store.images.sheet();
  const photographs = [...new Map(rows.flatMap(({ cut, path }) => (cut ? [[cut.photograph.hash, path] as const] : [])))];
  const files = namesOfFiles(
    [...rows.map((row) => ({ path: pathOf(row), hash: row.hash })), ...photographs.map(([hash, path]) => ({ path, hash }))],
    sep,
  );
  const fileOf = new Map(photographs.map(([hash], index) => [hash, files[rows.length + index] ?? hash]));
  return {
    project: { id: store.id, name: store.name },
    software,
    dataVersion: store.labels.dataVersion,
    at,
    classes: classes.map(({ name }) => name),
    images: rows.map(({ path: _, name: __, class: label, labelled, cut, ...row }, index) => ({
      ...row,
      cut: cut && { ...cut, file: fileOf.get(cut.photograph.hash) ?? cut.photograph.hash },
      file: files[index] ?? row.hash,
      class: label === null ? null : (nameOf.get(label) ?? null),
      labelledBy: labelled === null || labelled.by === '' ? null : labelled.by,
      labelledAt: labelled?.at ?? null,
    })),
  };
}

/** A file with the images that come from it: one if it is an image itself, otherwise all that were cut out of it. */
export interface SetFile {
  readonly file: string;
  readonly hash: ContentHash;
  readonly width: number;
  readonly height: number;
  readonly images: readonly [SetImage, ...SetImage[]];
}

/** The files that images come from, in the order of their first image. */
export function filesOf(images: readonly SetImage[]): SetFile[] {
  const byHash = Map.groupBy(images, ({ cut, hash }) => cut?.photograph.hash ?? hash);
  return [...byHash.values()].map((all) => {
    const [first] = all as [SetImage, ...SetImage[]];
    const { width, height, hash } = first.cut?.photograph ?? first;
    return { file: first.cut?.file ?? first.file, hash, width, height, images: all as [SetImage, ...SetImage[]] };
  });
}

/** Where a copy of an image would be beside its file: a cut gets a name of its own. */
function pathOf({ path, name, cut, format }: SheetRow): string {
  if (cut === null) return path;
  const number = /#(\d+)$/.exec(name)?.[1] ?? '';
  return `${path.replace(/\.[^./\\]+$/, '')}-${number}${format === 'jpeg' ? '.jpg' : '.png'}`;
}

/** The images for which there is no reason to leave them out. */
export function withoutLeft(
  images: readonly SetImage[],
  reasonOf: (image: SetImage) => LeftOutReason | null,
): Pick<Planned, 'images' | 'left'> {
  const left = new LeftOut();
  const kept = images.filter((image) => {
    const reason = reasonOf(image);
    if (reason !== null) left.add(reason);
    return reason === null;
  });
  return { images: kept, left };
}

/** Formats that others train from hold only what may be trained from: whoever reads them would take anything else for an example. */
export function whyNotTrainable({ class: label, conflict, excluded }: SetImage): LeftOutReason | null {
  if (conflict) return 'conflict';
  if (label === null) return 'unlabelled';
  return excluded ? 'excluded' : null;
}

/** ISO 8601 in UTC; empty without a time. */
export const isoTime = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
