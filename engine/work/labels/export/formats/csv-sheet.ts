import { csvFileName, csvHead, csvLine } from '../../../../files/csv.ts';
import type { TableForm } from '../../../../domain/table-form.ts';
import { LeftOut } from '../../../../domain/labels/label-export.ts';
import { isoTime, type LabelledSet, type LabelWriter, type SetImage } from '../labelled-set.ts';

const columns = ['file', 'class', 'group', 'split', 'excluded', 'labelled_by', 'labelled_at', 'width', 'height', 'hash'];

/** The two corners of a box in pixels, named as other programs name them. */
const boxColumns = ['xmin', 'ymin', 'xmax', 'ymax'];

/**
 * A table with a row for every image, labelled or not. `hash` is the SHA-256 of the file. If images were cut out of photographs, `file` names
 * the photograph and further columns give the box, which is empty for whole pictures.
 */
export const csvSheet: LabelWriter = (set, table) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'labels.csv', text: rows(set, table) }],
});

function* rows({ images }: LabelledSet, table: TableForm): Iterable<string> {
  const hasCuts = images.some(({ cut }) => cut !== null);
  yield csvHead(hasCuts ? [...columns, ...boxColumns] : columns, table);
  for (const { file, cut, class: label, group, split, excluded, labelledBy, labelledAt, width, height, hash } of images)
    yield csvLine(
      [
        csvFileName(cut?.file ?? file),
        label ?? '',
        group ?? '',
        split ?? '',
        excluded ? 'true' : 'false',
        labelledBy ?? '',
        isoTime(labelledAt),
        width,
        height,
        hash,
        ...(hasCuts ? cornersOf(cut) : []),
      ],
      table,
    );
}

function cornersOf(cut: SetImage['cut']): (number | '')[] {
  if (cut === null) return boxColumns.map(() => '' as const);
  const { x, y, width, height } = cut.box;
  return [x, y, x + width, y + height];
}
