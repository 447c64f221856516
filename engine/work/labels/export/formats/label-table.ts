import type { Cell } from '../../../../files/workbook-file.ts';
import { csvFileName, csvHead, csvLine } from '../../../../files/csv.ts';
import type { TableForm } from '../../../../domain/table-form.ts';
import { LeftOut } from '../../../../domain/labels/label-export.ts';
import { clockTime, isoTime, type LabelledSet, type LabelWriter, type SetImage } from '../labelled-set.ts';

const columns = ['file', 'class', 'group', 'split', 'excluded', 'labelled_by', 'labelled_at', 'width', 'height', 'hash'];

/** The two corners of a box in pixels, named as other programs name them. */
const boxColumns = ['xmin', 'ymin', 'xmax', 'ymax'];

/**
 * A table with a row for every image, labelled or not. `hash` is the SHA-256 of the file; `taken_at` is by the clock of the camera. If images were cut out of photographs, `file` names
 * the photograph and further columns give the box, which is empty for whole pictures.
 */
export const csvSheet: LabelWriter = (set, table) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'labels.csv', text: csvRows(set, table) }],
});

/** The same table as a workbook for spreadsheet programs. */
export const workbook: LabelWriter = (set) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'labels.xlsx', workbook: { title: 'labels', rows: workbookRows(set) } }],
});

/** Further columns, if any image has a value for them. */
const notes: readonly { readonly column: string; valueOf(image: SetImage): string }[] = [
  { column: 'site', valueOf: ({ site }) => site ?? '' },
  { column: 'taken_at', valueOf: clockTime },
  { column: 'tags', valueOf: ({ tags }) => tags.join(';') },
];
const notesOf = ({ images }: LabelledSet): typeof notes => notes.filter(({ valueOf }) => images.some((image) => valueOf(image) !== ''));

const hasCuts = ({ images }: LabelledSet): boolean => images.some(({ cut }) => cut !== null);
const headOf = (set: LabelledSet): string[] => [
  ...columns,
  ...notesOf(set).map(({ column }) => column),
  ...(hasCuts(set) ? boxColumns : []),
];

function* csvRows(set: LabelledSet, table: TableForm): Iterable<string> {
  yield csvHead(headOf(set), table);
  for (const [file, ...cells] of rowsOf(set)) yield csvLine([csvFileName(file), ...cells], table);
}

function* workbookRows(set: LabelledSet): Iterable<readonly Cell[]> {
  yield headOf(set);
  yield* rowsOf(set);
}

function* rowsOf(set: LabelledSet): Iterable<readonly [file: string, ...Cell[]]> {
  const withBoxes = hasCuts(set);
  const withNotes = notesOf(set);
  for (const image of set.images) {
    const { file, cut, class: label, group, split, excluded, labelledBy, labelledAt, width, height, hash } = image;
    yield [
      cut?.file ?? file,
      label ?? '',
      group ?? '',
      split ?? '',
      excluded ? 'true' : 'false',
      labelledBy ?? '',
      isoTime(labelledAt),
      width,
      height,
      hash,
      ...withNotes.map(({ valueOf }) => valueOf(image)),
      ...(withBoxes ? cornersOf(cut) : []),
    ];
  }
}

function cornersOf(cut: SetImage['cut']): Cell[] {
  if (cut === null) return boxColumns.map(() => '');
  const { x, y, width, height } = cut.box;
  return [x, y, x + width, y + height];
}
